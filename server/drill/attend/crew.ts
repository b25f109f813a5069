import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';

/** What bots in empty roles do at this second, through the same entries as people. */
export function crew(_session: Session): AnyDraft[] {
  return [];
}
