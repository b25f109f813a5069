/** Selectors against the store: the present value with look-back and staleness, and the samples of a window. */
import { compileRegex } from './regex.ts';
import { select } from '../telemetry/matcher.ts';
import type { Labels, Series, SeriesRef, SeriesStore } from '../telemetry/series.ts';
import { sampleTimeS, sampleValue } from '../telemetry/series.ts';
import type { MatrixSelector, Timing, VectorSelector } from './ast.ts';
import type { Element, Scope, Window, Windows } from './value.ts';
import { LOOKBACK_S, spend } from './value.ts';

/** The present element of every matching series. */
export function selectInstant(selector: VectorSelector, scope: Scope): Element[] {
  const { store } = scope;
  const atS = effectiveTimeS(selector.timing, scope);
  const elements: Element[] = [];
  for (const ref of matching(selector, scope)) {
    const series = store.series[ref]!;
    const n = presentSample(store, series, atS, scope.version);
    if (n >= 0) elements.push({ labels: fullLabels(series), value: sampleValue(series, n) });
  }
  spend(scope, elements.length);
  return elements;
}

/** The time of the sample that `selectInstant` would show, for `timestamp()`. */
export function selectTimestamps(selector: VectorSelector, scope: Scope): Element[] {
  const { store } = scope;
  const atS = effectiveTimeS(selector.timing, scope);
  const elements: Element[] = [];
  for (const ref of matching(selector, scope)) {
    const series = store.series[ref]!;
    const n = presentSample(store, series, atS, scope.version);
    if (n >= 0) elements.push({ labels: fullLabels(series), value: scope.epochS + sampleTimeS(store, n) });
  }
  spend(scope, elements.length);
  return elements;
}

/** The samples of every matching series in the window that ends now; series without any are left out. */
export function selectRange({ selector, rangeS }: MatrixSelector, scope: Scope): Windows {
  const { store } = scope;
  const toS = effectiveTimeS(selector.timing, scope);
  const fromS = toS - rangeS;
  const first = firstSampleOf(store, fromS, scope.version);
  const last = lastSampleOf(store, toS);
  const windows: Window[] = [];
  for (const ref of matching(selector, scope)) {
    const window = samplesBetween(store, store.series[ref]!, first, last, scope);
    if (window.times.length > 0) windows.push(window);
  }
  return { fromS, toS, windows };
}

/** The moment a selector looks at, simulated seconds. */
export function effectiveTimeS({ offsetS, pinned }: Timing, scope: Scope): number {
  const base =
    pinned === null
      ? scope.atS
      : pinned === 'start'
        ? scope.startS
        : pinned === 'end'
          ? scope.endS
          : pinned - scope.epochS;
  return base - offsetS;
}

/** First sample number of a window that begins at `fromS`: Prometheus 3 leaves the left edge out, 2 took it in. */
export function firstSampleOf(store: SeriesStore, fromS: number, version: 2 | 3): number {
  const place = (fromS - store.startS) / store.stepS;
  return Math.max(0, version === 3 ? Math.floor(place) + 1 : Math.ceil(place));
}

export function lastSampleOf(store: SeriesStore, toS: number): number {
  return Math.min(store.count - 1, Math.floor((toS - store.startS) / store.stepS));
}

/**
 * Number of the sample that is a series' value at `atS`, or -1: the newest one not older than the
 * look-back, unless a staleness marker came after it.
 */
export function presentSample(store: SeriesStore, series: Series, atS: number, version: 2 | 3): number {
  const n = Math.floor((atS - store.startS) / store.stepS);
  for (let run = series.runStart.length - 1; run >= 0; run--) {
    if (series.runStart[run]! > n) continue;
    const newest = Math.min(n, series.runEnd[run]! - 1, store.count - 1);
    if (newest === n) return n;
    if (series.runStaleAt[run]! <= n) return -1;
    const ageS = atS - sampleTimeS(store, newest);
    return ageS < LOOKBACK_S || (version === 2 && ageS === LOOKBACK_S) ? newest : -1;
  }
  return -1;
}

function samplesBetween(store: SeriesStore, series: Series, first: number, last: number, scope: Scope): Window {
  const times: number[] = [];
  const values: number[] = [];
  for (let run = 0; run < series.runStart.length; run++) {
    const end = Math.min(series.runEnd[run]! - 1, last);
    const start = Math.max(series.runStart[run]!, first);
    if (end >= start) spend(scope, end - start + 1);
    for (let n = start; n <= end; n++) {
      times.push(sampleTimeS(store, n));
      values.push(sampleValue(series, n));
    }
  }
  return { labels: times.length > 0 ? fullLabels(series) : series.labels, times, values };
}

function fullLabels(series: Series): Labels {
  return { __name__: series.name, ...series.labels };
}

/** Which series a selector names only changes when one is declared, so it is remembered per selector. */
const remembered = new WeakMap<
  VectorSelector,
  { store: SeriesStore; generation: number; refs: readonly SeriesRef[] }
>();

function matching(selector: VectorSelector, scope: Scope): readonly SeriesRef[] {
  const { store } = scope;
  const known = remembered.get(selector);
  if (known?.store === store && known.generation === store.generation) return known.refs;
  for (const { op, value } of selector.matchers) {
    if (op === '=~' || op === '!~') spend(scope, store.series.length * compileRegex(value).size);
  }
  const refs = select(store, selector.matchers);
  remembered.set(selector, { store, generation: store.generation, refs });
  return refs;
}
