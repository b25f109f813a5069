import { expect, test } from 'vitest';
import { formatProblems } from '../../server/scenario/format.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { toldFor } from '../../server/scenario/told-for.ts';
import { EXAMPLE, exampleWith, FILES, FOLDER } from './support/page-example.ts';

const SAID = 'text: The catalogue spins.,';

function told(seed: string, text = SAID): string {
  const yaml = EXAMPLE[FILES.scenario]!.replace(SAID, () => text);
  const loaded = loadScenario(FOLDER, null, { read: exampleWith({ [FILES.scenario]: yaml }) });
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return toldFor(seed, loaded.scenario).injects[0]!.text;
}

test('an inject that can be said in one way is said so with every seed', () => {
  expect(told('a')).toBe('The catalogue spins.');
});

test('of several ways to say it the seed draws one, and the same seed the same', () => {
  const several = `${SAID} or: [It hangs., Nothing loads.],`;
  const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((seed) => told(seed, several));
  expect([...new Set(texts)].sort()).toEqual(['It hangs.', 'Nothing loads.', 'The catalogue spins.']);
  expect(told('c', several)).toBe(texts[2]);
});
