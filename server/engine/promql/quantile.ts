/** Quantiles. Source: Prometheus' `promql/quantile.go`. */

/** The q-quantile of plain values, interpolated between neighbours; NaN sorts first. NaN when there are none. */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b));
  const rank = q * (sorted.length - 1);
  const lower = Math.floor(rank);
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - lower;
  return sorted[lower]! * (1 - weight) + sorted[upper]! * weight;
}

/**
 * The q-quantile of cumulative histogram buckets, in the buckets' unit. `bounds` ascends and ends with
 * +Infinity (else NaN); `counts` are the values of `le`, made monotonic in place. Linear within a
 * bucket; above the highest finite bound the answer is that bound.
 */
export function bucketQuantile(
  q: number,
  bounds: ArrayLike<number>,
  counts: { [i: number]: number; length: number },
): number {
  const top = bounds.length - 1;
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  if (top < 1 || bounds[top] !== Infinity) return Number.NaN;
  makeMonotonic(counts);
  const observations = counts[top]!;
  if (observations === 0 || Number.isNaN(observations)) return Number.NaN;
  let rank = q * observations;
  let bucket = 0;
  while (bucket < top && !(counts[bucket]! >= rank)) bucket++;
  if (bucket === top) return bounds[top - 1]!;
  if (bucket === 0 && bounds[0]! <= 0) return bounds[0]!;
  let start = 0;
  let inBucket = counts[bucket]!;
  if (bucket > 0) {
    start = bounds[bucket - 1]!;
    inBucket -= counts[bucket - 1]!;
    rank -= counts[bucket - 1]!;
  }
  return start + (bounds[bucket]! - start) * (rank / inBucket);
}

function makeMonotonic(counts: { [i: number]: number; length: number }): void {
  let highest = counts[0]!;
  for (let i = 1; i < counts.length; i++) {
    if (counts[i]! > highest) highest = counts[i]!;
    else if (counts[i]! < highest) counts[i] = highest;
  }
}
