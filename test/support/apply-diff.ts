/** Applies one hunk of a unified diff strictly: every context and removed line must be where the hunk says. */
export function applyDiff(source: string, diff: string): string {
  const [from, to, header, ...body] = diff.split('\n');
  const range = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(header ?? '');
  if (!from?.startsWith('--- a/') || !to?.startsWith('+++ b/') || !range) throw new Error(`no unified diff:\n${diff}`);
  const lines = source.replace(/\n$/, '').split('\n');
  const start = Number(range[1]) - 1;
  const old = body.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
  const next = body.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
  if (old.length !== Number(range[2]) || next.length !== Number(range[4])) throw new Error(`wrong counts:\n${diff}`);
  if (old.some((line, i) => lines[start + i] !== line)) throw new Error(`does not apply:\n${diff}`);
  lines.splice(start, old.length, ...next);
  return `${lines.join('\n')}\n`;
}
