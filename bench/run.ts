import { benchEngine, type BenchRow } from './engine.ts';
import { benchLibrary } from './library.ts';
import { benchShell } from './shell.ts';

/**
 * `npm run bench`: every measured budget, each against a bare baseline of the same run. `-- --json` for machines. Exit 1
 * when a ratio is above its bound. Figures in seconds are shown beside their goal and gate nothing: machines differ.
 */
const rows: BenchRow[] = [...benchEngine(), ...(await benchLibrary()), ...(await benchShell())];
if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, rows }, null, 2));
else console.log(table(rows));
if (rows.some(({ ratio, mostRatio }) => ratio !== null && mostRatio !== null && ratio > mostRatio))
  process.exitCode = 1;

function table(all: readonly BenchRow[]): string {
  const cells = all.map(({ name, value, unit, ratio, mostRatio, goal, met }) => [
    met ? 'met' : 'MISSED',
    name,
    `${value.toLocaleString('en-US')} ${unit}`,
    ratio === null ? '' : `${ratio.toFixed(2)}×`,
    mostRatio === null ? '' : `≤ ${mostRatio}×`,
    goal,
  ]);
  const head = ['', 'what', 'measured', 'ratio', 'bound', 'goal'];
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
