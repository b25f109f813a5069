import { refuse } from '../refuse.ts';
import { one, type Deciders } from './decision.ts';

/** How the drill itself is run. */
export const controlDeciders: Deciders<
  'lead.take' | 'drill.lock' | 'drill.timebox' | 'checkpoint.mark' | 'stops.set' | 'assess.rate'
> = {
  'lead.take': (session, _payload, asking) =>
    session.control.lead === asking.seat.id ? [] : one(session, asking, 'lead.taken', { seat: asking.seat.id }),
  'drill.lock': (session, { locked }, asking) =>
    session.control.locked === locked ? [] : one(session, asking, 'drill.locked', { locked }),
  'drill.timebox': (session, { minutes }, asking) =>
    session.control.timeboxS === minutes * 60 ? [] : one(session, asking, 'drill.timebox', { timeboxS: minutes * 60 }),
  'checkpoint.mark': (session, { name }, asking) =>
    one(session, asking, 'checkpoint.marked', { id: `c${session.control.checkpoints.length + 1}`, name }),
  'stops.set': (session, { stops }, asking) => one(session, asking, 'stops.set', { stops }),
  'assess.rate': (session, { objective, rating, note }, asking) => {
    if (!session.objectives.has(objective)) {
      return refuse('request/malformed', 'There is no such objective.', 'Choose one from the sheet.');
    }
    return one(session, asking, 'assess.rated', { objective, rating, note });
  },
};
