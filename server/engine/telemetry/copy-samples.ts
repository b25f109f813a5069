import type { SeriesStore } from './series.ts';
import { declare } from './series.ts';

/**
 * Gives a store without samples all of another's, which declared the same series before any more; references become the same
 * numbers. Take it when nothing is pending.
 */
export function copySamples(from: SeriesStore, to: SeriesStore): void {
  for (let ref = to.series.length; ref < from.series.length; ref++) {
    const { name, labels, type } = from.series[ref]!;
    declare(to, name, labels, type);
  }
  for (const block of from.blocks) to.blocks.push(block.slice());
  for (const series of from.series) {
    const own = to.series[series.ref]!;
    own.born = series.born;
    own.runStart.push(...series.runStart);
    own.runEnd.push(...series.runEnd);
    own.runStaleAt.push(...series.runStaleAt);
    own.resetAt.push(...series.resetAt);
    own.resetFrom.push(...series.resetFrom);
  }
  for (const ref of Object.keys(from.unseen)) to.unseen[Number(ref)] = [...from.unseen[Number(ref)]!];
  to.count = from.count;
  to.pending = from.pending.slice();
  to.isPending = from.isPending.slice();
  to.isOpen = from.isOpen.slice();
  to.newest = from.newest.slice();
  to.isGauge = from.isGauge.slice();
  to.isUnmarked = from.isUnmarked.slice();
}
