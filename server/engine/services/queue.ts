/**
 * A waiting line of amounts (real numbers), kept by the second in which they came, so that ages are exact: timeouts,
 * patience and plateaus need nothing else. Rings of 128 s; what is older is merged into the oldest second kept.
 */
export interface Queue {
  /** Amount waiting by [second & 127][journey]. */
  cell: Float64Array;
  /** Amount waiting by second. */
  left: Float64Array;
  /** Amount that came in that second: what fraction of it has been served gives its arrival time. */
  came: Float64Array;
  byJourney: Float64Array;
  total: number;
  /** No second before this one holds anything. */
  head: number;
}

export const RING_S = 128;
export const RING_MASK = 127;
export const MAX_JOURNEYS = 16;
/** Amounts below this are the rounding of sums, not people. */
export const NOTHING = 1e-12;

export function createQueue(journeys: number): Queue {
  return {
    cell: new Float64Array(RING_S * journeys),
    left: new Float64Array(RING_S),
    came: new Float64Array(RING_S),
    byJourney: new Float64Array(journeys),
    total: 0,
    head: 0,
  };
}

/** Call once at the start of each second `t`: frees its cell in the ring. */
export function openSecond(queue: Queue, t: number): void {
  const at = t & RING_MASK;
  if (queue.total === 0) queue.head = t;
  else if (queue.left[at]! > 0) mergeOldest(queue, t);
  queue.came[at] = 0;
}

export function enqueue(queue: Queue, t: number, journey: number, amount: number): void {
  const at = t & RING_MASK;
  queue.cell[at * queue.byJourney.length + journey]! += amount;
  queue.left[at]! += amount;
  queue.came[at]! += amount;
  queue.byJourney[journey]! += amount;
  queue.total += amount;
}

/** What `serve` took: `amount[i * journeys + j]` of the cohort that came at `second[i]` and waited `waitS[i]`. Scratch, not state. */
export const served = {
  count: 0,
  second: new Float64Array(RING_S + 2),
  waitS: new Float64Array(RING_S + 2),
  amount: new Float64Array((RING_S + 2) * MAX_JOURNEYS),
};

/**
 * Serves `amount` in second `t`, oldest first; a deterministic fluid. A part that came as fraction f₀…f₁ of second s and
 * is served as the d-th…(d+y)-th unit waited max(0, t + (d + y/2)/capacity − s − (f₀+f₁)/2) + `waitS`.
 * With more than half a second of work waiting 8 % goes to the newest: no server is perfectly fair, and pure order would
 * give a goodput of exactly 0 in a storm.
 */
export function serve(queue: Queue, t: number, amount: number, capacity: number, waitS: number): void {
  served.count = 0;
  let old = amount < queue.total ? amount : queue.total;
  if (old <= NOTHING) return;
  const at = t & RING_MASK;
  const fresh = queue.left[at]!;
  let newest = 0;
  if (fresh > 0 && queue.total - fresh > 0.5 * capacity) {
    newest = Math.min(0.08 * old, fresh);
    old -= newest;
  }
  let done = 0;
  let second = queue.head;
  while (old > NOTHING && second <= t) {
    const left = queue.left[second & RING_MASK]!;
    if (left > 0) {
      const part = left <= old + NOTHING ? left : old;
      takePart(queue, t, second, part, done, capacity, waitS);
      done += part;
      old -= part;
      if (part < left) break;
    }
    second++;
  }
  queue.head = second < t ? second : t;
  if (newest > 0 && queue.left[at]! > 0) {
    takePart(queue, t, t, Math.min(newest, queue.left[at]!), done, capacity, waitS);
  }
  if (queue.total < NOTHING) queue.total = 0;
}

function takePart(
  queue: Queue,
  t: number,
  second: number,
  part: number,
  done: number,
  capacity: number,
  waitS: number,
): void {
  const journeys = queue.byJourney.length;
  const at = second & RING_MASK;
  const left = queue.left[at]!;
  const share = part / left;
  const index = served.count++;
  const from = 1 - left / queue.came[at]!;
  const middle = from + (0.5 * part) / queue.came[at]!;
  const waited = t + (done + 0.5 * part) / capacity - second - middle;
  served.second[index] = second;
  served.waitS[index] = waited > 0 ? waited + waitS : waitS;
  for (let j = 0; j < journeys; j++) {
    const cell = at * journeys + j;
    const whole = queue.cell[cell]!;
    const taken = share >= 1 ? whole : whole * share;
    served.amount[index * journeys + j] = taken;
    if (taken > 0) {
      queue.cell[cell] = whole - taken;
      lower(queue, j, taken);
    }
  }
  queue.left[at] = share >= 1 ? 0 : left - part;
}

