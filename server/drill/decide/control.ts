import type { StopRule } from '../../protocol/control.ts';
import type { Refusal } from '../../protocol/refusal.ts';
import { unknownSlo } from '../inject-misfit.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { one, type Deciders } from './decision.ts';

/** How the drill itself is run. */
export const controlDeciders: Deciders<
  | 'lead.take'
  | 'lead.ask'
  | 'lead.answer'
  | 'drill.lock'
  | 'drill.timebox'
  | 'checkpoint.mark'
  | 'stops.set'
  | 'assess.rate'
> = {
  'lead.take': (session, _payload, asking) =>
    session.control.lead === asking.seat.id ? [] : one(session, asking, 'lead.taken', { seat: asking.seat.id }),
  'lead.ask': (session, _payload, asking) => {
    const { lead, leadAsked } = session.control;
    if (lead === asking.seat.id || leadAsked?.seat === asking.seat.id) return [];
    if (leadAsked) return refuse('role/not-lead', 'Another facilitator has asked already.', 'Wait for the answer.');
    return one(session, asking, 'lead.asked', { seat: asking.seat.id });
  },
  'lead.answer': (session, { give }, asking) => {
    const asked = session.control.leadAsked;
    if (!asked) return [];
    return give ? one(session, asking, 'lead.taken', { seat: asked.seat }) : one(session, asking, 'lead.kept', {});
  },
  'drill.lock': (session, { locked }, asking) =>
    session.control.locked === locked ? [] : one(session, asking, 'drill.locked', { locked }),
  'drill.timebox': (session, { minutes }, asking) =>
    session.control.timeboxS === minutes * 60 ? [] : one(session, asking, 'drill.timebox', { timeboxS: minutes * 60 }),
  'checkpoint.mark': (session, { name }, asking) =>
    one(session, asking, 'checkpoint.marked', { id: `c${session.control.checkpoints.length + 1}`, name }),
  'stops.set': (session, { stops }, asking) =>
    stopsMisfit(session, stops) ?? one(session, asking, 'stops.set', { stops }),
  'assess.rate': (session, { objective, rating, note }, asking) => {
    if (!session.objectives.has(objective)) {
      return refuse('request/malformed', 'There is no such objective.', 'Choose one from the sheet.');
    }
    return one(session, asking, 'assess.rated', { objective, rating, note });
  },
};

/** A rule that could never be met, or two that would be met as one, are no safety. */
function stopsMisfit({ scenario }: Session, stops: readonly StopRule[]): Refusal | null {
  if (new Set(stops.map(({ id }) => id)).size < stops.length)
    return refuse('request/malformed', 'Two stop rules have the same id.', 'Give each its own.');
  for (const stop of stops) {
    const no = stop.kind === 'breached' ? unknownSlo(scenario, stop.slo, 'A stop rule') : null;
    if (no) return no;
  }
  return null;
}
