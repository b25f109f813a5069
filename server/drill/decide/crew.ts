import { refuse } from '../refuse.ts';
import { draftAt, one, type Deciders } from './decision.ts';
import { holderOf } from './seats.ts';

/** Bots that sit down in empty roles. */
export const crewDeciders: Deciders<'seat.bot'> = {
  'seat.bot': (session, { role }, asking) => {
    if (holderOf(session, role)) {
      return refuse('seat/taken', 'Somebody wears this role already.', 'Choose a role that is empty.');
    }
    const seat = `bot-${role}`;
    const joined = session.seats.has(seat)
      ? []
      : one(session, asking, 'seat.joined', { seat, kind: 'fixer', approved: true, bot: true });
    const by = { seat: null, command: joined.length === 0 ? asking.command : null };
    return [...joined, draftAt(session, 'role.taken', { seat, role }, by)];
  },
};
