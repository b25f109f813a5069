import type { SeatKind } from '../protocol/roles.ts';

/** Skills fade: people practise about once a quarter (domain: cadence). */
export const DUE_AFTER_DAYS = 91;
const DAY_MS = 86_400_000;

/** Somebody's seat in an ended drill. */
export interface DrilledSeat {
  name: string;
  kind: SeatKind;
  dateMs: number;
}

export interface DuePerson {
  name: string;
  lastMs: number;
}

/**
 * Who drilled longest ago, first who waits longest; whoever drilled within a quarter is left out. By name, because a guest
 * is a new person with each invitation; whoever facilitates or watches does not practise. No scores: only the last date.
 */
export function duePeople(seats: readonly DrilledSeat[], nowMs: number): DuePerson[] {
  const last = new Map<string, DuePerson>();
  for (const { name, kind, dateMs } of seats) {
    if (kind !== 'fixer' && kind !== 'breaker') continue;
    const key = name.trim().toLowerCase();
    const known = last.get(key);
    if (key !== '' && (!known || known.lastMs < dateMs)) last.set(key, { name: name.trim(), lastMs: dateMs });
  }
  return [...last.values()]
    .filter(({ lastMs }) => nowMs - lastMs >= DUE_AFTER_DAYS * DAY_MS)
    .sort((a, b) => a.lastMs - b.lastMs || (a.name < b.name ? -1 : 1));
}
