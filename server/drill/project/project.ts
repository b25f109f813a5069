import type { RoomEvent } from '../../protocol/events.ts';
import { AUDIENCES, type Audience } from '../../protocol/roles.ts';
import { assertNever } from '../assert-never.ts';
import type { AnyDraft } from '../entry.ts';
import { isWords } from '../evolve/staging.ts';
import type { Session } from '../session.ts';
import {
  actionEvent,
  alertEvent,
  assessmentEvent,
  changeEvent,
  clockEvent,
  coachEvent,
  controlEvent,
  deckEvent,
  decisionEvent,
  evidenceEvent,
  factEvent,
  hintEvent,
  incidentEvent,
  mapEvent,
  messageEvent,
  noticeEvent,
  roundEvent,
  seatEvent,
} from './event.ts';
import { truthOf } from './truth.ts';
import { hears } from './view.ts';

export type Projected = Record<Audience, RoomEvent[]>;

/** What each audience sees of an entry that was just evolved. */
export function projectAll(session: Session, draft: AnyDraft): Projected {
  return Object.fromEntries(AUDIENCES.map((audience) => [audience, project(session, draft, audience)])) as Projected;
}

/**
 * The one door out: what an audience sees of an entry, right after the session evolved it. What is not listed here
 * is not seen. `test/drill/visibility.test.ts` plants canaries in every secret field and reads what comes out.
 */
export function project(session: Session, draft: AnyDraft, audience: Audience): RoomEvent[] {
  return [
    ...shared(session, draft, audience),
    ...coached(session, draft, audience),
    ...staged(session, draft, audience),
  ];
}

/** What everybody in the drill sees, and the channels of some. */
function shared(session: Session, draft: AnyDraft, audience: Audience): RoomEvent[] {
  switch (draft.kind) {
    case 'seat.joined':
      return [...seatEvent(session, draft.payload.seat), ...leadEvent(session, draft.payload.seat)];
    case 'seat.approved':
    case 'seat.kind':
    case 'seat.left':
      return [...seatEvent(session, draft.payload.seat), ...(session.fresh.control ? [controlEvent(session)] : [])];
    case 'seat.present':
    case 'seat.ready':
    case 'seat.voted':
      return seatEvent(session, draft.seat);
    case 'role.taken':
    case 'role.dropped':
      return [...allSeats(session), ...lastMessage(session)];
    case 'drill.started':
    case 'drill.paused':
    case 'drill.resumed':
    case 'drill.speed':
      return [clockEvent(session), ...freshMap(session), ...lastNotice(session, draft)];
    case 'drill.ended':
      return [clockEvent(session), ...freshMap(session), ...(draft.payload.continuedAs ? [controlEvent(session)] : [])];
    case 'drill.locked':
    case 'drill.timebox':
    case 'stops.set':
    case 'lead.taken':
    case 'plan.sealed':
      return [controlEvent(session)];
    case 'notice.posted':
      return lastNotice(session, draft);
    case 'round.opened':
      return roundEvent(session, draft.payload.round.number);
    case 'round.option':
    case 'round.voted':
    case 'round.hands':
    case 'round.noted':
    case 'round.timer':
    case 'round.decided':
    case 'round.applied':
      return roundEvent(session, draft.payload.round);
    case 'clock.reached':
      return [...freshMap(session), ...lastNotice(session, draft)];
    case 'alert.acked':
      return [...draft.payload.fingerprints.flatMap((one) => alertEvent(session, one)), ...lastMessage(session)];
    case 'alert.escalated':
      return [...alertEvent(session, draft.payload.fingerprint), ...lastMessage(session)];
    case 'alert.changed':
      return alertEvent(session, draft.payload.transition.fingerprint);
    case 'incident.declared':
    case 'incident.severity':
    case 'can.sent':
    case 'allclear.given':
      return [...incidentEvent(session), ...lastMessage(session)];
    case 'decision.made':
      return [...decisionEvent(session, draft.payload.id), ...lastMessage(session)];
    case 'hypothesis.stated':
    case 'staff.paged':
    case 'staff.answered':
      return lastMessage(session);
    case 'fact.noted':
      return factEvent(session, draft.payload.id);
    case 'chat.said':
      return hears(audience, draft.payload.channel) ? messageEvent(session, draft.payload.id) : [];
    case 'chat.readback':
      return readBack(session, draft.payload.message, audience);
    case 'step.judged':
    case 'step.checked':
    case 'step.flagged':
    case 'step.skipped':
    case 'evidence.observed':
      return evidenceEvent(session, draft.payload.runbook, draft.payload.step);
    case 'command.ran':
    case 'command.followed':
      return draft.payload.step ? evidenceEvent(session, draft.payload.step.runbook, draft.payload.step.step) : [];
    case 'change.happened':
      return changeEvent(session, session.changes.length - 1);
    case 'inject.delivered':
      return isWords(draft.payload.via) ? lastMessage(session) : [];
    case 'hint.given':
      return hintEvent(session, draft.payload.number);
    case 'action.added':
    case 'action.state':
      return actionEvent(session, draft.payload.id);
    case 'coach.nudged':
    case 'coach.quieted':
    case 'skill.shown':
    case 'skill.begun':
    case 'record.withdrawn':
    case 'drill.created':
    case 'cause.confirmed':
    case 'runbook.opened':
    case 'tool.acted':
    case 'action.happened':
    case 'fault.fired':
    case 'fault.stopped':
    case 'fault.moved':
    case 'slo.changed':
    case 'inject.fired':
    case 'inject.skipped':
    case 'inject.delayed':
    case 'inject.restored':
    case 'inject.written':
    case 'lead.asked':
    case 'lead.kept':
    case 'objective.changed':
    case 'note.added':
    case 'fault.checked':
    case 'prediction.recorded':
    case 'checkpoint.marked':
    case 'assess.rated':
    case 'round.marked':
      return [];
    default:
      return assertNever(draft);
  }
}

