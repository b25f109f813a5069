import type { Skill } from '../../protocol/onboarding.ts';
import { learnersOf } from '../coach/watching.ts';
import type { Evolvers } from './moment.ts';

export const coachEvolvers: Evolvers<
  'coach.nudged' | 'coach.quieted' | 'skill.shown' | 'skill.begun' | 'record.withdrawn'
> = {
  // Records are made of the log (`report/completion.ts`): a session has none.
  'record.withdrawn': () => undefined,
  'coach.nudged': ({ coach }, { id, skill, text }, { atS }) => void coach.nudges.push({ id, atS, skill, text }),
  'coach.quieted': ({ coach }, { untilS }, { atS }) => {
    coach.quiet = untilS !== null && untilS <= atS ? null : { untilS };
  },
  'skill.shown': (session, { skill, atS: deedS, ...how }, at) => {
    // Logs from when a drill had one record say no seat.
    const seat = at.seat ?? learnersOf(session)[0]?.id ?? '';
    const shown = of(session.coach.shown, seat);
    if (!shown.has(skill)) shown.set(skill, { atS: deedS ?? at.atS, ...how });
    session.coach.missing.get(seat)?.delete(skill);
  },
  'skill.begun': ({ coach }, { skill, missing }, { seat }) => {
    if (missing === null) coach.missing.get(seat ?? '')?.delete(skill);
    else of(coach.missing, seat ?? '').set(skill, missing);
  },
};

/** What is kept of a seat, made when there is nothing yet. */
function of<T>(kept: Map<string, Map<Skill, T>>, seat: string): Map<Skill, T> {
  const own = kept.get(seat) ?? new Map<Skill, T>();
  kept.set(seat, own);
  return own;
}
