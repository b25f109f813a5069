import { draftAt } from '../decide/decision.ts';
import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';

/** Minutes before the end at which everybody is told, each where the timebox is at least twice as long. */
const WARN_AT_MIN = [10, 5, 1];

/**
 * Ten, five and one minute before the end of the timebox. That it is over is said with the clock (`evolve/clock.ts`), once;
 * of one that was made longer after it was over the second end is said here.
 */
export function timeboxWarnings(session: Session): AnyDraft[] {
  const { timeboxS } = session.control;
  if (timeboxS <= 0) return [];
  const text = textAt(session, timeboxS - session.clock.atS, Math.round(timeboxS / 60));
  if (text === null || session.notices.some((notice) => notice.text === text)) return [];
  return [draftAt(session, 'notice.posted', { level: 'info', text })];
}

function textAt({ notices }: Session, leftS: number, ofMin: number): string | null {
  const wasOver = notices.some(({ id }) => id === 'timebox');
  if (leftS === 0 && wasOver) return `The timebox, now of ${ofMin} minutes, is over.`;
  const left = WARN_AT_MIN.find((min) => leftS === min * 60 && min * 2 <= ofMin);
  if (left === undefined) return null;
  return `${left} ${left === 1 ? 'minute is' : 'minutes are'} left of the ${ofMin} minutes.`;
}
