import { sampleTimeS } from '../telemetry/series.ts';
import type { World } from '../world.ts';

/** The moments of a range query, drill seconds, on the sampling grid. */
export interface Grid {
  fromS: number;
  toS: number;
  stepS: number;
  times: number[];
}

/**
 * At most `points` moments between two seconds, within what is recorded: the step is a whole number of samples, and the
 * moments are multiples of the step, so that a chart does not wobble as the range moves on.
 */
export function gridOf({ telemetry }: World, fromS: number, toS: number, points: number): Grid {
  const { startS, stepS: sampleS, count } = telemetry;
  const last = sampleTimeS(telemetry, count - 1);
  const from = Math.max(startS, fromS);
  const to = Math.min(last, toS);
  const stepS = sampleS * Math.max(1, Math.ceil((to - from) / sampleS / (points - 1)));
  const firstS = Math.ceil(from / stepS) * stepS;
  const times: number[] = [];
  for (let atS = firstS; atS <= to; atS += stepS) times.push(atS);
  return { fromS: firstS, toS: times.at(-1) ?? firstS, stepS, times };
}

/** A value per moment of the grid; null where the series has none or none that can be drawn. */
export function onGrid(
  { times, fromS, stepS }: Grid,
  points: readonly { atS: number; value: number }[],
): (number | null)[] {
  const values: (number | null)[] = times.map(() => null);
  for (const { atS, value } of points) {
    if (Number.isFinite(value)) values[Math.round((atS - fromS) / stepS)] = drawable(value);
  }
  return values;
}

/** Five digits are more than a chart can show, and a third of the bytes. */
function drawable(value: number): number {
  return Number(value.toPrecision(5));
}
