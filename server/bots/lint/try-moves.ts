import type { Scenario, TemptingDef } from '../../scenario/scenario.ts';
import type { Bot } from '../bot.ts';
import { typist } from '../typist.ts';
import { usualLine } from '../../scenario/usual-line.ts';
import { costs, relapses } from './harm.ts';
import type { Played } from './rehearsal.ts';

/** A tempting move as it was tried with each seed. */
export interface MoveTrial {
  index: number;
  move: TemptingDef;
  line: string;
  afterS: number;
  trials: MoveRuns[];
}

export interface MoveRuns {
  nothing: Played;
  /** The right move at once. */
  right: Played;
  alone: Played;
  /** The tempting move and then the right one; and the right one as late, without it. Not played when `alone` tells enough. */
  late: { thenRight: Played; rightAlone: Played } | null;
}

/** Seconds that pass between a tempting move and the right one: long enough to see that it did not help. */
const SEES_S = 180;
export interface MoveSetting {
  seeds: readonly string[];
  nothing: readonly Played[];
  right: readonly Played[];
  play: (bot: Bot, seed: string) => Promise<Played>;
}

/** Plays each tempting move alone, and with the right move after it where that alone does not tell. */
export async function tryMoves(scenario: Scenario, { seeds, nothing, right, play }: MoveSetting): Promise<MoveTrial[]> {
  const tried: MoveTrial[] = [];
  const lateRuns = new Map<string, Played>();
  for (const { index, move, line, afterS } of typedMoves(scenario)) {
    const late = scenario.bots.oracle.map((one) => ({ ...one, afterS: one.afterS + afterS + SEES_S }));
    const trials: MoveRuns[] = [];
    for (const [i, seed] of seeds.entries()) {
      const alone = await play(typist([{ afterS, line }]), seed);
      const runs: MoveRuns = { nothing: nothing[i]!, right: right[i]!, alone, late: null };
      if (!costs(runs) && !relapses(alone, afterS)) {
        const key = `${afterS} ${seed}`;
        const rightAlone = lateRuns.get(key) ?? (await play(typist(late), seed));
        lateRuns.set(key, rightAlone);
        runs.late = { thenRight: await play(typist([{ afterS, line }, ...late]), seed), rightAlone };
      }
      trials.push(runs);
    }
    tried.push({ index, move, line, afterS, trials });
  }
  return tried;
}

/** Tempting moves of which somebody can say how they are typed. */
export function typedMoves({ tempting, world }: Scenario): Omit<MoveTrial, 'trials'>[] {
  return tempting.flatMap((move, index) => {
    const line = move.line ?? usualLine(move.action, world);
    return line === null ? [] : [{ index, move, line, afterS: move.afterS ?? 90 }];
  });
}
