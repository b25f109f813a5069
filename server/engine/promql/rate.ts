/**
 * Rates over a window. Source of the extrapolation: Prometheus' `promql/functions.go`,
 * `extrapolatedRate`; the general evaluator and the plans of rules both come here.
 */
import type { Windows } from './value.ts';

/** Where the samples of a window lie in it: the same for every series that was there all along. */
export interface Span {
  /** From the first to the last sample, seconds. */
  readonly sampledS: number;
  readonly toStartS: number;
  readonly toEndS: number;
  /** Mean distance of samples, seconds. */
  readonly gapS: number;
}

/**
 * How far extrapolation may go on both sides: to the edge, but by half a sampling gap when the edge is
 * 1.1 gaps away or more. Needs two samples. Prometheus 2 decides the left side only after looking at
 * the counter's zero, so there it stays open.
 */
export function spanOf(
  firstS: number,
  lastS: number,
  samples: number,
  fromS: number,
  toS: number,
  version: 2 | 3,
): Span {
  const sampledS = lastS - firstS;
  const gapS = sampledS / (samples - 1);
  const threshold = gapS * 1.1;
  const toStartS = version === 3 && firstS - fromS >= threshold ? gapS / 2 : firstS - fromS;
  const toEndS = toS - lastS >= threshold ? gapS / 2 : toS - lastS;
  return { sampledS, toStartS, toEndS, gapS };
}

/**
 * The change over the whole window from the change between its first and last sample, in units of the
 * value. A counter is never extended to before it was zero.
 */
export function extrapolate(delta: number, firstValue: number, span: Span, isCounter: boolean): number {
  const { sampledS, gapS } = span;
  let toStartS = span.toStartS;
  if (isCounter && delta > 0 && firstValue >= 0) {
    const toZeroS = sampledS * (firstValue / delta);
    if (toZeroS < toStartS) toStartS = toZeroS;
  }
  if (toStartS >= gapS * 1.1) toStartS = gapS / 2;
  return delta * ((sampledS + toStartS + span.toEndS) / sampledS);
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
  const span = spanOf(times[0]!, times[samples - 1]!, samples, range.fromS, range.toS, version);
  return extrapolate(delta, values[0]!, span, isCounter);
}
