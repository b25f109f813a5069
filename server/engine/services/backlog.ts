/**
 * A first-in-first-out line of amounts that may last for hours, with the time at which each came: messages in a partition,
 * transactions that a replica has yet to apply. Plain data.
 */
export interface Backlog {
  total: number;
  /** Oldest first; what came within `GRAIN_S` of each other is one entry. */
  entries: { atS: number; amount: number }[];
}

/** Ages are exact to this, so that an hour of standstill is some hundred entries. */
const GRAIN_S = 5;
const NOTHING = 1e-9;

export function createBacklog(): Backlog {
  return { total: 0, entries: [] };
}

export function push(backlog: Backlog, atS: number, amount: number): void {
  if (amount <= 0) return;
  const last = backlog.entries[backlog.entries.length - 1];
  // Young lines keep every second: their age is what people look at.
  if (last !== undefined && backlog.entries.length > 30 && atS - last.atS < GRAIN_S) last.amount += amount;
  else backlog.entries.push({ atS, amount });
  backlog.total += amount;
}

/** Takes up to `amount` from the oldest; returns how much there was. */
export function take(backlog: Backlog, amount: number): number {
  let rest = amount;
  const { entries } = backlog;
  while (rest > NOTHING && entries.length > 0) {
    const first = entries[0]!;
    if (first.amount <= rest + NOTHING) {
      rest -= first.amount;
      entries.shift();
    } else {
      first.amount -= rest;
      rest = 0;
    }
  }
  const taken = Math.min(backlog.total, amount - Math.max(0, rest));
  backlog.total = entries.length === 0 ? 0 : backlog.total - taken;
  return taken;
}

/** Age of the oldest at `nowS`, s; 0 when nothing waits. */
export function oldestS(backlog: Backlog, nowS: number): number {
  const first = backlog.entries[0];
  return first === undefined ? 0 : Math.max(0, nowS - first.atS);
}

/** Takes everything out. */
export function clear(backlog: Backlog): number {
  const { total } = backlog;
  backlog.total = 0;
  backlog.entries = [];
  return total;
}
