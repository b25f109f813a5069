import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../server/scenario/format.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { scanYaml, YAML_LIMITS } from '../../server/scenario/scan.ts';
import { readYaml } from '../../server/scenario/source.ts';
import { EXAMPLE, exampleWith, FILES, FOLDER } from './support/page-example.ts';

const DEEP = 100_000;
const laughs = [
  'a0: &a0 [x, x, x]',
  ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
];

const HOSTILE: readonly [what: string, text: string, said: RegExp][] = [
  ['brackets 100,000 deep', '['.repeat(DEEP), /:1:41 more than 40 levels deep/],
  ['braces 100,000 deep', '{a: '.repeat(DEEP), /more than 40 levels deep/],
  ['dashes 100,000 deep', '- '.repeat(DEEP), /more than 40 levels deep/],
  ['question marks 100,000 deep', '? '.repeat(DEEP), /more than 40 levels deep/],
  [
    'indentation 500 deep',
    Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    /:41:41 more than 40 levels deep/,
  ],
  ['dashes and braces mixed', '- {a: [- '.repeat(20_000), /more than 40 levels deep|directive|tag/],
  ['a billion laughs', laughs.join('\n'), /:1:5 an anchor/],
  ['an alias', 'a: *b', /:1:4 an alias/],
  ['a merge key', 'a: {x: 1}\nb:\n  <<: {x: 2}', /:3:3 a merge key/],
  ['a tag', 'a: !!js/function "function () {}"', /:1:4 a tag/],
  ['a local tag', 'a: !secret x', /:1:4 a tag/],
  ['a directive', '%TAG ! tag:evil,2000:\n---\na: 1', /:1:1 a directive/],
  ['a second document', 'a: 1\n---\nb: 2', /:2:1 a second YAML document/],
  ['an anchor in a list', 'a: [1, &x 2]', /:1:8 an anchor/],
  ['an anchor on a key', '&k a: 1', /:1:1 an anchor/],
  ['a file of 600 KB', `a: ${'x'.repeat(600 * 1024)}`, /the file has more than 512 KB/],
  ['600 KB in characters of three bytes', `a: ${'€'.repeat(200 * 1024)}`, /the file has more than 512 KB/],
  ['30,000 lines', 'a:\n'.repeat(30_000), /more than 20000 lines/],
  ['a NUL', 'a: "b\u0000c"', /:1:6 control character U\+0000/],
  ['an escape character', 'a: b\nc: \u001b[31m', /:2:4 control character U\+001B/],
];

describe('hostile YAML is refused before the parser', () => {
  test.each(HOSTILE)('%s', (_what, text, said) => {
    const startedMs = performance.now();
    const problem = scanYaml(text, 'x.yaml');
    const tookMs = performance.now() - startedMs;
    expect(problem).not.toBeNull();
    expect(formatProblem(problem!)).toMatch(said);
    expect(tookMs).toBeLessThan(3_000);
    expect(readYaml(text, 'x.yaml').ok).toBe(false);
  });

  test('as a scenario, as a rule file and inside a quoted text that never ends', () => {
    for (const file of [FILES.scenario, FILES.rules]) {
      for (const text of ['['.repeat(DEEP), `a: "${'[\n'.repeat(10_000)}`]) {
        expect(loadScenario(FOLDER, null, { read: exampleWith({ [file]: text }) }).ok).toBe(false);
      }
    }
  });

  test('a runbook nested 100,000 deep neither throws nor hangs', () => {
    const read = exampleWith({ [FILES.runbook]: `${EXAMPLE[FILES.runbook]!}\n${'> '.repeat(DEEP)}x` });
    expect(loadScenario(FOLDER, null, { read }).ok).toBe(false);
  });
});

describe('what only looks dangerous is read', () => {
  test.each([
    ['stars and ampersands in quotes', `a: "*b & c"\nd: '!x'\ne: "%f"`],
    ['stars and ampersands inside words', 'a: 2 * 3 & 4! 50%'],
    ['anything in a block text', 'a: |\n  *b\n  &c\n  !d\n  %e\n  [[[[[[\n  ---\nf: 1'],
    ['a comment', '# &a *b !c\na: 1'],
    ['one leading ---', '---\na: 1'],
    ['39 levels', `${'['.repeat(38)}${']'.repeat(38)}`],
  ])('%s', (_what, text) => {
    expect(scanYaml(text, 'x.yaml')).toBeNull();
  });

  test('a map of 19,000 keys in time', () => {
    const wide = Array.from({ length: 19_000 }, (_, i) => `key-${i}: ${i}`).join('\n');
    expect(wide.length).toBeLessThan(YAML_LIMITS.bytes);
    const startedMs = performance.now();
    expect(readYaml(wide, 'x.yaml').ok).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