/** Takes `amount` of the newest cohorts out (a full queue refuses those who came last); the result is in `served`, waits 0. */
export function dropNewest(queue: Queue, t: number, amount: number): void {
  served.count = 0;
  let rest = amount;
  for (let second = t; second >= queue.head && rest > NOTHING; second--) {
    const left = queue.left[second & RING_MASK]!;
    if (left <= 0) continue;
    const part = left < rest ? left : rest;
    takePart(queue, second, second, part, 0, 1e300, 0);
    rest -= part;
  }
}

/** Removes `share` (0..1) of what one journey has waiting since `second`; returns the amount. */
export function removeShare(queue: Queue, second: number, journey: number, share: number): number {
  const at = second & RING_MASK;
  const cell = at * queue.byJourney.length + journey;
  const whole = queue.cell[cell]!;
  if (whole <= 0 || second < queue.head) return 0;
  const taken = share >= 1 ? whole : whole * share;
  queue.cell[cell] = whole - taken;
  const left = queue.left[at]! - taken;
  queue.left[at] = left < NOTHING ? 0 : left;
  lower(queue, journey, taken);
  return taken;
}

/** Second of the oldest cohort still waiting; `t` when nobody is. */
export function oldestSecond(queue: Queue, t: number): number {
  while (queue.head < t && queue.left[queue.head & RING_MASK]! <= NOTHING) queue.head++;
  return queue.head;
}

/** Takes everything out into `served`, oldest first. */
export function drainQueue(queue: Queue, t: number): void {
  serve(queue, t, queue.total, 1e300, 0);
}

/** What `setAside` took out, by [second & 127][journey] and whether there is any, by second: empty once it is put back. Scratch. */
const aside = { cell: new Float64Array(RING_S * MAX_JOURNEYS), any: new Uint8Array(RING_S), head: 0 };

/** Takes the journeys of `bits` (bit j = journey j) out, until `putBack`: for `serve` they are not there. One queue at a time. */
export function setAside(queue: Queue, t: number, bits: number): void {
  const journeys = queue.byJourney.length;
  aside.head = queue.head;
  for (let second = queue.head; second <= t; second++) {
    const at = second & RING_MASK;
    for (let j = 0; j < journeys; j++) {
      const cell = at * journeys + j;
      const amount = queue.cell[cell]!;
      if (((bits >> j) & 1) === 0 || amount === 0) continue;
      aside.cell[cell] = amount;
      aside.any[at] = 1;
      queue.cell[cell] = 0;
      changeSecond(queue, at, -amount);
      lower(queue, j, amount);
    }
  }
}

export function putBack(queue: Queue): void {
  const journeys = queue.byJourney.length;
  for (let at = 0; at < RING_S; at++) {
    if (aside.any[at] === 0) continue;
    aside.any[at] = 0;
    for (let j = 0; j < journeys; j++) {
      const cell = at * journeys + j;
      const amount = aside.cell[cell]!;
      if (amount === 0) continue;
      aside.cell[cell] = 0;
      queue.cell[cell]! += amount;
      changeSecond(queue, at, amount);
      queue.byJourney[j]! += amount;
      queue.total += amount;
    }
  }
  queue.head = aside.head;
}

function changeSecond(queue: Queue, at: number, amount: number): void {
  const left = queue.left[at]! + amount;
  queue.left[at] = left < NOTHING ? 0 : left;
  queue.came[at]! += amount;
}

function lower(queue: Queue, journey: number, amount: number): void {
  const left = queue.byJourney[journey]! - amount;
  queue.byJourney[journey] = left < NOTHING ? 0 : left;
  queue.total -= amount;
  if (queue.total < NOTHING) queue.total = 0;
}

function mergeOldest(queue: Queue, t: number): void {
  const journeys = queue.byJourney.length;
  const from = t & RING_MASK;
  const into = (t + 1) & RING_MASK;
  for (let j = 0; j < journeys; j++) {
    queue.cell[into * journeys + j]! += queue.cell[from * journeys + j]!;
    queue.cell[from * journeys + j] = 0;
  }
  queue.left[into]! += queue.left[from]!;
  queue.came[into]! += queue.left[from]!;
  queue.left[from] = 0;
  if (queue.head < t + 1 - RING_MASK) queue.head = t + 1 - RING_MASK;
}
