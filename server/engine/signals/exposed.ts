import { METRICS } from '../metrics.ts';
import { runAt, sampleValue } from '../telemetry/series.ts';
import type { World } from '../world.ts';

/** One metric with the newest value of each of its series, as a Prometheus that scrapes now is told. */
export interface ExposedFamily {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  samples: { name: string; labels: Readonly<Record<string, string>>; value: number }[];
}

/** Everything that is present in the newest sample, by metric. While the monitoring itself is away there is nothing. */
export function exposed({ telemetry }: World): ExposedFamily[] {
  const newest = telemetry.count - 1;
  return Object.entries(METRICS).flatMap(([name, { type, help }]) => {
    const parts = type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
    const samples = parts.flatMap((part) =>
      (telemetry.byName.get(part) ?? []).flatMap((ref) => {
        const series = telemetry.series[ref]!;
        if (runAt(series, newest) < 0) return [];
        return [{ name: part, labels: series.labels, value: sampleValue(series, newest) }];
      }),
    );
    return samples.length === 0 ? [] : [{ name, type, help, samples }];
  });
}
