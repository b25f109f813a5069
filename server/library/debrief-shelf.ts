import { upcast } from '../drill/upcast.ts';
import type { AnyEntry, Entry } from '../drill/entry.ts';
import { rebuild } from '../drill/replay.ts';
import type { Simulation } from '../drill/simulation.ts';
import type { Debrief } from '../protocol/http.ts';
import { branchFigures, ownPart, type BranchFigures } from '../report/branch.ts';
import { aliases, buildDebrief, type DebriefInput } from '../report/debrief.ts';
import { readReadings, RememberedReadings } from '../report/kept-readings.ts';
import { parOnDisk } from '../scenario/par-on-disk.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readLog } from '../scoring/drill-log.ts';
import type { ParBands } from '../scoring/par.ts';
import type { LogStore } from '../store/log-store.ts';
import { sharedEntries } from './branch-family.ts';
import { pinnedScenario } from './pinned-scenario.ts';

/** How many debriefs are kept; each is a few hundred kilobytes at most. */
const KEPT = 50;

export interface DebriefParts {
  scenarios: { scenario(id: string, variant: string | null): Promise<Scenario | null> };
  store: Pick<LogStore, 'read' | 'seatNames' | 'pack' | 'readings' | 'saveReadings'>;
  simulate: (scenario: Scenario, seed: string) => Simulation;
  engine: string;
  now: () => number;
}

interface Made {
  debrief: Debrief;
  branch: BranchFigures;
  own: Debrief;
}

type Input = DebriefInput & { shared: number };
type ReplayInput = Omit<Input, 'readings' | 'par'> & { par: ParBands };

/**
 * Debriefs by replay of the log, each built once for each length of the log. A drill of another engine is not replayed:
 * its debrief comes from the log and from what was kept of its world when it ended.
 */
export class DebriefShelf {
  readonly #parts: DebriefParts;
  readonly #built = new Map<string, { entries: number; made: Promise<Made | null> }>();

  constructor(parts: DebriefParts) {
    this.#parts = parts;
  }

  /** Null when its scenario is nowhere any more, or when it is of another engine and left no readings. */
  async debrief(drill: string, entries: readonly AnyEntry[]): Promise<Debrief | null> {
    return (await this.#made(drill, entries))?.debrief ?? null;
  }

  /** What a drill brings to the comparison of branches; null where there is no debrief. */
  async branch(drill: string, entries: readonly AnyEntry[]): Promise<BranchFigures | null> {
    return (await this.#made(drill, entries))?.branch ?? null;
  }

  /** The debrief with gaps and runbooks of what happened in this drill alone: without what a branch shares with others. */
  async ownPart(drill: string, entries: readonly AnyEntry[]): Promise<Debrief | null> {
    return (await this.#made(drill, entries))?.own ?? null;
  }

  #made(drill: string, entries: readonly AnyEntry[]): Promise<Made | null> {
    const known = this.#built.get(drill);
    if (known?.entries === entries.length) return known.made;
    const made = this.#build(drill, entries);
    this.#built.delete(drill);
    this.#built.set(drill, { entries: entries.length, made });
    const [oldest] = this.#built.keys();
    if (this.#built.size > KEPT && oldest !== undefined) this.#built.delete(oldest);
    made.catch(() => this.#built.delete(drill));
    return made;
  }

  async #build(drill: string, entries: readonly AnyEntry[]): Promise<Made | null> {
    const { store, engine } = this.#parts;
    const first = entries[0];
    if (first?.kind !== 'drill.created') return null;
    const { payload } = upcast(first) as Entry<'drill.created'>;
    const scenario = await pinnedScenario(this.#parts, payload);
    if (!scenario) return null;
    const people = Object.entries(await store.seatNames(drill)).map(([seat, name]) => ({ seat, name }));
    const stored = await store.readings(drill);
    const kept = stored && readReadings(stored.body);
    // Bands on disk are those of the scenario and engine of today; where they are of others, those of the day count.
    const par = { ...kept?.par, ...parOnDisk(scenario, payload.engine) };
    const input = { entries, scenario, par, people, shared: await sharedEntries(store, entries) };
    if (payload.engine === engine) return this.#byReplay(drill, input);
    return kept && makeOf({ ...input, readings: kept, fromRecord: true });
  }

  async #byReplay(drill: string, input: ReplayInput): Promise<Made> {
    const { store, simulate, now } = this.#parts;
    const { entries, scenario, par } = input;
    const { session } = rebuild(entries, ({ seed }) => ({ scenario, sim: simulate(scenario, seed) }));
    const readings = new RememberedReadings(session.sim);
    const made = makeOf({ ...input, readings });
    // For a drill that a crash kept from leaving them at its end. A full disk must not hide the debrief.
    if (session.clock.state === 'ended')
      await store.saveReadings({ drill, body: readings.write(par), savedMs: now() }).catch(() => undefined);
    return made;
  }
}

function makeOf({ shared, ...input }: Input): Made {
  const { entries, scenario, readings, people = [] } = input;
  const branch = branchFigures(entries, scenario, readings, aliases(readLog(entries), people));
  const debrief = buildDebrief(input);
  return { debrief, branch, own: ownPart(debrief, entries, scenario, shared) };
}
