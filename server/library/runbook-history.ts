import type { Debrief } from '../protocol/http.ts';
import type { BotCheck, GapState, RunbookPage, RunbookRun } from '../protocol/library.ts';
import type { LibraryStore, StoredCheck } from '../store/library-store.ts';
import type { LogStore } from '../store/log-store.ts';
import { cutFrom } from './branch-family.ts';
import type { DebriefShelf } from './debrief-shelf.ts';

/** The newest drills that a history is read from: each debrief is built once and kept. */
const DRILLS_READ = 50;

export const OPEN_GAP: GapState = {
  state: 'open',
  version: null,
  commit: null,
  by: null,
  atMs: null,
  reason: null,
  rerun: null,
};

interface HistoryParts {
  store: Pick<LogStore, 'drills' | 'read'> & Pick<LibraryStore, 'gapStates' | 'botChecks'>;
  debriefs: Pick<DebriefShelf, 'ownPart'>;
  hasEnded: (drill: string) => Promise<boolean>;
}

/** An ended drill and what was decided about its gaps. */
export interface PastDrill {
  /** Of a branch, without what it shares with the drill that it was cut out of. */
  debrief: Debrief;
  gapStates: Map<string, GapState>;
}

/** What drills and bots made of the runbooks, newest first. */
export class RunbookHistory {
  readonly #parts: HistoryParts;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** @param newest of how many drills; a debrief that is not kept yet costs a replay */
  async drills(newest = DRILLS_READ): Promise<PastDrill[]> {
    const { store, debriefs, hasEnded } = this.#parts;
    const past: PastDrill[] = [];
    const decided = new Map<string, Map<string, GapState>>();
    /** The branch of each drill that was rewound. */
    const branches = new Map<string, string>();
    for (const { id } of (await store.drills()).slice(0, newest)) {
      if (!(await hasEnded(id))) continue;
      const entries = await store.read(id);
      const from = cutFrom(entries);
      if (from) branches.set(from.drill, id);
      decided.set(id, readStates(await store.gapStates(id)));
      const debrief = await debriefs.ownPart(id, entries);
      if (debrief) past.push({ debrief, gapStates: new Map() });
    }
    // A gap that branches share is listed once, under the first; it is decided about in the debrief of any of them.
    for (const { debrief, gapStates } of past)
      for (let id: string | undefined = debrief.drill.id; id !== undefined; id = branches.get(id))
        for (const [gap, state] of decided.get(id) ?? []) gapStates.set(gap, state);
    return past;
  }

  checks(runbook: string | null): Promise<StoredCheck[]> {
    return this.#parts.store.botChecks(runbook);
  }
}

export function readStates(bodies: ReadonlyMap<string, string>): Map<string, GapState> {
  return new Map([...bodies].map(([gap, body]) => [gap, { ...OPEN_GAP, ...(JSON.parse(body) as Partial<GapState>) }]));
}

/** Gaps of a runbook over all drills. */
export function gapsOfRunbook(id: string, past: readonly PastDrill[]): RunbookPage['gaps'] {
  return past.flatMap(({ debrief, gapStates }) =>
    debrief.gaps
      .filter(({ runbook }) => runbook === id)
      .map(({ id: gap, kind, line, step, sentence }) => ({
        drill: debrief.drill.id,
        gap,
        kind,
        line,
        step,
        sentence,
        state: gapStates.get(gap)?.state ?? 'open',
      })),
  );
}

/** Drills that used the runbook and bot checks of it, newest first. */
export function runsOf(id: string, past: readonly PastDrill[], checks: readonly StoredCheck[]): RunbookRun[] {
  const drills = past.flatMap(({ debrief }): RunbookRun[] => {
    const use = debrief.runbooks.find((runbook) => runbook.id === id);
    if (!use || (use.opened === 0 && use.stepsRun === 0)) return [];
    const mitigated = debrief.times.find((row) => row.id === 'TTM');
    return [
      {
        kind: 'drill',
        id: debrief.drill.id,
        title: debrief.drill.incident ?? debrief.drill.title,
        atMs: debrief.drill.ranOnMs,
        version: null,
        mitigated: mitigated ? !mitigated.censored && mitigated.seconds !== null : null,
        steps: use.outcomes ?? [],
      },
    ];
  });
  const bots = checks.filter((check) => check.runbook === id).map(botRun);
  return [...drills, ...bots].sort((a, b) => b.atMs - a.atMs);
}

function botRun({ atMs, version, body }: StoredCheck): RunbookRun {
  const { rows } = JSON.parse(body) as BotCheck;
  const [mitigated, seeds] = [sum(rows.map((row) => row.mitigated)), sum(rows.map((row) => row.seeds))];
  return {
    kind: 'bots',
    id: `bots-${atMs}`,
    title: `Bots: ${mitigated} of ${seeds} runs mitigated`,
    atMs,
    version,
    mitigated: seeds > 0 && mitigated === seeds,
    steps: rows.flatMap(({ dead }) =>
      dead.map(({ step, why }) => ({ step, outcome: 'not possible in this state' as const, note: why })),
    ),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
