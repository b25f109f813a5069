import { LATENCY_BUCKETS_S } from '../metrics.ts';

/**
 * Times to answer. Answers are first gathered by size class (amount and sums), then, when a sample is taken, each class is
 * spread over nine mass points and put into the Prometheus buckets: whole seconds come from ages and stay sharp
 * (a plateau), only the sub-second part has the shape of a service time.
 */
export interface LatencyRecord {
  amount: Float64Array;
  /** Σ amount × time, and Σ amount × its sub-second part, by size class. */
  time: Float64Array;
  sub: Float64Array;
  /** Cumulative since the start, not yet summed over `le`; the last is +Inf. */
  buckets: Float64Array;
  sum: number;
  count: number;
  dirty: boolean;
}

const BOUNDS = Float64Array.from(LATENCY_BUCKETS_S);
const CLASSES = BOUNDS.length + 1;

/** Nine points of a lognormal with cv 0.5 and of an exponential, both divided by their weighted mean. */
export const WEIGHTS = [0.25, 0.25, 0.2, 0.15, 0.08, 0.04, 0.02, 0.007, 0.003];
const LOGNORMAL = [0.55, 0.8, 1.02, 1.33, 1.7, 2.05, 2.45, 3.0, 3.7];
const EXPONENTIAL = [0.13, 0.48, 0.95, 1.65, 2.5, 3.25, 4.0, 4.9, 6.1];
/** The same points as factors on a mean time: how times of one service spread. */
export const SHAPE = shape();

export function createLatencyRecord(): LatencyRecord {
  return {
    amount: new Float64Array(CLASSES),
    time: new Float64Array(CLASSES),
    sub: new Float64Array(CLASSES),
    buckets: new Float64Array(CLASSES),
    sum: 0,
    count: 0,
    dirty: false,
  };
}

/** `amount` answers after `timeS`, of which `subS` has the spread of a service time. */
export function recordLatency(record: LatencyRecord, amount: number, timeS: number, subS: number): void {
  const at = bucketOf(timeS);
  record.amount[at]! += amount;
  record.time[at]! += amount * timeS;
  record.sub[at]! += amount * (subS < timeS ? subS : timeS);
  record.dirty = true;
}

/** Moves what was gathered into the cumulative buckets. */
export function settleLatency(record: LatencyRecord): void {
  if (!record.dirty) return;
  record.dirty = false;
  for (let at = 0; at < CLASSES; at++) {
    const amount = record.amount[at]!;
    if (amount === 0) continue;
    const time = record.time[at]!;
    const sub = record.sub[at]! / amount;
    const base = (time - record.sub[at]!) / amount;
    record.sum += time;
    record.count += amount;
    for (let i = 0; i < SHAPE.length; i++) record.buckets[bucketOf(base + sub * SHAPE[i]!)]! += amount * WEIGHTS[i]!;
    record.amount[at] = 0;
    record.time[at] = 0;
    record.sub[at] = 0;
  }
}

function bucketOf(timeS: number): number {
  let low = 0;
  let high = BOUNDS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeS <= BOUNDS[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function shape(): Float64Array {
  const meanL = weightedMean(LOGNORMAL);
  const meanE = weightedMean(EXPONENTIAL);
  return Float64Array.from(WEIGHTS, (_, i) => (0.75 * LOGNORMAL[i]!) / meanL + (0.25 * EXPONENTIAL[i]!) / meanE);
}

function weightedMean(points: number[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i++) sum += points[i]! * WEIGHTS[i]!;
  return sum;
}
