import type { Labels, SeriesStore } from '../telemetry/series.ts';

/** One element of an instant vector. The metric name, where there still is one, is the label `__name__`. */
export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

/** The samples of one series within a range; times in simulated seconds. */
export interface Window {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** A range vector together with the edges of its window, which `rate` extrapolates to. */
export interface Windows {
  readonly fromS: number;
  readonly toS: number;
  readonly windows: readonly Window[];
}

export type Value =
  | { type: 'scalar'; value: number }
  | { type: 'string'; value: string }
  | { type: 'vector'; elements: readonly Element[] }
  | { type: 'matrix'; range: Windows };

/** What one evaluation reads. `atS` and everything else in simulated seconds; `epochS` is Unix seconds at second 0. */
export interface Scope {
  readonly store: SeriesStore;
  readonly atS: number;
  readonly epochS: number;
  /** First and last moment of the query (equal for an instant query): what `@ start()` and `@ end()` mean. */
  readonly startS: number;
  readonly endS: number;
  readonly version: 2 | 3;
  readonly stepS: number;
  /** Samples this query may still read, shared by all its parts. */
  readonly budget: { left: number };
}

/** Prometheus' default look-back: how old a sample may be and still count as the present value. */
export const LOOKBACK_S = 300;

/** A well-typed query that cannot be answered over these data (ambiguous matching, too many samples). */
export class QueryProblem extends Error {}

/** Takes `samples` from the query's budget. */
export function spend(scope: Scope, samples: number): void {
  scope.budget.left -= samples;
  if (scope.budget.left < 0) {
    throw new QueryProblem('query processing would load too many samples into memory in query execution');
  }
}

export function withoutName(labels: Labels): Labels {
  if (labels['__name__'] === undefined) return labels;
  return without(labels, ['__name__']);
}

export function without(labels: Labels, names: readonly string[]): Labels {
  const kept: Record<string, string> = {};
  for (const key in labels) if (!names.includes(key)) kept[key] = labels[key]!;
  return kept;
}

export function only(labels: Labels, names: readonly string[]): Labels {
  const kept: Record<string, string> = {};
  for (const key in labels) if (names.includes(key)) kept[key] = labels[key]!;
  return kept;
}

/** A text that is equal exactly for equal label sets, whatever the order of keys. */
export function labelKey(labels: Labels): string {
  let key = '';
  for (const name of Object.keys(labels).sort()) key += `${name}\u0001${labels[name]}\u0000`;
  return key;
}

/** `{a="1", b="2"}` with the metric name in front, as Prometheus prints a series. */
export function showLabels(labels: Labels): string {
  const pairs = Object.keys(labels)
    .filter((name) => name !== '__name__')
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`);
  const name = labels['__name__'] ?? '';
  return name !== '' && pairs.length === 0 ? name : `${name}{${pairs.join(', ')}}`;
}

/** Prometheus refuses a result in which two elements differ only in the name they lost. */
export function refuseTwins(elements: readonly Element[]): readonly Element[] {
  if (elements.length < 2) return elements;
  const seen = new Set<string>();
  for (const element of elements) seen.add(labelKey(element.labels));
  if (seen.size < elements.length) throw new QueryProblem('vector cannot contain metrics with the same labelset');
  return elements;
}
