import type { RoomEvent } from '../../protocol/events.ts';
import type { Audience } from '../../protocol/roles.ts';
import type { Session } from '../session.ts';
import {
  actionView,
  alertView,
  assessmentView,
  changeView,
  clockView,
  coachView,
  controlView,
  deckCopy,
  decisionView,
  evidenceView,
  factView,
  hintView,
  incidentView,
  mapView,
  messageView,
  noticeView,
  roundView,
  seatView,
} from './view.ts';

/** Events of the wire, each holding the present view of one thing; none when the thing does not exist. */

export function clockEvent(session: Session): RoomEvent {
  return { type: 'clock', clock: clockView(session) };
}

export function seatEvent(session: Session, id: string | null): RoomEvent[] {
  const seat = id === null ? undefined : session.seats.get(id);
  return seat ? [{ type: 'seat', seat: seatView(session, seat) }] : [];
}

export function incidentEvent(session: Session): RoomEvent[] {
  return session.incident ? [{ type: 'incident', incident: incidentView(session.incident) }] : [];
}

export function alertEvent(session: Session, fingerprint: string): RoomEvent[] {
  const alert = session.alerts.get(fingerprint);
  return alert ? [{ type: 'alert', alert: alertView(alert) }] : [];
}

export function messageEvent(session: Session, id: string): RoomEvent[] {
  const message = session.messages.find((one) => one.id === id);
  return message ? [{ type: 'message', message: messageView(message) }] : [];
}

export function factEvent(session: Session, id: string): RoomEvent[] {
  const fact = session.facts.get(id);
  return fact ? [{ type: 'fact', fact: factView(fact) }] : [];
}

export function decisionEvent(session: Session, id: string): RoomEvent[] {
  const decision = session.decisions.find((one) => one.id === id);
  return decision ? [{ type: 'decision', decision: decisionView(decision) }] : [];
}

export function changeEvent(session: Session, index: number): RoomEvent[] {
  const change = session.changes[index];
  return change ? [{ type: 'change', change: changeView(change) }] : [];
}

export function mapEvent(session: Session): RoomEvent {
  return { type: 'map', nodes: mapView(session) };
}

export function evidenceEvent(session: Session, runbook: string, step: number): RoomEvent[] {
  const evidence = session.evidence.get(`${runbook}#${step}`);
  return evidence ? [{ type: 'evidence', evidence: evidenceView(evidence) }] : [];
}

export function hintEvent(session: Session, number: number): RoomEvent[] {
  const hint = session.hints.find((one) => one.number === number);
  return hint ? [{ type: 'hint', hint: hintView(hint) }] : [];
}

export function actionEvent(session: Session, id: string): RoomEvent[] {
  const action = session.actions.get(id);
  return action ? [{ type: 'action', action: actionView(action) }] : [];
}

export function noticeEvent(session: Session, id: string): RoomEvent[] {
  const notice = session.notices.find((one) => one.id === id);
  return notice ? [{ type: 'notice', notice: noticeView(notice) }] : [];
}

export function controlEvent(session: Session): RoomEvent {
  return { type: 'control', control: controlView(session) };
}

export function roundEvent(session: Session, number: number): RoomEvent[] {
  const round = session.rounds.find(({ view }) => view.number === number);
  return round ? [{ type: 'round', round: roundView(round.view) }] : [];
}

export function coachEvent(session: Session): RoomEvent {
  return { type: 'coach', coach: coachView(session) };
}

export function assessmentEvent(session: Session): RoomEvent {
  return { type: 'assessment', assessment: assessmentView(session) };
}

export function deckEvent(session: Session, audience: Audience): RoomEvent {
  return { type: 'deck', deck: deckCopy(session.deck, audience) };
}
