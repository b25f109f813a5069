import type { Booklet } from '../../server/protocol/tabletop.ts';

type Told = NonNullable<Booklet['facilitator']>;
type Played = Told['rounds'][number];

/**
 * What is new in a round's background: a screen shows one round and needs all of it, a booklet has said the rest before, on
 * the page of the truth or in an earlier round.
 */
export function freshLines(told: Told, round: Played): string[] {
  const truth = [
    told.cause,
    told.hypothesis,
    ...told.hints,
    ...told.tempting.map(({ hurts }) => hurts),
    ...told.redHerrings.map(({ why }) => why),
  ].filter((text) => text !== '');
  const before = told.rounds.slice(0, Math.max(0, told.rounds.indexOf(round)));
  const said = new Set(before.flatMap(({ notes }) => notes.background));
  return round.notes.background.filter((line) => !said.has(line) && !truth.some((text) => line.endsWith(text)));
}

/** What a facilitator should know of an option that tempts: what it does. Null for the others. */
export function warningOf({ tempting }: Told, lines: readonly string[]): string | null {
  return tempting.find(({ action }) => lines.includes(action))?.hurts ?? null;
}
