import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';
import { nudge, type Pattern } from './nudge.ts';

export const UNCOOPERATIVE: Pattern = {
  id: 'uncooperative-team',
  name: 'Uncooperative team',
  ask: { persona: 'Duty manager', text: 'Somebody was called and I see no answer. Who follows that up?' },
};
const UNANSWERED_S = 300;

/** PATTERN-7: the second from which a page or call has gone unanswered, and not been handed on, for five minutes. */
export function unansweredFromS({ atS, settledAtS }: { atS: number; settledAtS: number | null }): number | null {
  const fromS = atS + UNANSWERED_S;
  return settledAtS === null || settledAtS > fromS ? fromS : null;
}

export function uncooperative(session: Session): NudgeView | null {
  const first = [...openPages(session), ...openCall(session)].sort((a, b) => a.atS - b.atS)[0];
  const holdsFromS = first && unansweredFromS({ atS: first.atS, settledAtS: null });
  if (!first || holdsFromS == null) return null;
  const sentence = `${first.what}: no answer since, and it was not handed on.`;
  return nudge(session, UNCOOPERATIVE, { sinceS: first.atS, holdsFromS, sentence });
}

function openPages({ alerts, scenario }: Session): { what: string; atS: number }[] {
  return [...alerts.values()].flatMap(({ tier, state, rule, ack, escalated, firedAtS }) =>
    tier === 'page' && state === 'firing' && !ack && !escalated && firedAtS !== null
      ? [{ what: `${rule} rang at ${wallWords(scenario.world.startsAtMs, firedAtS)}`, atS: firedAtS }]
      : [],
  );
}

/** Whoever calls somebody else has handed it on: the newest call counts. */
function openCall({ response, scenario }: Session): { what: string; atS: number }[] {
  const last = response.calls.at(-1);
  if (!last || last.answeredAtS !== null) return [];
  return [{ what: `${last.who} was called at ${wallWords(scenario.world.startsAtMs, last.atS)}`, atS: last.atS }];
}
