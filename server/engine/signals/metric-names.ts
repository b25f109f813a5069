import type { MetricInfo } from '../../protocol/signals.ts';
import { METRICS } from '../metrics.ts';
import type { World } from '../world.ts';

/** Values of one label that completion offers at most: pod names pile up. */
const VALUES_SHOWN = 100;

/** Every metric that this world has recorded so far, by name, with its labels and their values, for completion. */
export function metricNames({ telemetry }: World): { metrics: MetricInfo[] } {
  const metrics: MetricInfo[] = [];
  for (const [name, { type, help }] of Object.entries(METRICS)) {
    const series = type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
    for (const each of series) {
      const refs = (telemetry.byName.get(each) ?? []).filter((ref) => telemetry.series[ref]!.born >= 0);
      if (refs.length > 0) metrics.push({ name: each, type, help, labels: labelsOf(telemetry, refs) });
    }
  }
  return { metrics: metrics.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function labelsOf({ series }: World['telemetry'], refs: readonly number[]): Record<string, string[]> {
  const values = new Map<string, Set<string>>();
  for (const ref of refs) {
    for (const [label, value] of Object.entries(series[ref]!.labels)) {
      const known = values.get(label) ?? new Set();
      if (known.size < VALUES_SHOWN) known.add(value);
      values.set(label, known);
    }
  }
  return Object.fromEntries([...values].map(([label, known]) => [label, [...known].sort()]));
}
