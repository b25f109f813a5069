import type { SeatView } from '../../server/protocol/room.ts';
import type { RoundOption, RoundView } from '../../server/protocol/tabletop.ts';

export interface Tally {
  option: RoundOption;
  /** The key that votes for it, from 1. */
  number: number;
  /** Votes of seats and hands in the room together. */
  count: number;
  /** Of all votes and hands, 0..1. */
  share: number;
  /** Nobody has more, and somebody wants it. */
  leads: boolean;
}

/** The options in the order of the table, with what they got. */
export function tallies(options: readonly RoundOption[]): Tally[] {
  const counts = options.map(({ votes, hands }) => votes.length + hands);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(0, ...counts);
  return options.map((option, index) => {
    const count = counts[index] ?? 0;
    return {
      option,
      number: index + 1,
      count,
      share: all === 0 ? 0 : count / all,
      leads: count > 0 && count === most,
    };
  });
}

/** The one option that has more than each other; null on a tie or without a vote. */
export function leadingOption(options: readonly RoundOption[]): RoundOption | null {
  const first = tallies(options).filter(({ leads }) => leads);
  return first.length === 1 ? (first[0]?.option ?? null) : null;
}

/** What several options got that nobody outvotes; null without a tie. */
export function tiedAt(options: readonly RoundOption[]): number | null {
  const first = tallies(options).filter(({ leads }) => leads);
  return first.length > 1 ? (first[0]?.count ?? null) : null;
}

/** Who has voted of those who may: people in fixers' seats that are taken. */
export function turnout(
  round: RoundView,
  seats: readonly SeatView[],
): { voted: number; of: number; missing: string[] } {
  const voters = new Set(round.options.flatMap(({ votes }) => votes));
  const may = seats.filter(
    ({ kind, state, bot }) => kind === 'fixer' && !bot && (state === 'here' || state === 'away'),
  );
  return {
    voted: may.filter(({ id }) => voters.has(id)).length,
    of: may.length,
    missing: may.filter(({ id }) => !voters.has(id)).map(({ name }) => name),
  };
}

/** Options that a number key reaches: 1 to 9. */
export const KEYED_OPTIONS = 9;
