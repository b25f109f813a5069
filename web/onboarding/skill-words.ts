import type { Skill, SkillView } from '../../server/protocol/onboarding.ts';
import type { MarkState } from '../kit/vocabulary.ts';

/** A skill as a heading says it. */
export function skillTitle(skill: Skill): string {
  return `${skill[0]?.toUpperCase() ?? ''}${skill.slice(1)}`;
}

/** Shape, colour and word of a skill. Late is shown all the same: it was done. */
export function skillMark({ skill, shown }: SkillView, watching: Skill | null): { state: MarkState; word: string } {
  if (shown) return shown.late ? { state: 'due', word: 'shown, late' } : { state: 'met', word: 'shown' };
  return skill === watching ? { state: 'live', word: 'now' } : { state: 'open', word: 'not yet' };
}
