import { describe, expect, test } from 'vitest';
import { formatProblems } from '../../server/scenario/format.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { edited, FILES, FOLDER } from './support/page-example.ts';

const TEMPTS = '      tempts: Restart search\n';
const START = 'params: { service: search, version: 4.8.1, author: pnowak';

/** The example's fault with a dial over the pace of its waves, and how people end it. */
function withDial(dial: string, use = '$wave', recovery = '[deploy rollback search]') {
  const base = edited(FILES.scenario, TEMPTS, `${TEMPTS}      parameters:\n        wave: ${dial}\n      recovery: ${recovery}\n`);
  const text = base(FILES.scenario)!.replace(START, () => `${START}, everyS: ${use}`);
  const loaded = loadScenario(FOLDER, null, { read: (path) => (path === FILES.scenario ? text : base(path)) });
  return { loaded, text };
} // prettier-ignore

/** Each problem as the text of the line where it stands, from its column on, and what is said about it. */
function problems({ loaded, text }: ReturnType<typeof withDial>): { at: string; said: string }[] {
  if (loaded.ok) return [];
  return loaded.problems.map(({ line, column, message, hint }) => ({
    at: (text.split('\n')[line - 1] ?? '').slice(column - 1),
    said: `${message}; ${hint}`,
  }));
}

const GOOD = '{ label: W, unit: min, value: 1, min: 0.5, max: 5, step: 0.5 }';

describe('a dial in a scenario', () => {
  test('reaches the engine with the deck, and its remedy with the seconds at which it is typed', () => {
    const { loaded } = withDial(GOOD, '$wave', '[deploy halt search, { at: 45s, line: deploy rollback search }]');
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    expect(loaded.scenario.world.faults[0]?.deck).toMatchObject({
      parameters: [{ id: 'wave', label: 'W', unit: 'min', value: 1, min: 0.5, max: 5, step: 0.5 }],
      recovery: [
        { afterS: 20, line: 'deploy halt search' },
        { afterS: 45, line: 'deploy rollback search' },
      ],
    });
  });

  test.each([
    ['a name that no dial has', GOOD, '$waves', '$waves', '"everyS" names the dial "$waves", which this fault does not have; known: $wave'],
    ['a bound that the parameter cannot take', '{ label: W, unit: min, value: 1, min: -1, max: 5, step: 1 }', '$wave', '$wave', 'with the dial "wave" at -1 min, "everyS" must be a time in seconds, 0 or more; change its bounds, or its unit'],
    ['a value between two steps', '{ label: W, unit: s, value: 65, min: 30, max: 90, step: 30 }', '$wave', '65', 'value 65 cannot be dialled: W goes in steps of 30 s.; choose another'],
    ['bounds the wrong way round', '{ label: W, unit: s, value: 60, min: 90, max: 30, step: 30 }', '$wave', '30,', 'max 30 is not above min 90; exchange them'],
    ['a step of nothing', '{ label: W, unit: s, value: 60, min: 30, max: 90, step: 0 }', '$wave', '0 }', 'step 0 leads nowhere; write a step above 0'],
    ['nothing that uses it', GOOD, '60s', '{ label: W', 'no action of the machine uses "$wave"; use it in params, or remove it'],
    ['a bound that is no number', '{ label: W, unit: s, value: 60, min: 30s, max: 90, step: 30 }', '$wave', '30s', 'expected a number, found "30s"; write it without quotes or unit'],
  ])('with %s is answered with its place and a remedy', (_, dial, use, at, said) => {
    expect(problems(withDial(dial, use))).toContainEqual({
      at: expect.stringMatching(new RegExp(`^${at.replace(/[${}]/g, '\\$&')}`)) as string,
      said: expect.stringContaining(said) as string,
    });
  });
}); // prettier-ignore
