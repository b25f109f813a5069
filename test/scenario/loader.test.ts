import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatProblems } from '../../server/scenario/format.ts';
import { loadScenario, type Loaded } from '../../server/scenario/load.ts';
import { MISTAKES } from './loader-errors.ts';
import { edited, EXAMPLE, exampleWith, FILES, FOLDER } from './support/page-example.ts';

function said(loaded: Loaded): string[] {
  const lines = formatProblems(loaded.ok ? loaded.warnings : loaded.problems).replaceAll(`${FOLDER}/`, '');
  return lines.split('\n').map((line) => line.replace(/; known: .*$/, '; known: …'));
}

describe('a mistake is answered with file, line, column and what to do', () => {
  test.each(MISTAKES)('$what', ({ file, from, to, said: expected }) => {
    const loaded = loadScenario(FOLDER, null, { read: edited(file, from, to) });
    expect(loaded.ok).toBe(false);
    expect(said(loaded)).toEqual(expected);
  });
});

describe('loading', () => {
  test('a variant that is not there is answered with the nearest', () => {
    expect(said(loadScenario(FOLDER, 'cpus', { read: exampleWith() }))).toEqual([
      `scenario.yaml:${placeOfVariants()} there is no variant "cpus"; did you mean "cpu"?`,
    ]);
  });

  test('a folder without scenario.yaml says what to write', () => {
    expect(said(loadScenario(FOLDER, null, { read: () => null }))).toEqual([
      'scenario.yaml the folder has no scenario.yaml; write one; docs/scenario-format.md has an example',
    ]);
  });

  test('an empty file says so', () => {
    expect(said(loadScenario(FOLDER, null, { read: exampleWith({ [FILES.scenario]: '' }) }))).toEqual([
      'scenario.yaml:1:1 the file is empty; start it with "key: value" lines',
    ]);
  });

  test('two mistakes are told in reading order', () => {
    const text = EXAMPLE[FILES.scenario]!.replace('journey: browse, by', 'journey: brows, by').replace(
      'entry: web',
      'entry: wbe',
    );
    expect(
      said(loadScenario(FOLDER, null, { read: exampleWith({ [FILES.scenario]: text }) })).map(
        (line) => line.split(' ')[0],
      ),
    ).toEqual(['scenario.yaml:15:10', 'scenario.yaml:20:28']);
  });

  test('the hash changes with any of the files and with nothing else', () => {
    const hashOf = (read = exampleWith()) => {
      const loaded = loadScenario(FOLDER, null, { read });
      if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
      return loaded.scenario.hash;
    };
    const hashes = [
      hashOf(),
      hashOf(edited(FILES.scenario, 'difficulty: 1', 'difficulty: 2')),
      hashOf(edited(FILES.rules, 'for: 1m', 'for: 2m')),
      hashOf(edited(FILES.runbook, '[deploy]', '[release]')),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(hashOf()).toBe(hashes[0]);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a key named like a part of JavaScript is an unknown key and nothing more', () => {
    const loaded = loadScenario(FOLDER, null, {
      read: edited(FILES.scenario, 'difficulty: 1', 'difficulty: 1\n__proto__: { polluted: 1 }'),
    });
    expect(said(loaded)[0]).toContain('unknown key "__proto__" in the scenario');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('whatever is cut out of a file, the loader answers and does not throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(FILES.scenario, FILES.rules, FILES.runbook),
      fc.nat({ max: 5000 }),
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom('', ':', '- ', '[', '"', '\n', '😀'),
      (file, at, length, instead) => {
        const text = EXAMPLE[file]!;
        const from = at % text.length;
        const cut = text.slice(0, from) + instead + text.slice(from + length);
        const loaded = loadScenario(FOLDER, null, { read: exampleWith({ [file]: cut }) });
        for (const problem of loaded.ok ? loaded.warnings : loaded.problems) {
          expect(problem.message).not.toBe('');
          expect(problem.line).toBeGreaterThanOrEqual(0);
        }
        expect(loaded.ok || loaded.problems.length > 0).toBe(true);
      },
    ),
    { numRuns: 60, seed: 20260310 },
  );
});

function placeOfVariants(): string {
  const lines = EXAMPLE[FILES.scenario]!.split('\n');
  return `${lines.indexOf('variants:') + 2}:3`;
}
