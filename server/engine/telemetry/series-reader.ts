import type { MetricName } from '../metrics.ts';
import type { SeriesStore } from './series.ts';
import { seriesIdentity, sortedLabels, valueAt } from './series.ts';

/** A figure of one sample number. */
export type At = (n: number) => number;

/**
 * Readers of single series that are resolved once, for whoever goes through many samples. A series that is not there reads
 * as 0; resolve anew when `store.generation` has risen.
 */
export function seriesReader(store: SeriesStore): {
  value: (name: MetricName, labels: Record<string, string>) => At;
  /** How much a counter rose in the window that ends with the sample. */
  rise: (name: MetricName, labels: Record<string, string>) => At;
} {
  const refOf = (name: MetricName, labels: Record<string, string>): number | undefined =>
    store.byIdentity.get(seriesIdentity(name, sortedLabels(labels)));
  return {
    value: (name, labels) => {
      const ref = refOf(name, labels);
      return ref === undefined ? nothing : (n) => valueAt(store, ref, n) ?? 0;
    },
    rise: (name, labels) => {
      const ref = refOf(name, labels);
      if (ref === undefined) return nothing;
      return (n) => {
        const now = valueAt(store, ref, n);
        return now === undefined ? 0 : Math.max(0, now - (valueAt(store, ref, n - 1) ?? 0));
      };
    },
  };
}

const nothing: At = () => 0;
