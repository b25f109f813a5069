/** Selectors resolved to columns. */
import { select } from '../telemetry/matcher.ts';
import type { Labels, Series, SeriesStore } from '../telemetry/series.ts';
import { sampleTimeS, sampleValue } from '../telemetry/series.ts';
import type { MatrixSelector, VectorSelector } from './ast.ts';
import type { Moment, PlanVector } from './plan-node.ts';
import { hasTwins, planVector } from './plan-node.ts';
import type { Span } from './rate.ts';
import { extrapolate, spanOf } from './rate.ts';
import { firstSampleOf, lastSampleOf, presentSample } from './select-samples.ts';

/** The present value of each selected series. Not planned with `@`. */
export function planInstant(selector: VectorSelector, store: SeriesStore): PlanVector | null {
  if (selector.timing.pinned !== null) return null;
  const columns = columnsOf(selector, store);
  const { offsetS } = selector.timing;
  const labels = columns.map((series): Labels => ({ __name__: series.name, ...series.labels }));
  return planVector(labels, (values, present, moment) => {
    const atS = moment.atS - offsetS;
    for (let i = 0; i < columns.length; i++) {
      const series = columns[i]!;
      const n = presentSample(store, series, atS, moment.version);
      present[i] = n >= 0 ? 1 : 0;
      if (n >= 0) values[i] = sampleValue(series, n);
    }
  });
}

/** `rate` or `increase` of each selected series: two look-ups and the resets in between. */
export function planRate(matrix: MatrixSelector, store: SeriesStore, perSecond: boolean): PlanVector | null {
  const bound = windowColumns(matrix, store);
  if (!bound) return null;
  const { columns, labels } = bound;
  const divisor = perSecond ? matrix.rangeS : 1;
  return planVector(labels, (values, present, moment) => {
    const edges = windowEdges(matrix, moment);
    const { first, last } = edges;
    const whole = last > first ? spanBetween(first, last, last - first + 1, edges, moment) : null;
    for (let i = 0; i < columns.length; i++) {
      const series = columns[i]!;
      const run = series.runStart.length - 1;
      if (whole && run >= 0 && series.runStart[run]! <= first && series.runEnd[run]! > last) {
        const firstValue = sampleValue(series, first);
        const delta = sampleValue(series, last) - firstValue;
        values[i] = extrapolate(withResets(series, delta, first, last), firstValue, whole, true) / divisor;
        present[i] = 1;
      } else {
        const change = brokenChange(series, edges, moment);
        present[i] = change === undefined ? 0 : 1;
        if (change !== undefined) values[i] = change / divisor;
      }
    }
  });
}

const OVER_TIME = ['avg_over_time', 'sum_over_time', 'min_over_time', 'max_over_time', 'count_over_time'];

/** The plain window reductions that alert rules use; others are left to the general evaluator. */
export function planOverTime(name: string, matrix: MatrixSelector, store: SeriesStore): PlanVector | null {
  const bound = OVER_TIME.includes(name) ? windowColumns(matrix, store) : null;
  if (!bound) return null;
  const { columns, labels } = bound;
  const kind = name.slice(0, 3);
  return planVector(labels, (values, present, moment) => {
    const edges = windowEdges(matrix, moment);
    for (let i = 0; i < columns.length; i++) {
      const samples = reduceWindow(columns[i]!, edges, kind, values, i);
      present[i] = samples > 0 ? 1 : 0;
    }
  });
}

interface Edges {
  fromS: number;
  toS: number;
  first: number;
  last: number;
}

function windowEdges({ selector, rangeS }: MatrixSelector, moment: Moment): Edges {
  const toS = moment.atS - selector.timing.offsetS;
  const fromS = toS - rangeS;
  return {
    fromS,
    toS,
    first: firstSampleOf(moment.store, fromS, moment.version),
    last: lastSampleOf(moment.store, toS),
  };
}

function windowColumns(
  { selector }: MatrixSelector,
  store: SeriesStore,
): { columns: Series[]; labels: Labels[] } | null {
  if (selector.timing.pinned !== null) return null;
  const columns = columnsOf(selector, store);
  const labels = columns.map((series) => series.labels);
  return hasTwins(labels) ? null : { columns, labels };
}

function columnsOf(selector: VectorSelector, store: SeriesStore): Series[] {
  return select(store, selector.matchers).map((ref) => store.series[ref]!);
}

function spanBetween(firstN: number, lastN: number, samples: number, edges: Edges, { store, version }: Moment): Span {
  return spanOf(sampleTimeS(store, firstN), sampleTimeS(store, lastN), samples, edges.fromS, edges.toS, version);
}

/** The increase of a counter that was not there for the whole window. */
function brokenChange(series: Series, edges: Edges, moment: Moment): number | undefined {
  let firstN = -1;
  let lastN = -1;
  let samples = 0;
  for (let run = series.runStart.length - 1; run >= 0 && series.runEnd[run]! > edges.first; run--) {
    const start = Math.max(series.runStart[run]!, edges.first);
    const end = Math.min(series.runEnd[run]! - 1, edges.last);
    if (end < start) continue;
    if (lastN < 0) lastN = end;
    firstN = start;
    samples += end - start + 1;
  }
  if (samples < 2) return undefined;
  const firstValue = sampleValue(series, firstN);
  const delta = withResets(series, sampleValue(series, lastN) - firstValue, firstN, lastN);
  return extrapolate(delta, firstValue, spanBetween(firstN, lastN, samples, edges, moment), true);
}

/** Adds the value before every reset after sample `firstN` up to `lastN`, oldest first. */
function withResets(series: Series, delta: number, firstN: number, lastN: number): number {
  if (series.type === 'gauge') return withFalls(series, delta, firstN, lastN);
  const { resetAt, resetFrom } = series;
  let i = resetAt.length;
  while (i > 0 && resetAt[i - 1]! > firstN) i--;
  let corrected = delta;
  for (; i < resetAt.length && resetAt[i]! <= lastN; i++) corrected += resetFrom[i]!;
  return corrected;
}

/** A gauge's falls are not recorded; whoever asks for its rate pays for looking. */
function withFalls(series: Series, delta: number, firstN: number, lastN: number): number {
  let corrected = delta;
  let before = sampleValue(series, firstN);
  series.runStart.forEach((start, run) => {
    const end = Math.min(series.runEnd[run]! - 1, lastN);
    for (let n = Math.max(start, firstN + 1); n <= end; n++) {
      const value = sampleValue(series, n);
      if (value < before) corrected += before;
      before = value;
    }
  });
  return corrected;
}

/** Puts the reduction of the window's samples at `into[slot]` and says how many there were. */
function reduceWindow(series: Series, edges: Edges, kind: string, into: Float64Array, slot: number): number {
  const { runStart, runEnd } = series;
  let samples = 0;
  let total = 0;
  let best = Number.NaN;
  for (let run = 0; run < runStart.length; run++) {
    const end = Math.min(runEnd[run]! - 1, edges.last);
    for (let n = Math.max(runStart[run]!, edges.first); n <= end; n++) {
      const value = sampleValue(series, n);
      samples++;
      total += value;
      if (Number.isNaN(best) || (kind === 'min' ? value < best : value > best)) best = value;
    }
  }
  into[slot] = kind === 'cou' ? samples : kind === 'sum' ? total : kind === 'avg' ? total / samples : best;
  return samples;
}
