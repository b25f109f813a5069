import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const RULE =
  /\b(?:CLOCK|FAULT|MITSTART|MTTD|MTTA|MTTI|MTTM|MTTR|PAR|IMPACT|BUDGET|SEV|OBJ|HYPO|GAP|PATTERN|OUTCOME|FIND|HINT|CALM)-\d+\b/g;

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** Words inside test(…), it(…) and describe(…): what a failing test would show. */
function titles(folder: string): string {
  const files = readdirSync(new URL(`../../${folder}`, import.meta.url)).filter((name) => name.endsWith('.test.ts'));
  return files
    .map((name) =>
      [...read(`${folder}/${name}`).matchAll(/\b(?:test|it|describe)(?:\.each\([\s\S]*?\]\))?\(\s*(['"`].*)/g)]
        .map((match) => match[1])
        .join('\n'),
    )
    .join('\n');
}

test('docs/scoring.md and the titles of the tests name the same rules', () => {
  const defined = [...read('docs/scoring.md').matchAll(/\*\*([A-Z]+-\d+)\*\*/g)].map((match) => match[1]!);
  const cited = new Set((titles('test/scoring') + titles('test/runbook')).match(RULE));
  expect(new Set(defined).size).toBe(defined.length);
  expect([...cited].sort()).toEqual([...defined].sort());
});
