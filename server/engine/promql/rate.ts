/**
 * Rates over a window. Source of the extrapolation: Prometheus' `promql/functions.go`,
 * `extrapolatedRate`; the general evaluator and the plans of rules both come here.
 */
import type { Windows } from './value.ts';

/** One window reduced to what extrapolation needs. */
export interface Ends {
  /** Last minus first value; for counters with the value before every reset added. */
  readonly delta: number;
  readonly firstValue: number;
  readonly firstS: number;
  readonly lastS: number;
  readonly samples: number;
}

/**
 * The change over the whole window from the change between its first and last sample: extends to each
 * edge, but by half a sampling gap at most when the edge is further than 1.1 gaps, and never to before
 * a counter's zero. Units of the value; needs two samples.
 */
export function extrapolate(ends: Ends, fromS: number, toS: number, isCounter: boolean, version: 2 | 3): number {
  const sampledS = ends.lastS - ends.firstS;
  const gapS = sampledS / (ends.samples - 1);
  const threshold = gapS * 1.1;
  let toStartS = ends.firstS - fromS;
  let toEndS = toS - ends.lastS;
  if (version === 3 && toStartS >= threshold) toStartS = gapS / 2;
  if (isCounter && ends.delta > 0 && ends.firstValue >= 0) {
    const toZeroS = sampledS * (ends.firstValue / ends.delta);
    if (toZeroS < toStartS) toStartS = toZeroS;
  }
  if (version === 2 && toStartS >= threshold) toStartS = gapS / 2;
  if (toEndS >= threshold) toEndS = gapS / 2;
  return ends.delta * ((sampledS + toStartS + toEndS) / sampledS);
}

/** The change of each window (`increase` for counters, `delta` for gauges), by position; undefined below two samples. */
export function windowChange(range: Windows, index: number, isCounter: boolean, version: 2 | 3): number | undefined {
  const { times, values } = range.windows[index]!;
  const samples = values.length;
  if (samples < 2) return undefined;
  let delta = values[samples - 1]! - values[0]!;
  if (isCounter) {
    for (let i = 1; i < samples; i++) if (values[i]! < values[i - 1]!) delta += values[i - 1]!;
  }
  const ends = { delta, firstValue: values[0]!, firstS: times[0]!, lastS: times[samples - 1]!, samples };
  return extrapolate(ends, range.fromS, range.toS, isCounter, version);
}
