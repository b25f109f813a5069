import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';
import { nudge, type Pattern } from './nudge.ts';
import type { Deed } from './response.ts';

export const SILENT_HANDOVER: Pattern = {
  id: 'silent-handover',
  name: 'Silent handover',
  ask: { persona: 'Duty manager', text: 'Who has command now, and what were they told?' },
};
const BRIEFED_BEFORE_S = 180;
const BRIEFED_AFTER_S = 120;

/**
 * PATTERN-10: command goes from one seat to another during an incident, and neither of the two says anything in the three
 * minutes before or the two minutes after. Returns the handover; it holds from two minutes after it on.
 */
export function silentHandover<D extends Deed>(
  command: readonly D[],
  words: readonly Deed[],
  declaredAtS: number,
): { to: D; holdsFromS: number } | null {
  for (const [i, to] of command.entries()) {
    const from = command[i - 1];
    if (!from || from.seat === to.seat || to.atS < declaredAtS) continue;
    const briefed = words.some(
      ({ atS, seat }) =>
        (seat === from.seat || seat === to.seat) && atS >= to.atS - BRIEFED_BEFORE_S && atS <= to.atS + BRIEFED_AFTER_S,
    );
    if (!briefed) return { to, holdsFromS: to.atS + BRIEFED_AFTER_S + 1 };
  }
  return null;
}

/** Only the newest handover: who commands now can still be told. */
export function handover(session: Session): NudgeView | null {
  const { incident, response, scenario } = session;
  if (!incident || incident.allClearAtS !== null) return null;
  const found = silentHandover(response.command.slice(-2), response.words, incident.declaredAtS);
  if (!found || response.words.some(({ atS, seat }) => seat === found.to.seat && atS >= found.to.atS)) return null;
  const { to, holdsFromS } = found;
  const when = wallWords(scenario.world.startsAtMs, to.atS);
  const sentence = `Command changed hands at ${when}, and neither side has said anything about it.`;
  return nudge(session, SILENT_HANDOVER, { sinceS: to.atS, holdsFromS, sentence });
}
