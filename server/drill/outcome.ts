import type { Effect } from '../engine/effect.ts';
import { assertNever } from './assert-never.ts';
import type { AnyDraft, EntryKind, EntryPayloads } from './entry.ts';
import type { Session } from './session.ts';
import { versionOf } from './upcast.ts';

/** A draft of an outcome at the session's second. */
export function outcome<K extends EntryKind>(session: Session, kind: K, payload: EntryPayloads[K]): AnyDraft {
  const simMs = session.clock.atS * 1000;
  return { kind, v: versionOf(kind), simMs, seat: null, command: null, payload } as AnyDraft;
}

/** The outcome that an effect of the engine leaves in the log; null for effects that only tools ask for. */
export function outcomeOf(session: Session, effect: Effect): AnyDraft | null {
  switch (effect.kind) {
    case 'alert':
      return outcome(session, 'alert.changed', {
        transition: { ...effect.transition, value: finite(effect.transition.value) },
      });
    case 'fault': {
      const { fault, from, to, event, done } = effect;
      return outcome(session, 'fault.moved', { fault, from, to, event, done });
    }
    case 'change':
      return outcome(session, 'change.happened', { change: effect.change });
    case 'slo':
      return outcome(session, 'slo.changed', {
        slo: effect.slo,
        breached: effect.breached,
        value: finite(effect.value),
      });
    case 'acted':
      return outcome(session, 'action.happened', { action: effect.action, ok: effect.ok, message: effect.message });
    case 'event':
      return null;
    default:
      return assertNever(effect);
  }
}

/** A share of nothing is infinite, and JSON has no word for that: the log keeps the largest number instead. */
function finite(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
