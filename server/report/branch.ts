import type { AnyEntry } from '../drill/entry.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Debrief } from '../protocol/http.ts';
import { readLog, type DrillLog } from '../scoring/drill-log.ts';
import { stampsOf } from '../scoring/stamps.ts';
import { runbookFigures } from './debrief.ts';
import { withoutNames, type Alias } from './no-names.ts';
import type { WorldReadings } from './world-readings.ts';

/** What one drill of a family of branches brings to their comparison. */
export interface BranchFigures {
  mitigatedAtS: number | null;
  userMinutesLost: number;
  /** `seq`: the entry, by which the family tells what was decided before the branches parted. */
  decisions: { seq: number; atS: number; text: string }[];
  /** Failed attempts of the deciding journey since drill second 0, at each sample. */
  failed: { times: number[]; values: number[] };
}

/** The figures of one branch, from its log and the world in which it stands. Roles instead of names. */
export function branchFigures(
  entries: readonly AnyEntry[],
  scenario: Scenario,
  readings: WorldReadings,
  people: readonly Alias[],
): BranchFigures {
  const log = readLog(entries);
  const decided = [...log.of('decision.made'), ...log.of('round.decided')].sort((a, b) => a.seq - b.seq);
  const decisions = decided.map(({ seq, simMs, payload: { text } }) => ({ seq, atS: simMs / 1000, text }));
  return {
    mitigatedAtS: stampsOf(log, scenario).mit?.atS ?? null,
    userMinutesLost: readings.impact().userMinutesLost,
    decisions: withoutNames(decisions, people),
    failed: failedSoFar(scenario, readings),
  };
}

/**
 * A branch's debrief whose gaps and uses of runbooks leave out the first `shared` entries, which are another drill's: over
 * all drills of a family each is counted once.
 */
export function ownPart(debrief: Debrief, entries: readonly AnyEntry[], scenario: Scenario, shared: number): Debrief {
  if (shared === 0) return debrief;
  const log = readLog(entries);
  const own: DrillLog = { ...log, of: (kind) => log.of(kind).filter(({ seq }) => seq > shared) };
  return {
    ...debrief,
    gaps: debrief.gaps.filter((gap) => gap.entries.some((seq) => seq > shared)),
    runbooks: runbookFigures(own, scenario, stampsOf(log, scenario)),
  };
}

/** The same counters that the error budget is read from (BUDGET-1), so that kept readings have them, too. */
function failedSoFar(scenario: Scenario, readings: WorldReadings): BranchFigures['failed'] {
  const slo = scenario.world.slos.find(({ id }) => id === scenario.slo);
  const counter = (outcome: string) =>
    readings.queryRange(`sum(journey_requests_total{journey="${slo?.journey}"${outcome}})`, 0);
  const [all, good] = [counter(''), counter(',outcome="ok"')];
  const failedAt = (i: number) => (all.rows[i]?.[0]?.value ?? NaN) - (good.rows[i]?.[0]?.value ?? 0);
  const known = all.times
    .map((atS, i) => ({ atS, failed: failedAt(i) }))
    .filter(({ failed }) => Number.isFinite(failed));
  const before = known[0]?.failed ?? 0;
  return {
    times: known.map(({ atS }) => atS),
    values: known.map(({ failed }) => Math.max(0, Math.round(failed - before))),
  };
}
