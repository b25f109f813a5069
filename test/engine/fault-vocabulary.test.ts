import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ACTIONS, EVENTS, GUARDS } from '../../server/engine/fault-vocabulary.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/fault-vocabulary.md'), 'utf8');
const rows = (heading: string): string[] =>
  page
    .split(`## ${heading}\n`)[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));

test.each([
  ['Actions', ACTIONS],
  ['Guards', GUARDS],
])('the page lists every one of the %s with its parameters and meaning, and no other', (heading, words) => {
  const expected = Object.entries(words).map(([name, { params, meaning }]) => {
    const list = Object.entries(params).map(([param, what]) => `\`${param}\` ${what}`);
    return `| \`${name}\` | ${list.join('; ')} | ${meaning} |`;
  });
  expect(rows(heading).map(withoutPadding)).toEqual(expected.map(withoutPadding));
});

test('the page lists every event of the model, and BREAK and STOP', () => {
  const expected = Object.entries(EVENTS).map(([name, when]) => `| \`${name}\` | ${when} |`);
  expect(rows('Events').map(withoutPadding).slice(2)).toEqual(expected);
});

/** Formatters pad tables. */
function withoutPadding(row: string): string {
  return row.replace(/ +\|/g, ' |').replace(/\| +/g, '| ').trim();
}
