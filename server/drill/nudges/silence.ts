import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';
import { nudge, type Pattern } from './nudge.ts';
import { fixersIn, type Deed } from './response.ts';

export const SECRECY: Pattern = {
  id: 'secrecy-in-breakouts',
  name: 'Secrecy in breakouts',
  ask: { persona: 'Support', text: 'I read along in the channel and see nothing new. How does it stand?' },
};
const SILENT_WORK_S = 600;
const SILENT_COMMANDS = 5;

export const SILENCE: Pattern = {
  id: 'silence-culture',
  name: 'Silence culture',
  ask: { persona: 'Support', text: 'Is something going on? Nobody has told me anything.' },
};
const UNREPORTED_S = 300;

export const UNDECLARED: Pattern = {
  id: 'no-declaration',
  name: 'No declaration',
  ask: { persona: 'Support', text: 'Is this an incident? I need a number for my tickets.' },
};
const UNDECLARED_S = 600;

/**
 * PATTERN-8: commands of ten minutes or more in which nobody wrote anything into the channel, five of them at least;
 * when there was somebody to tell.
 */
export function silentWork<H extends Deed>(
  hands: readonly H[],
  words: readonly Deed[],
  fixers: number,
  untilS: number,
): H[] | null {
  if (fixers < 2) return null;
  const breaks = [...words.map(({ atS }) => atS), untilS];
  let fromS = -1;
  for (const toS of breaks) {
    const inside = hands.filter(({ atS }) => atS > fromS && atS <= toS);
    if (inside.length >= SILENT_COMMANDS && toS - inside[0]!.atS >= SILENT_WORK_S) return inside;
    fromS = toS;
  }
  return null;
}

/** PATTERN-9: the second from which a page was seen (acknowledged), and nobody had told the others, for five minutes. */
export function unreportedFromS(
  page: { firedAtS: number; ackAtS: number | null },
  words: readonly Deed[],
): number | null {
  if (page.ackAtS === null) return null;
  const fromS = page.ackAtS + UNREPORTED_S;
  return words.some(({ atS }) => atS >= page.firedAtS && atS < fromS) ? null : fromS;
}

/** PATTERN-11: the second from which a page had rung for ten minutes without a declaration. */
export function undeclaredFromS(
  page: { firedAtS: number; clearedAtS: number | null },
  declaredAtS: number | null,
): number | null {
  const fromS = page.firedAtS + UNDECLARED_S;
  const over = [page.clearedAtS, declaredAtS].some((atS) => atS !== null && atS < fromS);
  return over ? null : fromS;
}

export function secrecy(session: Session): NudgeView | null {
  const { response, scenario, clock, seats } = session;
  const lastWordS = response.words.at(-1)?.atS ?? -1;
  const unsaid = response.hands.filter(({ atS }) => atS > lastWordS);
  const first = unsaid[0];
  // Five are too few while they could still be followed by a word: it holds once the time has passed, too.
  if (!first || !silentWork(unsaid, [], fixersIn(seats.values()), Math.max(clock.atS, first.atS + SILENT_WORK_S)))
    return null;
  return nudge(session, SECRECY, {
    sinceS: first.atS,
    holdsFromS: first.atS + SILENT_WORK_S,
    sentence: `Commands since ${wallWords(scenario.world.startsAtMs, first.atS)}, and nothing about them in the channel.`,
  });
}

export function silence(session: Session): NudgeView | null {
  const { alerts, response, scenario } = session;
  for (const { tier, rule, ack, firedAtS } of alerts.values()) {
    if (tier !== 'page' || firedAtS === null || !ack) continue;
    if (response.words.some(({ atS }) => atS >= firedAtS)) continue;
    const holdsFromS = unreportedFromS({ firedAtS, ackAtS: ack.atS }, response.words);
    if (holdsFromS === null) continue;
    const seen = wallWords(scenario.world.startsAtMs, ack.atS);
    const sentence = `${rule} was acknowledged at ${seen}, and nobody has told the others.`;
    return nudge(session, SILENCE, { sinceS: ack.atS, holdsFromS, sentence });
  }
  return null;
}

export function undeclared(session: Session): NudgeView | null {
  const { alerts, incident, scenario } = session;
  // Where nothing is wrong, to declare nothing is right.
  if (incident || scenario.nothingWrong) return null;
  for (const { tier, state, rule, firedAtS } of alerts.values()) {
    if (tier !== 'page' || state !== 'firing' || firedAtS === null) continue;
    const sentence = `${rule} fires since ${wallWords(scenario.world.startsAtMs, firedAtS)}, and no incident is declared.`;
    const holdsFromS = undeclaredFromS({ firedAtS, clearedAtS: null }, null)!;
    return nudge(session, UNDECLARED, { sinceS: firedAtS, holdsFromS, sentence });
  }
  return null;
}
