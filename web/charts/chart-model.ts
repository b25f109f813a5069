import type { MarkState } from '../kit/vocabulary.ts';

/** One line, or one layer of a stacked area. */
export interface ChartSeries {
  label: string;
  /** One value for each of `xs`; NaN where there is no data. */
  points: ArrayLike<number>;
  /** `hot` is the layer that tells the story; the rest is told apart by lightness. */
  tone?: 'hot' | undefined;
}

export interface ChartBound {
  value: number;
  /** Which side is bad. */
  bad: 'above' | 'below';
  /** How bad: SEV-1 things are `bad`, the rest `warn`. */
  tone?: 'bad' | 'warn' | undefined;
  /** "bound 2 s", "limit 180"; made from the value when empty. */
  label?: string | undefined;
  /** Label of the only line that it is about; empty: all of them. */
  line?: string | undefined;
}

export interface ChartMarker {
  atS: number;
  label: string;
  /** `change` an accent line with a foot, `event` a dotted line, `now` the playhead. */
  kind: 'change' | 'event' | 'now';
}

/** Simulated seconds. */
export interface ChartRange {
  from: number;
  to: number;
}

export type HealthState = Extract<MarkState, 'healthy' | 'degraded' | 'down'>;

export function isBeyond(value: number, bound: ChartBound): boolean {
  return bound.bad === 'above' ? value > bound.value : value < bound.value;
}

/** Index of the last sample at or before `atS`, −1 before the first. `xs` ascends. */
export function indexAt(xs: ArrayLike<number>, atS: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? Infinity) <= atS) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Points in the range, thinned to at most two for each of `buckets`: the smallest and the largest, so that no spike
 * is lost. Gaps (NaN) stay. `total` layers of a stack are thinned to the last point instead, or their sums would lie.
 */
export function thinned(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  range: ChartRange,
  buckets: number,
  keep: 'extremes' | 'last',
): { x: number; y: number }[] {
  const first = Math.max(0, indexAt(xs, range.from));
  const last = Math.min(xs.length - 1, indexAt(xs, range.to) + 1);
  const out: { x: number; y: number }[] = [];
  const push = (i: number) => out.push({ x: xs[i] ?? NaN, y: ys[i] ?? NaN });
  if (last - first + 1 <= buckets * 2) {
    for (let i = first; i <= last; i += 1) push(i);
    return out;
  }
  const size = Math.ceil((last - first + 1) / buckets);
  // Buckets start at multiples of the size, so that the drawing does not shimmer as the range moves on.
  for (let from = first - (first % size); from <= last; from += size) {
    const to = Math.min(last, from + size - 1);
    let low = Math.max(first, from);
    let high = low;
    for (let i = low; i <= to; i += 1) {
      const y = ys[i] ?? NaN;
      if (y < (ys[low] ?? NaN) || Number.isNaN(ys[low])) low = i;
      if (y > (ys[high] ?? NaN) || Number.isNaN(ys[high])) high = i;
    }
    if (keep === 'last') push(to);
    else if (low === high) push(low);
    else {
      push(Math.min(low, high));
      push(Math.max(low, high));
    }
  }
  return out;
}

/**
 * Round steps for an axis: the lowest top that at most `most` intervals from `min` reach. `max` may stand out by 4 %
 * of a step, so that noise on a plateau does not buy a whole interval.
 */
export function niceScale(max: number, most: number, min = 0): { top: number; step: number } {
  const span = Math.max(max - min, 1e-9);
  let best = { top: Infinity, step: span };
  for (let intervals = most; intervals >= Math.max(1, most - 2); intervals -= 1) {
    const raw = span / intervals;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((n) => n * power >= raw * 0.96) ?? 10) * power;
    const top = min + Math.ceil(span / step - 0.04) * step;
    if (top < best.top * 0.999) best = { top, step };
  }
  return best;
}

/** Seconds between labels of a time axis so that they stand at least `roomPx` apart. */
export function timeStep(range: ChartRange, widthPx: number, roomPx: number): number {
  const steps = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
  const least = ((range.to - range.from) / Math.max(1, widthPx)) * roomPx;
  return steps.find((step) => step >= least) ?? 86_400;
}

/** Times of an axis: wall-clock multiples of the step inside the range. `startS` as in `timeOfDay`. */
export function timeTicks(range: ChartRange, step: number, startS: number): number[] {
  const first = Math.ceil((range.from + startS) / step) * step - startS;
  const ticks = [];
  for (let t = first; t <= range.to; t += step) ticks.push(t);
  return ticks;
}
