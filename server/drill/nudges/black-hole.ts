import type { NudgeView } from '../../protocol/control.ts';
import type { MessageView } from '../../protocol/room.ts';
import type { Session } from '../session.ts';
import { lengthWords, wallWords } from '../words.ts';
import { nudge, type Pattern } from './nudge.ts';

export const BLACK_HOLE: Pattern = {
  id: 'update-black-hole',
  name: 'Update black hole',
  ask: { persona: 'Support', text: 'What may I tell customers, and when do I hear from you again?' },
};

/** Default interval of updates until one is promised: the commander's summary every 10 minutes (practice digest §6). */
export const UPDATE_S = 600;
const GRACE_S = 60;

/** PATTERN-1: the second from which an update is missing, a minute of grace after the promised one. */
export function missingFromS(last: { atS: number; promisedS: number }): number {
  return last.atS + last.promisedS + GRACE_S + 1;
}

export function blackHole(session: Session): NudgeView | null {
  const { incident, messages, scenario, seats } = session;
  if (!incident || incident.allClearAtS !== null) return null;
  const byBot = (from: MessageView['from']) => from.kind === 'seat' && seats.get(from.seat)?.bot === true;
  const update = messages.findLast(
    ({ body, atS, from }) => body.kind === 'can' && atS >= incident.declaredAtS && !byBot(from),
  );
  const promisedS = update?.body.kind === 'can' ? update.body.nextAtS - update.atS : 0;
  const last = { atS: update?.atS ?? incident.declaredAtS, promisedS: promisedS > 0 ? promisedS : UPDATE_S };
  const since = wallWords(scenario.world.startsAtMs, last.atS);
  return nudge(session, BLACK_HOLE, {
    sinceS: last.atS,
    holdsFromS: missingFromS(last),
    sentence: `No update since ${since}; ${lengthWords(last.promisedS)} had been agreed.`,
  });
}
