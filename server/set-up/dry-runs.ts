import type { AsSetUp } from '../bots/as-set-up.ts';
import type { BotProcess } from '../bots/bot-process.ts';
import type { Progress } from '../protocol/library.ts';
import type { DryRunView, NewDrill } from '../protocol/set-up.ts';
import { writePack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** How many are kept; each is some tens of kilobytes. */
const KEPT = 30;

/** The drill that bots play: all of a set-up that can come out differently for them. */
export interface DryRunPlan {
  scenario: Scenario;
  seed: string;
  asSetUp: AsSetUp;
}

/**
 * Dry runs by bots, each played once: the same plan comes out the same. They are kept in memory alone, since after a
 * restart the bots play forty minutes again in a few seconds.
 */
export class DryRuns {
  readonly #bots: Pick<BotProcess, 'run'>;
  readonly #played = new Map<string, DryRunView>();

  constructor(bots: Pick<BotProcess, 'run'>) {
    this.#bots = bots;
  }

  /** The one that was played already, or null. */
  known(plan: DryRunPlan): DryRunView | null {
    return this.#played.get(keyOf(plan)) ?? null;
  }

  /** Rejects with a sentence when the bots fail or are called off. */
  async play(plan: DryRunPlan, onProgress: (progress: Progress) => void, signal?: AbortSignal): Promise<DryRunView> {
    const known = this.known(plan);
    if (known) return known;
    const { view } = await this.#bots.run<'dry-run'>(
      { kind: 'dry-run', pack: writePack(plan.scenario), seed: plan.seed, asSetUp: plan.asSetUp },
      onProgress,
      signal,
    );
    this.#played.set(keyOf(plan), view);
    const [oldest] = this.#played.keys();
    if (this.#played.size > KEPT && oldest !== undefined) this.#played.delete(oldest);
    return view;
  }
}

/**
 * What bots take over of a set-up. Its pace changes nothing but how long people wait, and no bot says a stop word; around a
 * table the timebox is of the room and not of the world.
 */
export function planOf(
  { mode, timeboxMin, injects = [], stops = [] }: NewDrill,
  scenario: Scenario,
  seed: string,
): DryRunPlan {
  return {
    scenario,
    seed,
    asSetUp: {
      injects: injects.map((inject, index) => ({ ...inject, id: inject.id ?? `own-${index + 1}` })),
      stops: stops.filter(({ kind }) => kind !== 'word'),
      timeboxS: (mode === 'tabletop' ? scenario.minutes : timeboxMin) * 60,
    },
  };
}

function keyOf({ scenario: { hash, variant }, seed, asSetUp }: DryRunPlan): string {
  return JSON.stringify([hash, variant.id, seed, asSetUp]);
}
