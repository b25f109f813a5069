import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';

/** What the coach says or has seen at this second; only in an onboarding drill. */
export function coaching(_session: Session): AnyDraft[] {
  return [];
}
