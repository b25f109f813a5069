import type { Booklet } from '../../server/protocol/tabletop.ts';

type Played = NonNullable<Booklet['facilitator']>['rounds'][number];

/**
 * What is new in a round's background: a screen shows one round and needs all of it, a booklet has said the rest a page
 * before.
 */
export function freshLines(rounds: readonly Played[], round: Played): string[] {
  const before = rounds.slice(0, Math.max(0, rounds.indexOf(round)));
  const told = new Set(before.flatMap(({ notes }) => notes.background));
  return round.notes.background.filter((line) => !told.has(line));
}
