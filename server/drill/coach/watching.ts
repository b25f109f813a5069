import { SKILLS, type Skill } from '../../protocol/onboarding.ts';
import type { Seat, Session } from '../session.ts';

/** Everybody whose drill it is, the first to sit down first: people who respond. */
export function learnersOf({ seats }: Pick<Session, 'seats'>): Seat[] {
  return [...seats.values()].filter(isLearner);
}

/** A person who responds and is let in. */
export function isLearner({ kind, bot, state }: Seat): boolean {
  return kind === 'fixer' && !bot && state !== 'left' && state !== 'waiting';
}

/** The first skill that is asked of a learner and that nobody has shown; null while nothing asks for one. */
export function watchedSkill(session: Session, seat: string): Skill | null {
  const since = session.coach.watch?.get(seat)?.context.since ?? {};
  return SKILLS.find((skill) => since[skill] !== undefined && !isShown(session, skill)) ?? null;
}

/** Whether any of the new responders has shown it: what the team has done is asked of nobody again. */
export function isShown({ coach }: Session, skill: Skill): boolean {
  return [...coach.shown.values()].some((shown) => shown.has(skill));
}
