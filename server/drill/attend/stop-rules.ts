import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';

/** A pause, when a stop rule is met for the first time. */
export function stopRules(_session: Session): AnyDraft[] {
  return [];
}
