import type { MetricName } from '../metrics.ts';
import type { Moment } from '../telemetry/log-moment.ts';
import { valueAt, sampleTimeS, type Labels } from '../telemetry/series.ts';
import type { World } from '../world.ts';

/** The window of the newest sample. */
export function newestMoment(world: World): Moment {
  const n = world.telemetry.count - 1;
  return { world, n, atS: sampleTimeS(world.telemetry, n) };
}

/** Series of a metric whose labels agree with those given and that are present in the newest sample. */
export function present(world: World, name: MetricName | `${MetricName}_bucket`, labels: Labels = {}): Labels[] {
  const { telemetry } = world;
  return (telemetry.byName.get(name) ?? [])
    .filter((ref) => valueAt(telemetry, ref, telemetry.count - 1) !== undefined)
    .map((ref) => telemetry.series[ref]!.labels)
    .filter((own) => Object.entries(labels).every(([label, value]) => own[label] === value));
}

/** Whether a series of the metric with these labels has ever been recorded. */
export function recorded({ telemetry }: World, name: string, labels: Labels = {}): boolean {
  return (telemetry.byName.get(name) ?? []).some((ref) => {
    const { born, labels: own } = telemetry.series[ref]!;
    return born >= 0 && Object.entries(labels).every(([label, value]) => own[label] === value);
  });
}
