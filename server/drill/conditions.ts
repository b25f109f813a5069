import type { Condition } from '../scenario/scenario.ts';
import { assertNever } from './assert-never.ts';
import type { Session } from './session.ts';

/**
 * How a condition stands: it holds for good · holds so far (something may still break it) · does not hold yet ·
 * cannot hold any more in this drill.
 */
type Verdict = 'holds' | 'so far' | 'not yet' | 'never';

/**
 * Evaluates a condition at this second. `key` names the place it stands in ("objective:mitigate"), so that durations
 * are remembered per place. Call it once per simulated second: "for 2m" counts from the first second that it held.
 */
export function verdict(session: Session, condition: Condition, key: string): Verdict {
  if ('ran' in condition) return ranVerdict(session, condition.ran, condition.before ?? null);
  if ('acted' in condition) return session.acted.some(({ name }) => name === condition.acted) ? 'holds' : 'not yet';
  if ('notActed' in condition)
    return session.acted.some(({ name }) => name === condition.notActed) ? 'never' : 'so far';
  if ('slo' in condition)
    return lasting(session, key, condition.forS ?? 0, sloIs(session, condition.slo, condition.state));
  if ('metric' in condition) return metricVerdict(session, key, condition.metric, condition.forS ?? 0);
  if ('role' in condition)
    return yes(activeSeats(session).some(({ roles }) => roles.some((role) => role === condition.role)));
  if ('vacant' in condition)
    return activeSeats(session).some(({ roles }) => roles.some((role) => role === condition.vacant))
      ? 'not yet'
      : 'so far';
  if ('said' in condition) return yes(session.said.has(condition.said));
  if ('acked' in condition)
    return yes([...session.alerts.values()].some(({ tier, ack }) => tier === 'page' && ack !== null));
  if ('elapsedS' in condition) return yes(session.clock.atS >= condition.elapsedS);
  if ('all' in condition) return every(parts(session, condition.all, key));
  if ('any' in condition) return some(parts(session, condition.any, key));
  return assertNever(condition);
}

/** True while the condition holds, be it for good or so far. */
export function holds(session: Session, condition: Condition, key: string): boolean {
  const now = verdict(session, condition, key);
  return now === 'holds' || now === 'so far';
}

/** `ran: psql` with `before: db.restart orders`: the first psql came before the first such action. */
function ranVerdict(session: Session, tool: string, before: string | null): Verdict {
  const ran = session.ran.find(({ words }) => words.includes(tool));
  const spoiled = before === null ? undefined : session.acted.find(({ name }) => name === before);
  if (spoiled && (!ran || spoiled.order < ran.order)) return 'never';
  return yes(ran !== undefined);
}

function sloIs(session: Session, slo: string, state: 'restored' | 'breached'): boolean {
  const now = session.sim.slos().find(({ id }) => id === slo);
  if (!now) return false;
  return state === 'breached' ? now.breached : !now.breached && session.breachedOnce.has(slo);
}

/** Metrics are read when a sample closes; between samples the last answer stands. */
function metricVerdict(session: Session, key: string, expression: string, forS: number): Verdict {
  const closed = session.sim.sampledAtS() === session.clock.atS;
  const now = closed ? session.sim.query(expression).length > 0 : session.held.has(key);
  return lasting(session, key, forS, now);
}

function lasting(session: Session, key: string, forS: number, now: boolean): Verdict {
  if (!now) session.held.delete(key);
  else if (!session.held.has(key)) session.held.set(key, session.clock.atS);
  const since = session.held.get(key);
  return yes(since !== undefined && session.clock.atS - since >= forS);
}

/** Evaluates every part, also after the answer is known: their durations must go on. */
function parts(session: Session, conditions: readonly Condition[], key: string): Verdict[] {
  return conditions.map((condition, index) => verdict(session, condition, `${key}/${index}`));
}

function every(verdicts: readonly Verdict[]): Verdict {
  for (const worst of ['never', 'not yet', 'so far'] as const) if (verdicts.includes(worst)) return worst;
  return 'holds';
}

function some(verdicts: readonly Verdict[]): Verdict {
  for (const best of ['holds', 'so far', 'not yet'] as const) if (verdicts.includes(best)) return best;
  return 'never';
}

function yes(now: boolean): Verdict {
  return now ? 'holds' : 'not yet';
}

function activeSeats(session: Session) {
  return [...session.seats.values()].filter(({ state }) => state === 'here' || state === 'away');
}
