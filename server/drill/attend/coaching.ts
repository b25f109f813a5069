import type { StateValue } from 'xstate';
import { SKILLS, type Skill } from '../../protocol/onboarding.ts';
import { isCalm } from '../coach/deeds.ts';
import { BETWEEN_NUDGES_S, NUDGES } from '../coach/nudges.ts';
import { draftAt } from '../decide/decision.ts';
import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';

/** A promised update is asked for when it is that late. */
const PROMISE_GRACE_S = 30;
/** Nothing has paged for so long: a new responder may wonder whether it has begun. */
const QUIET_FOR_S = 100;

/** What the coach says or has seen at this second; only in an onboarding drill. */
export function coaching(session: Session): AnyDraft[] {
  if (!session.coach.watch) return [];
  const shown = newlyShown(session);
  return shown.length > 0 ? shown : nudge(session);
}

function newlyShown(session: Session): AnyDraft[] {
  const { watch, shown } = session.coach;
  return SKILLS.flatMap((skill) => {
    const seen = watch?.context.seen[skill];
    if (!seen || shown.has(skill) || regionOf(session, skill) !== 'seen') return [];
    return [draftAt(session, 'skill.shown', { skill, evidence: seen.evidence, late: seen.late })];
  });
}

/** At most one in a minute, none twice: the ids of those that were given tell. */
function nudge(session: Session): AnyDraft[] {
  const { coach, clock } = session;
  const last = coach.nudges.at(-1);
  const given = new Set(coach.nudges.map(({ id }) => id));
  // The end of the drill need not wait its turn: nothing is asked any more.
  const end = theEnd(session);
  if (end && !given.has(end.id)) return [draftAt(session, 'coach.nudged', end)];
  if (last && clock.atS - last.atS < BETWEEN_NUDGES_S) return [];
  const due = [...asides(session), ...ladder(session)].find(({ id }) => !given.has(id));
  return due ? [draftAt(session, 'coach.nudged', due)] : [];
}

interface Said {
  id: string;
  skill: Skill;
  text: string;
}

/** Of each skill that is waited for, the rung whose time has come. */
function ladder(session: Session): Said[] {
  const context = session.coach.watch?.context;
  const given = new Set(session.coach.nudges.map(({ id }) => id));
  return SKILLS.flatMap((skill) => {
    const since = context?.since[skill];
    if (since === undefined || context?.seen[skill] || !stillOpen(session, skill)) return [];
    const rung = NUDGES[skill].findIndex((_, index) => !given.has(`${skill}-${index + 1}`));
    const next = NUDGES[skill][rung];
    if (!next || session.clock.atS - since < next.afterS) return [];
    return [{ id: `${skill}-${rung + 1}`, skill, text: next.text }];
  });
}

/** What the moment has overtaken is not asked for any more: it can still be shown. */
function stillOpen({ alerts, incident }: Session, skill: Skill): boolean {
  const firing = [...alerts.values()].filter(({ tier, state }) => tier === 'page' && state === 'firing');
  switch (skill) {
    case 'acknowledge':
      return firing.some(({ ack }) => ack === null);
    case 'declare':
    case 'read the payload':
      return firing.length > 0;
    case 'update':
    case 'hand over':
      return incident !== null && incident.allClearAtS === null;
    default:
      return true;
  }
}

/** What is no skill of its own: a promise that lapses, an all-clear too soon, a drill that begins quietly. */
function asides(session: Session): Said[] {
  const { incident, clock, alerts, coach, scenario } = session;
  const said: Said[] = [];
  const dueAtS = incident?.nextUpdateAtS ?? null;
  if (dueAtS !== null && clock.atS >= dueAtS + PROMISE_GRACE_S && incident?.allClearAtS === null) {
    const at = wallWords(scenario.world.startsAtMs, dueAtS);
    said.push({
      id: `promise-${dueAtS}`,
      skill: 'update',
      text: `An update was promised for ${at}. What has changed?`,
    });
  }
  if (incident?.allClearAtS != null && !coach.watch?.context.seen.close?.late && regionOf(session, 'close') === 'early')
    said.push({
      id: 'early',
      skill: 'close',
      text: 'The all-clear is out. Do the alerts and the charts agree with it?',
    });
  const paged = [...alerts.values()].some(({ firedAtS }) => firedAtS !== null);
  if (!paged && clock.atS >= QUIET_FOR_S)
    said.push({
      id: 'quiet',
      skill: 'read the payload',
      text: 'Nothing has paged yet. What does a good minute look like here?',
    });
  return said;
}

/** Closed, and it is true: what is left, and that the drill may end. */
function theEnd(session: Session): Said | null {
  if (!session.coach.shown.has('close') || !isCalm(session)) return null;
  const left = SKILLS.filter((skill) => !session.coach.shown.has(skill));
  const text =
    left.length === 0
      ? 'It is over, and you have shown everything on the list. End the drill when you are ready; the debrief follows.'
      : `It is over. Not shown yet: ${left.join(', ')}. You may go on, or end the drill and play it again another day.`;
  return { id: 'end', skill: 'close', text };
}

/** The state of a skill's region: `idle`, `waiting`, `seen` … */
function regionOf({ coach }: Session, skill: Skill): StateValue | undefined {
  const value = coach.watch?.value;
  return typeof value === 'object' ? (value as Partial<Record<Skill, StateValue>>)[skill] : undefined;
}
