import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS, EVENTS, GUARDS } from '../server/engine/fault-vocabulary.ts';

/** Writes the tables of docs/fault-vocabulary.md anew from the vocabulary itself; run it after adding a word. */
const path = join(import.meta.dirname, '../docs/fault-vocabulary.md');
let page = readFileSync(path, 'utf8');

for (const [heading, words] of [
  ['Actions', ACTIONS],
  ['Guards', GUARDS],
] as const) {
  const rows = Object.entries(words).map(([name, { params, meaning }]) => {
    const list = Object.entries(params).map(([param, what]) => `\`${param}\` ${what}`);
    return `| \`${name}\` | ${list.join('; ')} | ${meaning} |`;
  });
  replaceRows(heading, rows, 0);
}
// BREAK and STOP come from people, not from the model.
replaceRows(
  'Events',
  Object.entries(EVENTS).map(([name, when]) => `| \`${name}\` | ${when} |`),
  2,
);
writeFileSync(path, page);

function replaceRows(heading: string, rows: string[], keep: number): void {
  const start = page.indexOf(`## ${heading}\n`);
  const next = page.indexOf('\n## ', start);
  const lines = page.slice(start, next).split('\n');
  const first = lines.findIndex((line) => line.startsWith('| `')) + keep;
  const last = lines.findLastIndex((line) => line.startsWith('| `'));
  page =
    page.slice(0, start) + [...lines.slice(0, first), ...rows, ...lines.slice(last + 1)].join('\n') + page.slice(next);
}
