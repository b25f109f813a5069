import { sitDown } from '../crew/sit-down.ts';
import { refuse } from '../refuse.ts';
import { one, type Deciders } from './decision.ts';
import { holderOf } from './seats.ts';

/** Bots that sit down in empty roles, and the coach and the records of those who learn. */
export const crewDeciders: Deciders<'seat.bot' | 'coach.quiet' | 'record.withdraw'> = {
  'seat.bot': (session, { role }, { seat, command }) => {
    if (!holderOf(session, role)) return sitDown(session, role, { seat: seat.id, command });
    return refuse('seat/taken', 'Somebody wears this role already.', 'Choose a role that is empty.');
  },
  'coach.quiet': (session, { minutes }, asking) => {
    const { coach, clock } = session;
    if (!coach.watch) return NO_COACH;
    if (minutes === 0 && !coach.quiet) return [];
    const untilS = minutes === null ? null : clock.atS + minutes * 60;
    return one(session, asking, 'coach.quieted', { untilS });
  },
  'record.withdraw': (session, payload, asking) =>
    session.coach.watch ? one(session, asking, 'record.withdrawn', payload) : NO_COACH,
};

const NO_COACH = refuse('role/not-allowed', 'This drill has no coach.', 'Onboarding drills have one.');
