import { sitDown } from '../crew/sit-down.ts';
import { refuse } from '../refuse.ts';
import { one, type Deciders } from './decision.ts';
import { holderOf } from './seats.ts';

/** Bots that sit down in empty roles, and the coach of those who learn. */
export const crewDeciders: Deciders<'seat.bot' | 'coach.quiet'> = {
  'seat.bot': (session, { role }, { seat, command }) => {
    if (!holderOf(session, role)) return sitDown(session, role, { seat: seat.id, command });
    return refuse('seat/taken', 'Somebody wears this role already.', 'Choose a role that is empty.');
  },
  'coach.quiet': (session, { minutes }, asking) => {
    const { coach, clock } = session;
    if (!coach.watch) return refuse('role/not-allowed', 'This drill has no coach.', 'Onboarding drills have one.');
    if (minutes === 0 && !coach.quiet) return [];
    const untilS = minutes === null ? null : clock.atS + minutes * 60;
    return one(session, asking, 'coach.quieted', { untilS });
  },
};
