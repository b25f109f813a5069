import { SKILL_MEANS } from '../drill/coach/skills.ts';
import { SKILLS, type CompletionRecord } from '../protocol/onboarding.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';

/**
 * The record of an onboarding drill; null for another one. Each skill with the evidence of the log, and neither a score
 * nor a rank. Whose it is stands elsewhere (`name` is the role): the route of the record puts the name in.
 */
export function completionOf(log: DrillLog, scenario: Scenario, stamps: Stamps): CompletionRecord | null {
  const created = log.of('drill.created')[0];
  if (created?.payload.mode !== 'onboarding') return null;
  const shown = log.of('skill.shown');
  return {
    drill: created.drill,
    name: 'the new responder',
    cover: scenario.cover,
    title: scenario.title,
    dateMs: (log.of('drill.started')[0] ?? created).wallMs,
    lastedS: stamps.end.atS,
    number: created.payload.path ?? null,
    skills: SKILLS.map((skill) => {
      const entry = shown.find(({ payload }) => payload.skill === skill);
      const seen = entry && { atS: secondOf(entry), evidence: entry.payload.evidence, late: entry.payload.late };
      return { skill, means: SKILL_MEANS[skill], shown: seen ?? null };
    }),
    nudges: log.of('coach.nudged').filter(({ payload }) => payload.id !== 'end').length,
    hints: log.of('hint.given').length,
    complete: SKILLS.every((skill) => shown.some(({ payload }) => payload.skill === skill)),
  };
}
