import type { RoomEvent } from './events.ts';
import type { RoomView } from './room.ts';

/** Applies one event to a view and returns the new view; the old one is not changed. Used by server and client alike. */
export function fold(view: RoomView, event: RoomEvent): RoomView {
  switch (event.type) {
    case 'clock':
      return { ...view, clock: event.clock };
    case 'seat':
      return { ...view, seats: upsert(view.seats, event.seat, (seat) => seat.id) };
    case 'incident':
      return { ...view, incident: event.incident };
    case 'alert':
      return { ...view, alerts: upsert(view.alerts, event.alert, (alert) => alert.fingerprint) };
    case 'message':
      return { ...view, messages: upsert(view.messages, event.message, (message) => message.id) };
    case 'fact':
      return { ...view, facts: upsert(view.facts, event.fact, (fact) => fact.id) };
    case 'decision':
      return { ...view, decisions: upsert(view.decisions, event.decision, (decision) => decision.id) };
    case 'change':
      return { ...view, changes: upsert(view.changes, event.change, (change) => change.id) };
    case 'map':
      return { ...view, map: event.nodes };
    case 'evidence':
      return { ...view, evidence: upsert(view.evidence, event.evidence, (item) => `${item.runbook}#${item.step}`) };
    case 'hint':
      return { ...view, hints: upsert(view.hints, event.hint, (hint) => String(hint.number)) };
    case 'action':
      return { ...view, actions: upsert(view.actions, event.action, (action) => action.id) };
    case 'notice':
      return { ...view, notices: upsert(view.notices, event.notice, (notice) => notice.id) };
    case 'control':
      return { ...view, control: event.control };
    case 'round':
      return view.tabletop
        ? { ...view, tabletop: { ...view.tabletop, rounds: upsert(view.tabletop.rounds, event.round, number) } }
        : view;
    case 'coach':
      return { ...view, coach: event.coach };
    case 'assessment':
      return { ...view, assessment: event.assessment };
    case 'truth':
      return view.truth ? { ...view, truth: { ...view.truth, ...event.truth } } : view;
    case 'deck':
      return { ...view, deck: event.deck };
  }
}

function number(round: { number: number }): string {
  return String(round.number);
}

function upsert<T>(list: T[], item: T, id: (item: T) => string): T[] {
  const at = list.findIndex((other) => id(other) === id(item));
  if (at < 0) return [...list, item];
  const next = list.slice();
  next[at] = item;
  return next;
}
