import { LATENCY_BUCKETS_S, type MetricName } from '../metrics.ts';
import type { Moment } from '../telemetry/log-moment.ts';
import { seriesIdentity, sortedLabels, valueAt } from '../telemetry/series.ts';

/** How the answers of one window were spread: amounts per latency bucket (the last is +Inf), their number and mean time. */
export interface Spread {
  counts: number[];
  total: number;
  meanS: number;
}

/** The answers that a histogram counted in the window of a sample; null when the series is not there. */
export function spreadOf(moment: Moment, name: MetricName, labels: Record<string, string>): Spread | null {
  const total = rise(moment, `${name}_count`, labels);
  if (total === null) return null;
  const counts: number[] = [];
  let below = 0;
  for (const le of BUCKETS) {
    const upTo = rise(moment, `${name}_bucket`, { ...labels, le }) ?? 0;
    counts.push(Math.max(0, upTo - below));
    below = upTo;
  }
  const sum = rise(moment, `${name}_sum`, labels) ?? 0;
  return { counts, total, meanS: total > 0 ? sum / total : 0 };
}

/** The time within which a share `q` (0..1) of the answers came, interpolated in its bucket, s. Null without answers. */
export function quantileOf({ counts, total }: Spread, q: number): number | null {
  if (total <= 0) return null;
  let before = 0;
  for (let b = 0; b < counts.length; b++) {
    const count = counts[b]!;
    if (count > 0 && before + count >= q * total) {
      const low = b === 0 ? 0 : LATENCY_BUCKETS_S[b - 1]!;
      const high = LATENCY_BUCKETS_S[b] ?? low;
      return low + (high - low) * ((q * total - before) / count);
    }
    before += count;
  }
  return LATENCY_BUCKETS_S.at(-1)!;
}

export function windowQuantile(
  moment: Moment,
  name: MetricName,
  labels: Record<string, string>,
  q: number,
): number | null {
  const spread = spreadOf(moment, name, labels);
  const at = spread && quantileOf(spread, q);
  return at === null ? null : Number(at.toPrecision(4));
}

const BUCKETS = [...LATENCY_BUCKETS_S.map(String), '+Inf'];

function rise({ world, n }: Moment, name: string, labels: Record<string, string>): number | null {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, sortedLabels(labels)));
  if (ref === undefined) return null;
  const now = valueAt(world.telemetry, ref, n);
  return now === undefined ? null : Math.max(0, now - (valueAt(world.telemetry, ref, n - 1) ?? 0));
}
