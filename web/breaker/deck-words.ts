import type { FaultParameter } from '../../server/protocol/breaking.ts';
import type { DeckCardView } from '../../server/protocol/room.ts';
import { duration, number } from '../kit/format.ts';

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

/** Why a card cannot be fired by a breaker now, whatever a bot says; null when it can. */
export function notNow(card: DeckCardView, left: number, ended: boolean, paused: boolean): string | null {
  if (ended) return 'The drill has ended.';
  if (card.state === 'over budget') return `It costs ${card.cost} and ${left} of the budget are left.`;
  if (card.state === 'cooling') return 'The deck cools down after the last fault.';
  return paused ? 'The drill is paused: it can be fired when it goes on.' : null;
}
