import { sitDown } from '../crew/sit-down.ts';
import { refuse } from '../refuse.ts';
import type { Deciders } from './decision.ts';
import { holderOf } from './seats.ts';

/** Bots that sit down in empty roles. */
export const crewDeciders: Deciders<'seat.bot'> = {
  'seat.bot': (session, { role }, { seat, command }) => {
    if (!holderOf(session, role)) return sitDown(session, role, { seat: seat.id, command });
    return refuse('seat/taken', 'Somebody wears this role already.', 'Choose a role that is empty.');
  },
};
