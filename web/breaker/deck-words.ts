import type { FaultCheck, FaultParameter } from '../../server/protocol/breaking.ts';
import type { DeckCardView, DeckView } from '../../server/protocol/room.ts';
import { duration, number } from '../kit/format.ts';

type Phase = 'lobby' | 'running' | 'paused' | 'ended';

/** What a check says about the first page. */
export function pageWords(pageAfterS: number | null): string {
  return pageAfterS === null ? 'No page of its own' : `A page after ${duration(pageAfterS)}`;
}

/** The same in a narrow column. */
export function shortPageWords(pageAfterS: number | null): string {
  return pageAfterS === null ? 'no page' : `page in ${duration(pageAfterS)}`;
}

/** "240 sessions", "1.1 %", "7 min": a dial's value as people say it. */
export function dialWords({ unit, step }: FaultParameter, value: number): string {
  const digits = (String(step).split('.')[1] ?? '').length;
  return unit.startsWith('/') ? `${number(value, digits)}${unit}` : `${number(value, digits)}\u00a0${unit}`;
}

/** "“How long” at 5 min": the dials that stand elsewhere in `to` than in `from`. */
export function settingWords(
  { parameters }: DeckCardView,
  from: Readonly<Record<string, number>>,
  to: Readonly<Record<string, number>>,
): string {
  return parameters
    .filter(({ id }) => to[id] !== undefined && to[id] !== from[id])
    .map((dial) => `“${dial.label}” at ${dialWords(dial, to[dial.id]!)}`)
    .join(' and ');
}

/** What firing a card would leave of the budget. */
export function costWords({ cost }: DeckCardView, { budget, spent }: DeckView): string {
  const left = budget - spent;
  return cost > left
    ? `costs ${cost}, ${left} of ${budget} are left: ${cost - left} too few`
    : `costs ${cost}: ${left} before, ${left - cost} after`;
}

/** Why a card cannot be fired by a breaker now, whatever a bot says; null when it can. */
export function notNow(card: DeckCardView, deck: DeckView, phase: Phase): string | null {
  if (phase === 'ended') return 'The drill has ended.';
  if (card.state === 'over budget')
    return 'Too little of the budget is left. What was fired stays spent, even when it was taken back. Choose a cheaper card, or ask the facilitator, who may fire it.';
  if (card.state === 'cooling') return 'The deck cools down after the last fault.';
  return phase === 'paused' ? 'The drill is paused: it can be fired when it goes on.' : null;
}

/** Nothing is in the way, and a bot has brought it back. */
export function mayFire(card: DeckCardView, deck: DeckView, phase: Phase, check: FaultCheck | null): boolean {
  return card.state === 'ready' && notNow(card, deck, phase) === null && check?.recoverable === true;
}
