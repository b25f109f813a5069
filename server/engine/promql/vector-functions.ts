/** Functions of an instant vector, element by element. */
import { sortByValue } from './aggregate.ts';
import { CALENDAR } from './calendar.ts';
import { bucketQuantile } from './quantile.ts';
import { exp, ln } from './power.ts';
import type { Element } from './value.ts';
import { labelKey, refuseTwins, without, withoutName } from './value.ts';

type Numeric = (value: number, ...scalars: number[]) => number;

/** Functions that map each value and drop the name; further arguments are scalars. */
export const NUMERIC: Readonly<Record<string, Numeric>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  sqrt: Math.sqrt,
  exp,
  ln,
  log2: (value) => ln(value) / Math.LN2,
  log10: (value) => ln(value) / Math.LN10,
  sgn: (value) => (value > 0 ? 1 : value < 0 ? -1 : value),
  clamp_max: (value, max) => capped(value, -Infinity, max!),
  clamp_min: (value, min) => capped(value, min!, Infinity),
  clamp: (value, min, max) => capped(value, min!, max!),
  round: (value, to = 1) => Math.floor(value * (1 / to) + 0.5) / (1 / to),
  ...CALENDAR,
};

/** `Math.min` and `Math.max` as Go has them: NaN wins. */
function capped(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

export function applyNumeric(name: string, elements: readonly Element[], scalars: readonly number[]): Element[] {
  const [min, max] = scalars;
  if (name === 'clamp' && max! < min!) return [];
  const map = NUMERIC[name]!;
  const mapped = elements.map(({ labels, value }) => ({ labels: withoutName(labels), value: map(value, ...scalars) }));
  return refuseTwins(mapped) as Element[];
}

export function applySort(elements: readonly Element[], descending: boolean): Element[] {
  return sortByValue(elements, descending);
}

/** Quantile per histogram: buckets are grouped by all labels but `le`; elements without a readable `le` are ignored. */
export function applyHistogramQuantile(q: number, elements: readonly Element[]): Element[] {
  const histograms = new Map<string, { labels: Element['labels']; buckets: { bound: number; count: number }[] }>();
  for (const { labels, value } of elements) {
    const bound = parseBound(labels['le']);
    if (bound === null) continue;
    const rest = without(labels, ['le', '__name__']);
    const key = labelKey(rest);
    const known = histograms.get(key);
    if (known) known.buckets.push({ bound, count: value });
    else histograms.set(key, { labels: rest, buckets: [{ bound, count: value }] });
  }
  return [...histograms.values()].map(({ labels, buckets }) => {
    const merged = mergeBounds(buckets);
    const value = bucketQuantile(
      q,
      merged.map((bucket) => bucket.bound),
      merged.map((bucket) => bucket.count),
    );
    return { labels, value };
  });
}

/** The number in an `le` label, or null. */
export function parseBound(le: string | undefined): number | null {
  if (le === undefined || le === '') return null;
  if (/^\+?Inf$/i.test(le)) return Infinity;
  const bound = Number(le);
  return Number.isNaN(bound) ? null : bound;
}

function mergeBounds(buckets: { bound: number; count: number }[]): { bound: number; count: number }[] {
  const merged: { bound: number; count: number }[] = [];
  for (const bucket of buckets.sort((a, b) => (a.bound === b.bound ? 0 : a.bound - b.bound))) {
    const last = merged.at(-1);
    if (last && last.bound === bucket.bound) last.count += bucket.count;
    else merged.push({ ...bucket });
  }
  return merged;
}
