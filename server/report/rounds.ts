import type { RoundReport } from '../protocol/tabletop.ts';
import type { DrillLog } from '../scoring/drill-log.ts';

/** The rounds of a tabletop, as they were discussed and decided. */
export function roundsOf(_log: DrillLog): RoundReport[] {
  return [];
}
