import { SKILLS, type Skill } from '../../protocol/onboarding.ts';
import { isCalm } from '../coach/deeds.ts';
import { regionOf } from '../coach/machine.ts';
import { missingOf } from '../coach/missing.ts';
import { APART_FROM_BOTS_S, ASIDES, BETWEEN_NUDGES_S, NUDGES } from '../coach/nudges.ts';
import { isShown } from '../coach/watching.ts';
import { draftAt } from '../decide/decision.ts';
import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';
import { peopleAreBusy } from './busy.ts';

/** A promised update is asked for when it is that late. */
const PROMISE_GRACE_S = 30;
/** Nothing has paged for so long: a new responder may wonder whether it has begun. */
const QUIET_FOR_S = 100;
/** Nothing has fired for so long, and nobody has declared: asked about, then told where. */
const CALM_FOR_S = [60, 150];
/** For so long the end is not asked about while something before it was never asked: it could not be shown any more. */
const CLOSE_WAITS_S = 420;
/** Nobody has looked at, said or changed anything for so long while a page fires. */
const STILL_FOR_S = 300;

/** What the coach has seen or says at this second, the latter where it may; only in an onboarding drill. */
export function coaching(session: Session, { mayAsk = true }: { mayAsk?: boolean } = {}): AnyDraft[] {
  const { watch } = session.coach;
  if (!watch) return [];
  const seen = [...watch.keys()].flatMap((seat) => [...newlyShown(session, seat), ...newlyBegun(session, seat)]);
  return seen.length > 0 || !mayAsk ? seen : nudge(session);
}

function newlyShown(session: Session, seat: string): AnyDraft[] {
  const watch = session.coach.watch?.get(seat);
  return SKILLS.flatMap((skill) => {
    const seen = watch?.context.seen[skill];
    if (!watch || !seen || session.coach.shown.get(seat)?.has(skill) || regionOf(watch, skill) !== 'seen') return [];
    return [draftAt(session, 'skill.shown', { skill, ...seen }, { seat, command: null })];
  });
}

/** What is missing of a skill, when that has changed. */
function newlyBegun(session: Session, seat: string): AnyDraft[] {
  return SKILLS.flatMap((skill) => {
    const missing = missingOf(session, seat, skill);
    const isSeen = session.coach.watch?.get(seat)?.context.seen[skill] !== undefined;
    if (isSeen && missing === null) return [];
    if (missing === (session.coach.missing.get(seat)?.get(skill) ?? null)) return [];
    return [draftAt(session, 'skill.begun', { skill, missing }, { seat, command: null })];
  });
}

/** At most one in a minute, none twice, none to somebody in the middle of a sentence or a command, none when asked so. */
function nudge(session: Session): AnyDraft[] {
  const { coach, clock } = session;
  const given = new Set(coach.nudges.map(({ id }) => id));
  // The end of the drill waits neither its turn nor for quiet to pass: nothing is asked any more.
  const end = theEnd(session);
  if (end && !given.has(end.id)) return [draftAt(session, 'coach.nudged', end)];
  const last = coach.nudges.at(-1);
  if (isQuiet(session) || peopleAreBusy(session) || (last && clock.atS - last.atS < BETWEEN_NUDGES_S)) return [];
  if (clock.atS - botSpokeAtS(session) < APART_FROM_BOTS_S) return [];
  const due = [...asides(session), ...ladder(session, given)].find(({ id }) => !given.has(id));
  return due ? [draftAt(session, 'coach.nudged', due)] : [];
}

function isQuiet({ coach: { quiet }, clock }: Session): boolean {
  return quiet !== null && (quiet.untilS === null || clock.atS < quiet.untilS);
}

function botSpokeAtS({ messages, seats }: Session): number {
  const isBots = (seat: string) => seats.get(seat)?.bot === true;
  const spoke = messages.findLast(
    ({ from, body }) => body.kind !== 'system' && from.kind === 'seat' && isBots(from.seat),
  );
  return spoke?.atS ?? -APART_FROM_BOTS_S;
}

