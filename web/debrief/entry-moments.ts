import type { Debrief } from '../../server/protocol/http.ts';

/**
 * When a log entry was written, in drill seconds, as far as the debrief knows: its own moment where a lane or a gap shows
 * it, else that of the last entry before it that one knows. Entries are in the order of time, so that is never too late.
 */
export function entryMoments({ lanes, gaps }: Pick<Debrief, 'lanes' | 'gaps'>): (entry: number) => number | undefined {
  const known = new Map<number, number>();
  for (const { marks } of lanes) for (const mark of marks) known.set(mark.entry, mark.atS);
  for (const gap of gaps)
    for (const [i, entry] of gap.entries.entries()) {
      const at = gap.atS?.[i];
      if (at !== undefined) known.set(entry, at);
    }
  const order = [...known.keys()].sort((a, b) => a - b);
  return (entry) => known.get(order.findLast((other) => other <= entry) ?? -1);
}
