import type { Evolvers } from './moment.ts';

export const debriefEvolvers: Evolvers<'action.added' | 'action.state'> = {
  'action.added': (session, { id, text, owner, due, gap }) => {
    session.actions.set(id, { id, text, owner, due, state: 'open', gap });
  },
  'action.state': (session, { id, state }) => {
    const known = session.actions.get(id);
    if (known) session.actions.set(id, { ...known, state });
  },
};