interface Said {
  id: string;
  skill: Skill;
  text: string;
}

/** Of each skill that is waited for, the rung whose time has come. */
function ladder(session: Session, given: ReadonlySet<string>): Said[] {
  return SKILLS.flatMap((skill) => {
    const since = waitedForSinceS(session, skill);
    if (since === null || isSeen(session, skill) || !stillOpen(session, skill)) return [];
    if (skill === 'close' && session.clock.atS - since < CLOSE_WAITS_S && isUnasked(session, given)) return [];
    const rung = NUDGES[skill].findIndex((_, index) => !given.has(`${skill}-${index + 1}`));
    const next = NUDGES[skill][rung];
    if (!next || session.clock.atS - since < next.afterS) return [];
    return [{ id: `${skill}-${rung + 1}`, skill, text: next.text }];
  });
}

/** Whether something that goes before the end was neither shown nor asked about. */
function isUnasked(session: Session, given: ReadonlySet<string>): boolean {
  return (['update', 'hand over'] as const).some((skill) => !isSeen(session, skill) && !given.has(`${skill}-1`));
}

/** Since when the first of them was asked for it. */
function waitedForSinceS({ coach }: Session, skill: Skill): number | null {
  const since = [...(coach.watch?.values() ?? [])].flatMap(({ context }) => context.since[skill] ?? []);
  return since.length === 0 ? null : Math.min(...since);
}

function isSeen({ coach }: Session, skill: Skill): boolean {
  return [...(coach.watch?.values() ?? [])].some(({ context }) => context.seen[skill] !== undefined);
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

/** What is no skill of its own: a promise that lapses, an all-clear too soon, a drill that begins quietly, or stands still. */
function asides(session: Session): Said[] {
  const { incident, clock, alerts, coach, scenario } = session;
  const said: Said[] = [];
  const dueAtS = incident?.nextUpdateAtS ?? null;
  if (dueAtS !== null && clock.atS >= dueAtS + PROMISE_GRACE_S && incident?.allClearAtS === null) {
    const text = ASIDES.promise(wallWords(scenario.world.startsAtMs, dueAtS));
    said.push({ id: `promise-${dueAtS}`, skill: 'update', text });
  }
  if ([...(coach.watch?.values() ?? [])].some((watch) => regionOf(watch, 'close') === 'early'))
    said.push({ id: 'early', skill: 'close', text: ASIDES.early });
  const pages = [...alerts.values()].filter(({ tier, firedAtS }) => tier === 'page' && firedAtS !== null);
  if (pages.length === 0 && clock.atS >= QUIET_FOR_S)
    said.push({ id: 'quiet', skill: 'read the payload', text: ASIDES.quiet });
  const goneS = Math.max(...pages.map(({ resolvedAtS }) => resolvedAtS ?? Infinity));
  for (const [i, text] of ASIDES.calmAgain.entries())
    if (pages.length > 0 && !incident && clock.atS - goneS >= (CALM_FOR_S[i] ?? 0))
      said.push({ id: `calm-${i + 1}`, skill: 'declare', text });
  const stillSinceS = Math.max(session.response.lookedAtS ?? 0, ...pages.map(({ firedAtS }) => firedAtS ?? 0));
  if (pages.some(({ state }) => state === 'firing') && clock.atS - stillSinceS >= STILL_FOR_S)
    said.push({ id: `still-${stillSinceS}`, skill: 'verify', text: ASIDES.still });
  return said;
}

/** Closed, and it is true: what is left, and that the drill may end. */
function theEnd(session: Session): Said | null {
  if (!isShown(session, 'close') || !isCalm(session)) return null;
  const left = SKILLS.filter((skill) => !isShown(session, skill));
  return { id: 'end', skill: 'close', text: ASIDES.end(left) };
}
