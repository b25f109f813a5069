import type { ObjectiveDef } from '../scenario/scenario.ts';
import { verdict } from './conditions.ts';
import type { AnyDraft } from './entry.ts';
import { outcome } from './outcome.ts';
import type { Session } from './session.ts';

/**
 * Objectives that settle at this second. `final` at the end of the drill: what held so far is met, the rest is missed.
 */
export function settleObjectives(session: Session, final: boolean): AnyDraft[] {
  const settled: AnyDraft[] = [];
  for (const objective of session.scenario.objectives) {
    if (session.objectives.get(objective.id)?.state !== 'open') continue;
    const state = stateOf(session, objective, final);
    if (state !== 'open') {
      settled.push(outcome(session, 'objective.changed', { objective: objective.id, state }));
    }
  }
  return settled;
}

/** Drill second by which an objective must be met, or null without a limit or before the limit's clock started. */
export function dueAtS(session: Session, { within }: ObjectiveDef): number | null {
  if (within === null) return null;
  const from = within.from === 'start' ? 0 : session.stamps[within.from];
  return from === null ? null : from + within.seconds;
}

function stateOf(session: Session, objective: ObjectiveDef, final: boolean): 'open' | 'met' | 'missed' {
  const now = verdict(session, objective.met, `objective:${objective.id}`);
  const due = dueAtS(session, objective);
  const late = due !== null && session.clock.atS > due;
  if (now === 'never' || (now !== 'so far' && late)) return 'missed';
  if (now === 'holds') return 'met';
  if (now === 'so far' && (late || final)) return 'met';
  return final ? 'missed' : 'open';
}