const COACHED: ReadonlySet<AnyDraft['kind']> = new Set(['coach.nudged', 'coach.quieted', 'skill.shown', 'skill.begun']);

/** The coach is for new responders and the facilitator. */
function coached(session: Session, { kind }: AnyDraft, audience: Audience): RoomEvent[] {
  return (session.fresh.coach || COACHED.has(kind)) && (audience === 'fixers' || audience === 'facilitator')
    ? [coachEvent(session)]
    : [];
}

/** What only those see who stage the drill: the truth for the facilitator, the deck for breakers too. */
function staged(session: Session, draft: AnyDraft, audience: Audience): RoomEvent[] {
  if (audience === 'fixers') return [];
  const sheet = changesSheet(session, draft) ? [assessmentEvent(session)] : [];
  if (audience === 'observers') return sheet;
  const deck = session.fresh.deck ? [deckEvent(session, audience)] : [];
  if (audience === 'breakers') return deck;
  const parts = truthParts(session, draft);
  const truth: RoomEvent[] = parts.length === 0 ? [] : [{ type: 'truth', truth: truthOf(session, parts) }];
  return [...sheet, ...deck, ...truth];
}

/** A facilitator's note is none of the observers' business: not even that there is one. */
function changesSheet({ notes }: Session, { kind }: AnyDraft): boolean {
  if (kind === 'note.added') return notes.at(-1)?.observed === true;
  return kind === 'assess.rated' || kind === 'objective.changed';
}

/** Which parts of the truth an entry changes. */
function truthParts(session: Session, draft: AnyDraft): Parameters<typeof truthOf>[1] {
  const parts = [...changedParts(session, draft)];
  if (session.fresh.nudges) parts.push('nudges');
  if (session.fresh.checkpoints) parts.push('checkpoints');
  if (session.fresh.leadAsked) parts.push('leadAsked');
  return parts;
}

function changedParts(session: Session, draft: AnyDraft): Parameters<typeof truthOf>[1] {
  switch (draft.kind) {
    case 'fault.fired':
    case 'fault.stopped':
    case 'fault.moved':
      return ['faults', 'objectives'];
    case 'slo.changed':
      return ['slos', 'impact', 'objectives'];
    case 'drill.started':
    case 'drill.ended':
    case 'clock.reached':
      return session.fresh.measured ? ['slos', 'impact'] : [];
    case 'alert.changed':
    case 'incident.declared':
    case 'objective.changed':
      return ['objectives'];
    case 'inject.fired':
    case 'inject.skipped':
    case 'inject.delayed':
    case 'inject.restored':
    case 'inject.delivered':
    case 'inject.written':
      return ['injects'];
    case 'stops.set':
    case 'drill.paused':
      return ['stops'];
    case 'round.opened':
    case 'round.marked':
      return ['rounds'];
    case 'hypothesis.stated':
    case 'cause.confirmed':
      return ['identifications'];
    case 'hint.given':
      return ['hints'];
    case 'action.happened':
      return ['tempting'];
    case 'note.added':
      return ['notes'];
    default:
      return [];
  }
}

/** Taking a role that one person wears takes it from another: every seat that is left is shown again. */
function allSeats(session: Session): RoomEvent[] {
  return [...session.seats.keys()].flatMap((seat) => seatEvent(session, seat));
}

function lastMessage(session: Session): RoomEvent[] {
  const last = session.messages.findLast(({ channel }) => channel === 'team');
  return last ? messageEvent(session, last.id) : [];
}

function readBack(session: Session, id: string, audience: Audience): RoomEvent[] {
  const message = session.messages.find((one) => one.id === id);
  return message && hears(audience, message.channel) ? messageEvent(session, id) : [];
}

/** The newest notice, when this very entry wrote it. */
function lastNotice(session: Session, draft: AnyDraft): RoomEvent[] {
  const last = session.notices.at(-1);
  return last && last.atS * 1000 === draft.simMs ? noticeEvent(session, last.id) : [];
}

/** The first facilitator leads. */
function leadEvent(session: Session, seat: string): RoomEvent[] {
  return session.control.lead === seat ? [controlEvent(session)] : [];
}

function freshMap(session: Session): RoomEvent[] {
  return session.fresh.map ? [mapEvent(session)] : [];
}
