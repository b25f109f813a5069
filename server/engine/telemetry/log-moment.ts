import type { MetricName } from '../metrics.ts';
import type { World } from '../world.ts';
import { seriesIdentity, sortedLabels, valueAt } from './series.ts';

/** One window of the recorded series: sample number `n` at `atS`, covering the five seconds before it. */
export interface Moment {
  world: World;
  n: number;
  atS: number;
}

/** Value of a series in this sample; 0 when it is not there. */
export function valueOf(moment: Moment, name: MetricName, labels: Record<string, string>): number {
  return sampled(moment, name, labels, moment.n) ?? 0;
}

/** How much a counter rose in this window. */
export function increase(moment: Moment, name: MetricName, labels: Record<string, string>): number {
  const now = sampled(moment, name, labels, moment.n);
  const before = sampled(moment, name, labels, moment.n - 1);
  return now === undefined ? 0 : Math.max(0, now - (before ?? 0));
}

function sampled({ world }: Moment, name: MetricName, labels: Record<string, string>, n: number): number | undefined {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, sortedLabels(labels)));
  return ref === undefined ? undefined : valueAt(world.telemetry, ref, n);
}
