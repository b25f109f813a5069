import type { BotProcess } from '../bots/bot-process.ts';
import type { Progress } from '../protocol/library.ts';
import type { DryRunView } from '../protocol/set-up.ts';
import { writePack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** How many are kept; each is some tens of kilobytes. */
const KEPT = 30;

/** Dry runs by bots, each played once: the same scenario, variant and seed come out the same. */
export class DryRuns {
  readonly #bots: Pick<BotProcess, 'run'>;
  readonly #played = new Map<string, DryRunView>();

  constructor(bots: Pick<BotProcess, 'run'>) {
    this.#bots = bots;
  }

  /** The one that was played already, or null. */
  known(scenario: Scenario, seed: string): DryRunView | null {
    return this.#played.get(keyOf(scenario, seed)) ?? null;
  }

  /** Rejects with a sentence when the bots fail or are called off. */
  async play(
    scenario: Scenario,
    seed: string,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<DryRunView> {
    const known = this.known(scenario, seed);
    if (known) return known;
    const { view } = await this.#bots.run<'dry-run'>(
      { kind: 'dry-run', pack: writePack(scenario), seed },
      onProgress,
      signal,
    );
    this.#played.set(keyOf(scenario, seed), view);
    const [oldest] = this.#played.keys();
    if (this.#played.size > KEPT && oldest !== undefined) this.#played.delete(oldest);
    return view;
  }
}

function keyOf({ hash, variant }: Scenario, seed: string): string {
  return `${hash}/${variant.id}/${seed}`;
}
