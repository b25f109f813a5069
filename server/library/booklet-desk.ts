import type { BotProcess } from '../bots/bot-process.ts';
import type { AnyEntry } from '../drill/entry.ts';
import { refuse } from '../drill/refuse.ts';
import type { InjectDraft } from '../protocol/control.ts';
import type { Progress } from '../protocol/library.ts';
import type { Booklet, EventRow, EventsImport } from '../protocol/tabletop.ts';
import type { Reply } from '../protocol/wire.ts';
import { writePack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { toldFor } from '../scenario/told-for.ts';
import { pickVariant } from '../scenario/variant.ts';
import type { LogStore } from '../store/log-store.ts';
import { participantsBooklet } from '../tabletop/booklet.ts';
import { importEvents } from '../tabletop/events-import.ts';
import { eventsList, writtenOver } from '../tabletop/events-list.ts';
import { sheetCells, SheetTrouble } from '../tabletop/sheet-file.ts';
import { pinnedScenario } from './pinned-scenario.ts';

/** Which script is meant: that of a drill, or of a scenario with a variant and seed (null = any). */
export interface ScriptQuery {
  drill: string | null;
  scenario: string;
  variant: string | null;
  seed: string | null;
}

interface Script {
  scenario: Scenario;
  seed: string;
  /** What people wrote over the scenario's injects, in order. */
  drafts: InjectDraft[];
}

interface Parts {
  store: Pick<LogStore, 'read' | 'pack'>;
  scenarios: { scenario(id: string, variant: string | null): Promise<Scenario | null> };
  bots: Pick<BotProcess, 'run'>;
}

/** Booklets kept: each takes the bots some seconds. */
const KEPT = 20;
/** A booklet that nobody asked a seed for is made with this one. */
const ANY_SEED = 'booklet';

/** What is printed and exported of a tabletop's script. */
export class BookletDesk {
  readonly #parts: Parts;
  readonly #made = new Map<string, Booklet>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Bots play the table at which nobody does anything; the same script gives the same booklet. */
  async facilitators(
    query: ScriptQuery,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Reply<Booklet>> {
    const script = await this.#script(query);
    if (!script) return NO_SCRIPT;
    const { scenario, seed, drafts } = script;
    const key = JSON.stringify([scenario.hash, scenario.variant.id, seed, drafts]);
    const known = this.#made.get(key);
    if (known) return { ok: true, result: known };
    const { booklet } = await this.#parts.bots.run<'booklet'>(
      { kind: 'booklet', pack: writePack(scenario), seed, injects: drafts },
      onProgress,
      signal,
    );
    this.#made.set(key, booklet);
    const [oldest] = this.#made.keys();
    if (this.#made.size > KEPT && oldest !== undefined) this.#made.delete(oldest);
    return { ok: true, result: booklet };
  }

  async participants(query: ScriptQuery): Promise<Reply<Booklet>> {
    const script = await this.#script(query);
    return script ? { ok: true, result: participantsBooklet(script.scenario) } : NO_SCRIPT;
  }

  async events(query: ScriptQuery): Promise<Reply<EventRow[]>> {
    const script = await this.#script(query);
    if (!script) return NO_SCRIPT;
    const { scenario, drafts } = script;
    return { ok: true, result: eventsList(scenario, writtenOver(scenario.injects, drafts)) };
  }

  /** Reads a CSV or Excel file against the script; nothing is written anywhere. */
  async importEvents(query: ScriptQuery, file: Buffer): Promise<Reply<EventsImport>> {
    const script = await this.#script(query);
    if (!script) return NO_SCRIPT;
    const { scenario, drafts } = script;
    try {
      const cells = await sheetCells(file);
      return { ok: true, result: importEvents(cells, scenario, writtenOver(scenario.injects, drafts)) };
    } catch (error) {
      if (!(error instanceof SheetTrouble)) throw error;
      const hint = 'Export the list, edit that file, and import it again.';
      return { ok: false, refusal: refuse('request/malformed', error.message, hint) };
    }
  }

  async #script({ drill, scenario: id, variant, seed }: ScriptQuery): Promise<Script | null> {
    if (drill !== null) return this.#scriptOfDrill(drill);
    const any = await this.#parts.scenarios.scenario(id, variant);
    if (!any) return null;
    const drawn = seed ?? ANY_SEED;
    const wanted = variant ?? (any.variants.length > 0 ? pickVariant(drawn, any.variants).id : null);
    const scenario = await this.#parts.scenarios.scenario(id, wanted);
    return scenario && { scenario: toldFor(drawn, scenario), seed: drawn, drafts: [] };
  }

  async #scriptOfDrill(drill: string): Promise<Script | null> {
    const entries = await this.#parts.store.read(drill);
    const [first] = entries;
    if (first?.kind !== 'drill.created') return null;
    const scenario = await pinnedScenario(this.#parts, first.payload);
    if (!scenario) return null;
    const { seed, injects = [] } = first.payload;
    return { scenario: toldFor(seed, scenario), seed, drafts: [...injects, ...writtenIn(entries)] };
  }
}

function writtenIn(entries: readonly AnyEntry[]): InjectDraft[] {
  return entries.flatMap((entry) => (entry.kind === 'inject.written' ? [entry.payload.inject] : []));
}

const NO_SCRIPT: Reply<never> = {
  ok: false,
  refusal: refuse('scenario/unknown', 'There is no such scenario or drill here.', 'Choose one from the list.'),
};
