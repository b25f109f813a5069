import { isOutcome, type AnyDraft, type EntryKind, type EntryPayloads } from '../entry.ts';
import { NOTHING_FRESH, type Session } from '../session.ts';
import { followDeeds } from '../coach/deeds.ts';
import { learnersOf, watchedSkill } from '../coach/watching.ts';
import { nudgesOf } from '../nudges/nudges.ts';
import { alertEvolvers } from './alerts.ts';
import { breakingEvolvers } from './breaking.ts';
import { changeEvolvers } from './changes.ts';
import { keepCheckpoint } from './checkpoints.ts';
import { channelEvolvers } from './channel.ts';
import { clockEvolvers } from './clock.ts';
import { coachEvolvers } from './coach.ts';
import { controlEvolvers } from './control.ts';
import { debriefEvolvers } from './debrief.ts';
import { incidentEvolvers } from './incident.ts';
import type { Evolvers, Moment } from './moment.ts';
import { roundEvolvers } from './rounds.ts';
import { noteResponse } from './response.ts';
import { runbookEvolvers } from './runbooks.ts';
import { seatEvolvers } from './seats.ts';
import { stagingEvolvers } from './staging.ts';
import { terminalEvolvers } from './terminal.ts';

/** Every kind of entry and what it changes. `drill.created` made the session (`createSession`). */
const EVOLVERS: Evolvers<EntryKind> = {
  'drill.created': () => undefined,
  ...seatEvolvers,
  ...clockEvolvers,
  ...alertEvolvers,
  ...incidentEvolvers,
  ...channelEvolvers,
  ...runbookEvolvers,
  ...terminalEvolvers,
  ...changeEvolvers,
  ...stagingEvolvers,
  ...debriefEvolvers,
  ...controlEvolvers,
  ...breakingEvolvers,
  ...roundEvolvers,
  ...coachEvolvers,
};

/** Folds one entry, input or outcome, into the session. Never touches the world. */
export function evolve(session: Session, draft: AnyDraft): void {
  session.fresh = { ...NOTHING_FRESH };
  const at: Moment = { atS: Math.round(draft.simMs / 1000), seat: draft.seat };
  const evolver = EVOLVERS[draft.kind] as (session: Session, payload: EntryPayloads[EntryKind], at: Moment) => void;
  noteResponse(session, draft);
  const before = coachFace(session);
  evolver(session, draft.payload, at);
  keepCheckpoint(session, draft);
  followDeeds(session, draft);
  session.fresh.coach = coachFace(session) !== before;
  if (!isOutcome(draft.kind)) refreshNudges(session);
}

/** What of the coach changes without a word of it: who learns, what is waited for, what reads like something. */
function coachFace(session: Session): string {
  if (!session.coach.watch) return '';
  return learnersOf(session)
    .map(({ id }) => `${id} ${watchedSkill(session, id)} ${session.coach.meant.get(id)?.message}`)
    .join();
}

/** Patterns of the response are looked for whenever somebody did something, and as often as the clock is logged. */
function refreshNudges(session: Session): void {
  const nudges = nudgesOf(session);
  session.fresh.nudges = JSON.stringify(nudges) !== JSON.stringify(session.nudges);
  session.nudges = nudges;
}
