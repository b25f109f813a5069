import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';

/** Ten, five and one minute before the end, and at it. */
export function timeboxWarnings(_session: Session): AnyDraft[] {
  return [];
}
