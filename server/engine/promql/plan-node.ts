import type { Labels, SeriesStore } from '../telemetry/series.ts';
import { labelKey } from './value.ts';

/** When a plan is run. */
export interface Moment {
  readonly store: SeriesStore;
  readonly atS: number;
  readonly epochS: number;
  readonly version: 2 | 3;
}

/** A vector whose possible elements are known beforehand; `run` fills `values` where `present` is 1. */
export interface PlanVector {
  readonly labels: readonly Labels[];
  readonly values: Float64Array;
  readonly present: Uint8Array;
  readonly run: (moment: Moment) => void;
}

export type PlanScalar = (moment: Moment) => number;

/** A vector with room for one element per label set. */
export function planVector(
  labels: readonly Labels[],
  fill: (values: Float64Array, present: Uint8Array, moment: Moment) => void,
): PlanVector {
  const values = new Float64Array(labels.length);
  const present = new Uint8Array(labels.length);
  return { labels, values, present, run: (moment) => fill(values, present, moment) };
}

/**
 * Whether two possible elements share a label set. The general evaluator refuses that only when both are
 * present, so such a query is not planned.
 */
export function hasTwins(labels: readonly Labels[]): boolean {
  return new Set(labels.map(labelKey)).size < labels.length;
}
