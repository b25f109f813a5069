import { benchEngine, type BenchRow } from './engine.ts';

/**
 * `npm run bench`: every measured budget, each against a bare baseline of the same run. `-- --json` for machines. Exit 1
 * when a goal is missed. Seconds are shown; ratios are what to compare between machines.
 */
const rows: BenchRow[] = benchEngine();
if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, rows }, null, 2));
else console.log(table(rows));
if (rows.some(({ met }) => !met)) process.exitCode = 1;

function table(all: readonly BenchRow[]): string {
  const cells = all.map(({ name, value, unit, ratio, goal, met }) => [
    met ? 'met' : 'MISSED',
    name,
    `${value.toLocaleString('en-US')} ${unit}`,
    ratio === null ? '' : `${ratio.toFixed(2)}×`,
    goal,
  ]);
  const head = ['', 'what', 'measured', 'ratio', 'goal'];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)));
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, column) =>
          column === 2 || column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
