import { secondOf, type DrillLog } from './drill-log.ts';

/** HINT-1: cost of the hints that had been given by a drill second, seconds. */
export function hintCostBy(log: DrillLog, atS: number): number {
  return log
    .of('hint.given')
    .filter((entry) => secondOf(entry) <= atS)
    .reduce((sum, { payload }) => sum + (payload.costS ?? 0), 0);
}
