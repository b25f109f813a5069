import type { BotProcess } from '../bots/bot-process.ts';
import { chooseScenario, createdPayload, firstEntry } from '../desk/create.ts';
import { misfit } from '../desk/fits-scenario.ts';
import { injectMisfit } from '../drill/inject-misfit.ts';
import { refuse } from '../drill/refuse.ts';
import type { AnyEntry } from '../drill/entry.ts';
import type { InjectDraft, InjectTrial } from '../protocol/control.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { Reply } from '../protocol/wire.ts';
import { writePack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';

interface TrialParts {
  /** Scenarios with the library's pages in hand. */
  scenarios: { scenario(id: string, variant: string | null, runbooks?: readonly string[]): Promise<Scenario | null> };
  bots: Pick<BotProcess, 'run'>;
  engine: string;
}

/** A set-up without a seed of its own is tried with this one. */
const ANY_SEED = 'trial';
/** Of a new inject, which has no id yet. */
const ANY_ID = 'trial';

/** Injects tried before the day: in a drill that nobody has created, from its first second on. */
export class InjectTrials {
  readonly #parts: TrialParts;

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  /** Rejects with a sentence when the bots fail. */
  async tryInject(setup: NewDrill, inject: InjectDraft): Promise<Reply<InjectTrial>> {
    const seed = setup.seed ?? ANY_SEED;
    const scenario = await chooseScenario(this.#parts, setup, seed);
    if (!scenario) {
      const message = `There is no scenario "${setup.scenario}".`;
      return { ok: false, refusal: refuse('scenario/unknown', message, 'Choose one from the list.') };
    }
    const others = { ...setup, injects: (setup.injects ?? []).filter(({ id }) => id === null || id !== inject.id) };
    const draft = { ...inject, id: inject.id ?? ANY_ID, when: inject.when ?? { atS: 0 } };
    const refusal = misfit(scenario, others) ?? injectMisfit(scenario, draft);
    if (refusal) return { ok: false, refusal };
    const soFar = { pack: writePack(scenario), entries: [this.#created(others, scenario, seed)], atS: 0 };
    const { trial } = await this.#parts.bots.run<'try'>({ kind: 'try', soFar, inject: draft.id, draft });
    return { ok: true, result: trial };
  }

  #created(setup: NewDrill, scenario: Scenario, seed: string): AnyEntry {
    // Nobody sees it: ids and the time of day mean nothing here.
    let drawn = 0;
    const parts = { engine: this.#parts.engine, draw: (below: number) => drawn++ % below, ticker: { now: () => 0 } };
    const payload = createdPayload(parts, setup, scenario, { seed, joinCode: 'none' });
    return firstEntry(parts, 'd-trial', payload) as AnyEntry;
  }
}
