/** Aggregations whose groups are worked out once. */
import type { Labels } from '../telemetry/series.ts';
import { groupLabels } from './aggregate.ts';
import type { Aggregate } from './ast.ts';
import type { PlanScalar, PlanVector } from './plan-node.ts';
import { planVector } from './plan-node.ts';
import { bucketQuantile } from './quantile.ts';
import { labelKey, without } from './value.ts';
import { parseBound } from './vector-functions.ts';

/** sum, avg, count, min and max by groups; null for the others. */
export function planAggregate(expr: Aggregate, inner: PlanVector): PlanVector | null {
  const { op } = expr;
  if (op !== 'sum' && op !== 'avg' && op !== 'count' && op !== 'min' && op !== 'max') return null;
  const { labels, groupOf } = slots(inner.labels.map((elementLabels) => groupLabels(elementLabels, expr)));
  const members = new Uint32Array(labels.length);
  return planVector(labels, (values, present, moment) => {
    inner.run(moment);
    members.fill(0);
    for (let i = 0; i < groupOf.length; i++) {
      if (inner.present[i] === 0) continue;
      const group = groupOf[i]!;
      const value = inner.values[i]!;
      const isFirst = members[group]!++ === 0;
      const before = values[group]!;
      if (op === 'sum' || op === 'avg') values[group] = (isFirst ? 0 : before) + value;
      else if (isFirst || Number.isNaN(before) || (op === 'min' ? value < before : value > before))
        values[group] = value;
    }
    for (let group = 0; group < values.length; group++) {
      present[group] = members[group]! > 0 ? 1 : 0;
      if (op === 'avg') values[group] = values[group]! / members[group]!;
      else if (op === 'count') values[group] = members[group]!;
    }
  });
}

/** Quantile of each histogram; null when two buckets of one histogram have the same bound. */
export function planHistogramQuantile(q: PlanScalar, inner: PlanVector): PlanVector | null {
  const bounds = inner.labels.map((labels) => parseBound(labels['le']));
  const readable = inner.labels.map((_, i) => i).filter((i) => bounds[i] !== null);
  const { labels, groupOf } = slots(readable.map((i) => without(inner.labels[i]!, ['le', '__name__'])));
  const histograms = labels.map((_, group) => {
    const buckets = readable.filter((__, position) => groupOf[position] === group);
    return buckets.sort((a, b) => (bounds[a]! === bounds[b]! ? 0 : bounds[a]! - bounds[b]!));
  });
  const isAmbiguous = histograms.some((buckets) =>
    buckets.some((i, k) => k > 0 && bounds[i] === bounds[buckets[k - 1]!]),
  );
  if (isAmbiguous) return null;
  const scratch = histograms.map((buckets) => ({
    bounds: new Float64Array(buckets.length),
    counts: new Float64Array(buckets.length),
  }));
  return planVector(labels, (values, present, moment) => {
    inner.run(moment);
    const wanted = q(moment);
    for (let group = 0; group < histograms.length; group++) {
      const buckets = histograms[group]!;
      const room = scratch[group]!;
      let found = 0;
      for (let k = 0; k < buckets.length; k++) {
        const i = buckets[k]!;
        if (inner.present[i] === 0) continue;
        room.bounds[found] = bounds[i]!;
        room.counts[found++] = inner.values[i]!;
      }
      present[group] = found > 0 ? 1 : 0;
      if (found === 0) continue;
      const whole = found === buckets.length;
      values[group] = bucketQuantile(
        wanted,
        whole ? room.bounds : room.bounds.subarray(0, found),
        whole ? room.counts : room.counts.subarray(0, found),
      );
    }
  });
}

/** Distinct label sets in order of first sight, and which of them each position belongs to. */
function slots(keys: readonly Labels[]): { labels: Labels[]; groupOf: Uint32Array } {
  const labels: Labels[] = [];
  const known = new Map<string, number>();
  const groupOf = Uint32Array.from(keys, (key) => {
    const text = labelKey(key);
    const slot = known.get(text);
    if (slot !== undefined) return slot;
    known.set(text, labels.length);
    labels.push(key);
    return labels.length - 1;
  });
  return { labels, groupOf };
}
