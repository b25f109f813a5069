import { upcast } from '../drill/upcast.ts';
import type { AnyEntry, Entry } from '../drill/entry.ts';
import { rebuild } from '../drill/replay.ts';
import type { Simulation } from '../drill/simulation.ts';
import type { Debrief } from '../protocol/http.ts';
import { buildDebrief } from '../report/debrief.ts';
import { parOnDisk } from '../scenario/par-on-disk.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { LogStore } from '../store/log-store.ts';
import { pinnedScenario } from './pinned-scenario.ts';

/** How many debriefs are kept; each is a few hundred kilobytes at most. */
const KEPT = 50;

export interface DebriefParts {
  scenarios: { scenario(id: string, variant: string | null): Promise<Scenario | null> };
  store: Pick<LogStore, 'seatNames' | 'pack'>;
  simulate: (scenario: Scenario, seed: string) => Simulation;
  engine: string;
}

/** Debriefs by replay of the log, each built once for each length of the log. */
export class DebriefShelf {
  readonly #parts: DebriefParts;
  readonly #built = new Map<string, { entries: number; debrief: Promise<Debrief | null> }>();

  constructor(parts: DebriefParts) {
    this.#parts = parts;
  }

  /** Null when the drill cannot be replayed here: another engine, or its scenario is nowhere any more. */
  debrief(drill: string, entries: readonly AnyEntry[]): Promise<Debrief | null> {
    const known = this.#built.get(drill);
    if (known?.entries === entries.length) return known.debrief;
    const debrief = this.#build(drill, entries);
    this.#built.delete(drill);
    this.#built.set(drill, { entries: entries.length, debrief });
    const [oldest] = this.#built.keys();
    if (this.#built.size > KEPT && oldest !== undefined) this.#built.delete(oldest);
    debrief.catch(() => this.#built.delete(drill));
    return debrief;
  }

  async #build(drill: string, entries: readonly AnyEntry[]): Promise<Debrief | null> {
    const { store, simulate, engine } = this.#parts;
    const first = entries[0];
    if (first?.kind !== 'drill.created') return null;
    const { payload } = upcast(first) as Entry<'drill.created'>;
    if (payload.engine !== engine) return null;
    const scenario = await pinnedScenario(this.#parts, payload);
    if (!scenario) return null;
    const names = await store.seatNames(drill);
    const { session } = rebuild(entries, ({ seed }) => ({ scenario, sim: simulate(scenario, seed) }));
    const people = Object.entries(names).map(([seat, name]) => ({ seat, name }));
    return buildDebrief({ entries, scenario, readings: session.sim, par: parOnDisk(scenario, engine), people });
  }
}
