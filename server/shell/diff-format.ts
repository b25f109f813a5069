/** Turns the library's unified diff into GNU's default form: `2c2`, `< old`, `---`, `> new`. */
export function normalDiff(unified: string): string {
  const changes: string[] = [];
  let [oldLine, newLine] = [0, 0];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    if (removed.length + added.length > 0) changes.push(change(oldLine, newLine, removed, added));
    oldLine += removed.length;
    newLine += added.length;
    [removed, added] = [[], []];
  };
  for (const line of bodyOf(unified)) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk) {
      flush();
      // A side without lines names the line before it.
      oldLine = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      newLine = Number(hunk[3]) - (hunk[4] === '0' ? 0 : 1);
    } else if (line.startsWith('-')) removed.push(line.slice(1));
    else if (line.startsWith('+')) added.push(line.slice(1));
    else if (line.startsWith(' ')) {
      flush();
      oldLine++;
      newLine++;
    }
  }
  flush();
  return changes.join('');
}

/** Without the library's own header lines. */
export function unifiedDiff(unified: string): string {
  return unified.replace(/^(Index: .*\n)?=+\n/, '').replace(/^(---|\+\+\+) (.*?)\t$/gm, '$1 $2');
}

function bodyOf(unified: string): string[] {
  const lines = unified.split('\n');
  return lines.slice(
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith('@@')),
    ),
  );
}

/** `oldLine` and `newLine` count the lines already passed on each side. */
function change(oldLine: number, newLine: number, removed: readonly string[], added: readonly string[]): string {
  const before = removed.map((line) => `< ${line}\n`).join('');
  const after = added.map((line) => `> ${line}\n`).join('');
  if (added.length === 0) return `${range(oldLine, removed.length)}d${newLine}\n${before}`;
  if (removed.length === 0) return `${oldLine}a${range(newLine, added.length)}\n${after}`;
  return `${range(oldLine, removed.length)}c${range(newLine, added.length)}\n${before}---\n${after}`;
}

function range(passed: number, count: number): string {
  return count === 1 ? String(passed + 1) : `${passed + 1},${passed + count}`;
}
