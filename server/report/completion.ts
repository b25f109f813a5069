import { SKILL_MEANS } from '../drill/coach/skills.ts';
import { SKILLS, type CompletionRecord, type Skill, type SkillView } from '../protocol/onboarding.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';

/**
 * The records of an onboarding drill, one for everybody who learned in it, in the order in which they sat down; none for
 * another drill. Each skill with the evidence of the log, and neither a score nor a rank. Whose it is stands elsewhere
 * (`name` is a role): the route of the record puts the name in.
 */
export function completionsOf(log: DrillLog, scenario: Scenario, stamps: Stamps): CompletionRecord[] {
  const created = log.of('drill.created')[0];
  if (created?.payload.mode !== 'onboarding') return [];
  const seats = learnersIn(log);
  return seats.map((seat, i) => {
    const withdrawn = log.of('record.withdrawn').findLast((entry) => entry.seat === seat)?.payload.withdrawn ?? false;
    const skills = withdrawn ? [] : SKILLS.map((skill) => skillOf(log, skill, seat, i === 0));
    return {
      drill: created.drill,
      seat,
      name: seats.length > 1 ? `new responder ${i + 1}` : 'the new responder',
      cover: scenario.cover,
      title: scenario.title,
      dateMs: (log.of('drill.started')[0] ?? created).wallMs,
      startsAtMs: scenario.world.startsAtMs,
      lastedS: stamps.end.atS,
      number: created.payload.path ?? null,
      skills,
      nudges: log.of('coach.nudged').filter(({ payload }) => payload.id !== 'end').length,
      hints: log.of('hint.given').length,
      complete: !withdrawn && skills.every(({ shown }) => shown !== null),
      practise: skills.flatMap(practise),
      withdrawn,
    };
  });
}

/** People who responded; whoever had left, or sat elsewhere by the start, did not. */
function learnersIn(log: DrillLog): string[] {
  const responds = new Map<string, boolean>();
  let started = false;
  for (const { kind, payload } of log.entries) {
    if (kind === 'drill.started') started = true;
    if (kind !== 'seat.joined' && kind !== 'seat.approved' && kind !== 'seat.kind' && kind !== 'seat.left') continue;
    const isIn = kind === 'seat.joined' ? payload.approved && !payload.bot : kind !== 'seat.left';
    const isFixer = isIn && 'kind' in payload && payload.kind === 'fixer';
    if (isFixer || !started) responds.set(payload.seat, isFixer);
  }
  return [...responds].flatMap(([seat, does]) => (does ? [seat] : []));
}

/** Entries of logs from when a drill had one record name no seat: they are the first one's. */
function skillOf(log: DrillLog, skill: Skill, seat: string, isFirst: boolean): SkillView {
  const isOwn = (entry: { seat: string | null; payload: { skill: Skill } }) =>
    entry.payload.skill === skill && (entry.seat === seat || (entry.seat === null && isFirst));
  const entry = log.of('skill.shown').find(isOwn);
  const missing = log.of('skill.begun').findLast(isOwn)?.payload.missing ?? null;
  if (!entry) return { skill, means: SKILL_MEANS[skill], shown: null, ...(missing === null ? {} : { missing }) };
  const { evidence, late, atS = secondOf(entry), message } = entry.payload;
  return {
    skill,
    means: SKILL_MEANS[skill],
    shown: { atS, evidence, late, ...(message === undefined ? {} : { message }) },
  };
}

/** What another drill is good for: what was not shown, then what came late. */
function practise({ skill, means, shown, missing }: SkillView): string[] {
  const title = `${skill.slice(0, 1).toUpperCase()}${skill.slice(1)}`;
  if (!shown) return [`${title}: ${missing ?? means}`];
  return shown.late ? [`${title}: the same, sooner.`] : [];
}
