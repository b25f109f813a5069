import { isAlone } from '../decide/alone.ts';
import { draftAt } from '../decide/decision.ts';
import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';

/** Whoever is alone may let quiet minutes pass faster: a page that begins to fire brings real time back. */
export function slowDown(session: Session): AnyDraft[] {
  const { clock, alerts } = session;
  if (clock.speed === 1 || !isAlone(session)) return [];
  const paged = [...alerts.values()].some(
    ({ tier, state, firedAtS, ack }) => tier === 'page' && state === 'firing' && ack === null && firedAtS === clock.atS,
  );
  return paged ? [draftAt(session, 'drill.speed', { speed: 1 })] : [];
}
