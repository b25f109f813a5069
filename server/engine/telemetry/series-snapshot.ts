import type { Labels, MetricType, Series, SeriesStore } from './series.ts';
import { createSeriesStore, declare, OPEN, restoreValues, runAt, sampleValue } from './series.ts';

/** A store as plain JSON; numbers that JSON cannot hold are texts. Values outside runs are not kept. */
export interface SeriesSnapshot {
  startS: number;
  stepS: number;
  count: number;
  series: SeriesColumn[];
  /** As in the store; absent = nothing. */
  unseen?: Record<number, number[]>;
}

interface SeriesColumn {
  name: string;
  labels: Labels;
  type: MetricType;
  born: number;
  values: (number | 'NaN' | '+Inf' | '-Inf')[];
  /** Flat triples: start, end, marker (null for "still open" and "no marker"). */
  runs: (number | null)[];
  resets: number[];
}

/** The whole store as plain JSON, closed samples only (take it between steps, when nothing is pending). */
export function snapshotSeries(store: SeriesStore): SeriesSnapshot {
  return {
    startS: store.startS,
    stepS: store.stepS,
    count: store.count,
    ...(Object.keys(store.unseen).length > 0
      ? { unseen: Object.fromEntries(Object.entries(store.unseen).map(([ref, list]) => [ref, [...list]])) }
      : {}),
    series: store.series.map((series) => ({
      name: series.name,
      labels: { ...series.labels },
      type: series.type,
      born: series.born,
      values: heldValues(store, series).map(toJson),
      runs: series.runStart.flatMap((start, run) => [
        start,
        orNull(series.runEnd[run]!),
        orNull(series.runStaleAt[run]!),
      ]),
      resets: series.resetAt.flatMap((at, i) => [at, series.resetFrom[i]!]),
    })),
  };
}

/** The store that `snapshotSeries` was taken from; references are the same numbers. */
export function restoreSeries(snapshot: SeriesSnapshot): SeriesStore {
  const store = createSeriesStore(snapshot);
  store.count = snapshot.count;
  for (const [ref, list] of Object.entries(snapshot.unseen ?? {})) store.unseen[Number(ref)] = [...list];
  const columns = snapshot.series.map((column) => {
    const series = store.series[declare(store, column.name, column.labels, column.type)]!;
    return { column, series };
  });
  for (const { column, series } of columns) {
    series.born = column.born;
    for (let i = 0; i < column.runs.length; i += 3) {
      series.runStart.push(column.runs[i]!);
      series.runEnd.push(column.runs[i + 1] ?? OPEN);
      series.runStaleAt.push(column.runs[i + 2] ?? OPEN);
    }
    for (let i = 0; i < column.resets.length; i += 2) {
      series.resetAt.push(column.resets[i]!);
      series.resetFrom.push(column.resets[i + 1]!);
    }
    restoreValues(store, series, column.values.map(fromJson));
  }
  return store;
}

/**
 * Feeds the samples closed since sample number `from` to `fold`, in a fixed order: the series' part of
 * a digest. Folding 0..a and then a..b gives the same sequence as folding 0..b.
 */
export function foldSeries(store: SeriesStore, from: number, fold: (value: number) => void): void {
  for (let n = from; n < store.count; n++) {
    for (const series of store.series) {
      const run = series.runStart.findLastIndex((start) => start <= n);
      if (run < 0 || n >= series.runEnd[run]!) continue;
      fold(series.ref);
      fold(sampleValue(series, n));
    }
  }
  for (const ref of Object.keys(store.unseen)) for (const value of store.unseen[Number(ref)]!) fold(value);
}

/** From its first sample to the end of its last run; what lies between runs counts as nothing. */
function heldValues(store: SeriesStore, series: Series): number[] {
  const end = Math.min(store.count, series.runEnd.at(-1) ?? series.born);
  return Array.from({ length: series.born < 0 ? 0 : end - series.born }, (_, i) => {
    const n = series.born + i;
    return runAt(series, n) < 0 ? 0 : sampleValue(series, n);
  });
}

function orNull(sample: number): number | null {
  return sample === OPEN ? null : sample;
}

function toJson(value: number): number | 'NaN' | '+Inf' | '-Inf' {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function fromJson(value: number | 'NaN' | '+Inf' | '-Inf'): number {
  if (typeof value === 'number') return value;
  return value === 'NaN' ? Number.NaN : value === '+Inf' ? Infinity : -Infinity;
}
