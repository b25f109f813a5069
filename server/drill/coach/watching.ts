import { SKILLS, type Skill } from '../../protocol/onboarding.ts';
import type { Seat, Session } from '../session.ts';

/** Whose drill it is: the first person who responds. */
export function learnerOf({ seats }: Session): Seat | null {
  return [...seats.values()].find(({ kind, bot, state }) => kind === 'fixer' && !bot && state !== 'left') ?? null;
}

/** The first skill that is asked for and not shown; null while nothing asks for one. */
export function watchedSkill({ coach }: Session): Skill | null {
  const since = coach.watch?.context.since ?? {};
  return SKILLS.find((skill) => since[skill] !== undefined && !coach.shown.has(skill)) ?? null;
}
