import type { RoundReport } from '../../server/protocol/tabletop.ts';

/** How the expected responses of all rounds were marked; those that nobody marked do not count. */
export function expectedTally(rounds: readonly RoundReport[]): {
  marked: number;
  met: number;
  partly: number;
  missed: number;
} {
  const marks = rounds.flatMap(({ expected }) => expected.flatMap(({ mark }) => (mark ? [mark] : [])));
  const count = (mark: string) => marks.filter((one) => one === mark).length;
  return { marked: marks.length, met: count('met'), partly: count('partly'), missed: count('missed') };
}

/** Options with their share of the votes, the most wanted first. */
export function voteRows({ options }: RoundReport): { text: string; votes: number; share: number }[] {
  const all = options.reduce((sum, { votes }) => sum + votes, 0);
  return options
    .map(({ text, votes }) => ({ text, votes, share: all === 0 ? 0 : votes / all }))
    .sort((a, b) => b.votes - a.votes);
}
