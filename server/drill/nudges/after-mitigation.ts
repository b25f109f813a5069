import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';
import { nudge, type Pattern } from './nudge.ts';

/** How long the SLI must stay within its bound for a mitigation to count, seconds (MTTM-1). */
export const HOLD_S = 120;

export const DISAPPEARING: Pattern = {
  id: 'disappearing-after-mitigation',
  name: 'Disappearing after mitigation',
  ask: { persona: 'Support', text: 'Are customers well again? How do we know?' },
};
export const QUIET_AFTER_MITIGATION_S = 300;

export const ENDLESS: Pattern = {
  id: 'endless-sev',
  name: 'Endless SEV',
  ask: { persona: 'Support', text: 'I still have this open on my board. Is it over?' },
};
export const STABLE_WITHOUT_ALLCLEAR_S = 600;

/** Since when the deciding promise has been kept for good, as far as one can tell by now; null while it has not. */
function mitigatedAtS({ response, clock }: Session): number | null {
  const { keptAgainAtS } = response;
  return keptAgainAtS !== null && clock.atS - keptAgainAtS >= HOLD_S ? keptAgainAtS : null;
}

/** PATTERN-3: nobody looked, checked or said anything for five minutes after the mitigation. */
export function disappearing(session: Session): NudgeView | null {
  const { response, scenario } = session;
  const mitS = mitigatedAtS(session);
  if (mitS === null || (response.lookedAtS ?? -1) >= mitS) return null;
  return nudge(session, DISAPPEARING, {
    sinceS: mitS,
    holdsFromS: mitS + QUIET_AFTER_MITIGATION_S,
    sentence: `The service is back in bound since ${wallWords(scenario.world.startsAtMs, mitS)}; nothing was checked or said after that.`,
  });
}

/** PATTERN-4: in bound with no page firing for ten minutes, and no all-clear. */
export function endless(session: Session): NudgeView | null {
  const { alerts, incident, scenario } = session;
  const mitS = mitigatedAtS(session);
  const pages = [...alerts.values()].filter(({ tier, firedAtS }) => tier === 'page' && firedAtS !== null);
  if (mitS === null || !incident || pages.some(({ state }) => state === 'firing')) return null;
  const quietFromS = Math.max(mitS, ...pages.map(({ resolvedAtS }) => resolvedAtS ?? 0));
  if ((incident.allClearAtS ?? -1) >= quietFromS) return null;
  return nudge(session, ENDLESS, {
    sinceS: quietFromS,
    holdsFromS: quietFromS + STABLE_WITHOUT_ALLCLEAR_S,
    sentence: `All pages are clear since ${wallWords(scenario.world.startsAtMs, quietFromS)}, and nobody has given the all-clear.`,
  });
}
