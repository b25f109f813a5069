import type { ImportedFile } from '../protocol/library.ts';

type Row = Omit<ImportedFile, 'result'> & { result: string; reason: string | null };

/** What became of each file, what found no place, what was refused and why, and the sum. */
export function importTable(rows: readonly Row[], dryRun: boolean): string {
  const taken = rows.filter(({ result }) => result !== 'left out' && result !== 'refused');
  return [
    ...table(taken),
    ...block('Found no place, kept where it stands:', taken.flatMap(unplacedLines)),
    ...block(
      'Left out:',
      rows.filter((row) => row.result === 'left out').map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...block('Refused:', rows.filter((row) => row.result === 'refused').map(refusal)),
    `${sum(rows)}${dryRun ? ' Nothing was written: this was a dry run.' : ''}`,
  ].join('\n');
}

function table(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ result, steps, commands, findings, title, path }) => [
    result,
    String(steps),
    String(commands),
    `${findings.must}/${findings.should}/${findings.may}`,
    shorten(title, 48),
    path,
  ]);
  const lines = [['', 'steps', 'commands', 'must/should/may', 'title', 'file'], ...cells];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const numeric = (column: number) => column > 0 && column < 4;
  const draw = (line: string[]) =>
    line
      .map((text, i) => (numeric(i) ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [...lines.map(draw), ''];
}

function unplacedLines({ path, unplaced }: Row): string[] {
  return unplaced.map(
    ({ line, endLine, heading }) => `${path}:${line}${endLine > line ? `-${endLine}` : ''} ${shorten(heading, 80)}`,
  );
}

function refusal({ path, problem }: Row): string {
  return `${path}:${problem?.line ?? 1} ${problem?.message ?? ''} ${problem?.hint ?? ''}`.trimEnd();
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}

function sum(rows: readonly Row[]): string {
  const words = ['new', 'new version', 'unchanged', 'left out', 'refused'];
  const counts = words
    .map((word) => [word, rows.filter(({ result }) => result === word).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`);
  const files = `${rows.length} file${rows.length === 1 ? '' : 's'} read`;
  return counts.length === 0 ? `${files}.` : `${files}: ${counts.join(', ')}.`;
}

function shorten(text: string, most: number): string {
  // A title may hold what moves the cursor, or turns the direction of the line.
  const plain = text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}
