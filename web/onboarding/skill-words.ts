import type { CoachView, LearnerView, Skill, SkillView } from '../../server/protocol/onboarding.ts';
import type { MarkState } from '../kit/vocabulary.ts';

/** A skill as a heading says it. */
export function skillTitle(skill: Skill): string {
  return `${skill[0]?.toUpperCase() ?? ''}${skill.slice(1)}`;
}

/** Shape, colour and word of a skill. Late is shown all the same: it was done. */
export function skillMark(
  { skill, shown, missing }: SkillView,
  watching: Skill | null,
): { state: MarkState; word: string } {
  if (shown) return shown.late ? { state: 'due', word: 'shown, late' } : { state: 'met', word: 'shown' };
  if (missing !== undefined) return { state: 'live', word: 'partly' };
  return skill === watching ? { state: 'live', word: 'now' } : { state: 'open', word: 'not yet' };
}

/** Everybody who learns, the first to sit down first. */
export function learners(coach: CoachView): (Omit<LearnerView, 'seat'> & { seat: string | null })[] {
  return [coach, ...(coach.others ?? [])];
}

/** The list of a seat; of the first one for whoever has none. */
export function listOf(coach: CoachView, seat: string | null): Omit<LearnerView, 'seat'> {
  return learners(coach).find((one) => one.seat === seat) ?? coach;
}
