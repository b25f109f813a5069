import { refuse } from '../refuse.ts';
import { one, type Deciders } from './decision.ts';

export const debriefDeciders: Deciders<'action.add' | 'action.state'> = {
  'action.add': (session, payload, asking) =>
    one(session, asking, 'action.added', { id: `a${session.actions.size + 1}`, ...payload }),
  'action.state': (session, { id, state }, asking) => {
    const known = session.actions.get(id);
    if (!known) return refuse('action/unknown', 'There is no such action.', 'Reload the debrief.');
    return known.state === state ? [] : one(session, asking, 'action.state', { id, state });
  },
};
