import type { Condition, ObjectiveDef, Scenario } from '../scenario/scenario.ts';
import type { ObjectiveView } from '../protocol/room.ts';
import { SEVERITIES, type Severity } from '../protocol/roles.ts';
import { secondOf, type DrillLog } from './drill-log.ts';
import type { Stamps } from './stamps.ts';

/** A stretch in which users did not get what they were promised, drill seconds. */
export interface BreachInterval {
  fromS: number;
  toS: number;
}

/** When the deciding SLO was out of its bound; the last one may run to the end of the drill. */
export function breachIntervals(log: DrillLog, slo: string, endS: number): BreachInterval[] {
  const intervals: BreachInterval[] = [];
  let sinceS: number | null = null;
  for (const entry of log.of('slo.changed')) {
    if (entry.payload.slo !== slo) continue;
    if (entry.payload.breached) sinceS ??= secondOf(entry);
    else if (sinceS !== null) {
      intervals.push({ fromS: sinceS, toS: secondOf(entry) });
      sinceS = null;
    }
  }
  if (sinceS !== null) intervals.push({ fromS: sinceS, toS: endS });
  return intervals;
}

/**
 * IMPACT-2: user-minutes that fall into a stretch of the drill, the whole of them spread evenly over the time out of
 * bound. An estimate that ranks gaps; never shown as a measured figure.
 */
export function userMinutesWithin(
  breaches: readonly BreachInterval[],
  total: number,
  fromS: number,
  toS: number,
): number {
  const all = breaches.reduce((sum, breach) => sum + breach.toS - breach.fromS, 0);
  const inside = breaches.reduce((sum, breach) => sum + overlap(breach, fromS, toS), 0);
  return all <= 0 ? 0 : (total * inside) / all;
}

function overlap(breach: BreachInterval, fromS: number, toS: number): number {
  return Math.max(0, Math.min(breach.toS, toS) - Math.max(breach.fromS, fromS));
}

/** BUDGET-1: share of a 30-day error budget that the drill used up, at the rate of attempts seen in the drill. */
export function budgetBurned(attempts: { all: number; bad: number }, objective: number, lastedS: number): number {
  if (attempts.all <= 0 || lastedS <= 0 || objective >= 1) return 0;
  const monthlyAttempts = (attempts.all / lastedS) * 30 * 86_400;
  return attempts.bad / (monthlyAttempts * (1 - objective));
}

/** SEV-1: the most severe level that the response side called; null when nobody declared. */
export function severityCalled(log: DrillLog): Severity | null {
  const called = [...log.of('incident.declared'), ...log.of('incident.severity')].filter(log.byResponder);
  const ranks = called.map(({ payload }) => SEVERITIES.indexOf(payload.severity));
  return ranks.length === 0 ? null : (SEVERITIES[Math.min(...ranks)] ?? null);
}

/** Objectives with what became of them; one that is still open at the end stays open (OBJ-1). */
export function objectivesOf(log: DrillLog, scenario: Scenario, stamps: Stamps): ObjectiveView[] {
  return scenario.objectives.map((objective) => {
    const last = log.of('objective.changed').findLast(({ payload }) => payload.objective === objective.id);
    return {
      id: objective.id,
      text: objective.text,
      state: last?.payload.state ?? 'open',
      atS: last ? secondOf(last) : null,
      dueAtS: dueOf(objective, stamps),
    };
  });
}

function dueOf({ within }: ObjectiveDef, stamps: Stamps): number | null {
  if (!within) return null;
  const from = {
    start: 0,
    fault: stamps.fault?.atS,
    page: stamps.alert?.atS,
    impact: stamps.impact?.atS,
    declare: stamps.declare?.atS,
  }[within.from];
  return from === undefined ? null : from + within.seconds;
}

/** HYPO-1: refuted when the deciding SLO broke after a fault, held when a fault ran and it never broke, else open. */
export function hypothesisVerdict({ fault, impact }: Stamps): 'held' | 'refuted' | 'open' {
  if (!fault) return 'open';
  return impact ? 'refuted' : 'held';
}

/** True when the condition is about this SLO being back. */
export function asksForRestored(condition: Condition, slo: string): boolean {
  return 'slo' in condition && condition.slo === slo && condition.state === 'restored';
}
