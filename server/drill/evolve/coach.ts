import type { Evolvers } from './moment.ts';

export const coachEvolvers: Evolvers<'coach.nudged' | 'skill.shown'> = {
  'coach.nudged': ({ coach }, { id, skill, text }, { atS }) => void coach.nudges.push({ id, atS, skill, text }),
  'skill.shown': ({ coach }, { skill, evidence, late }, { atS }) => {
    if (!coach.shown.has(skill)) coach.shown.set(skill, { atS, evidence, late });
  },
};
