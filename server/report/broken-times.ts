import { secondOf, type DrillLog } from '../scoring/drill-log.ts';

/** As long as a recovery has to last to count (MTTM-1). */
const HOLDS_S = 120;

/** A promise was broken from here to there; `toS` null = to the end of the drill. */
export interface BrokenTime {
  slo: string;
  fromS: number;
  toS: number | null;
}

/** When which promise was broken, in the order in which they broke. */
export function brokenTimes(log: DrillLog, endS: number): BrokenTime[] {
  const times: BrokenTime[] = [];
  for (const entry of log.of('slo.changed')) {
    const { slo, breached } = entry.payload;
    const open = times.findLast((one) => one.slo === slo && one.toS === null);
    if (breached && !open) times.push({ slo, fromS: secondOf(entry), toS: null });
    else if (!breached && open) open.toS = Math.min(secondOf(entry), endS);
  }
  return times;
}

/**
 * Seconds from `fromS` until every promise held again for two minutes, after the first that was broken then; null when
 * none was broken after it, or when it never came back so.
 */
export function backAfter(times: readonly BrokenTime[], fromS: number): number | null {
  const since = times.filter(({ toS }) => toS === null || toS > fromS);
  if (since.length === 0) return null;
  let backS = 0;
  for (const { fromS: brokenS, toS } of [...since].sort((a, b) => a.fromS - b.fromS)) {
    if (backS > 0 && brokenS - backS >= HOLDS_S) break;
    if (toS === null) return null;
    backS = Math.max(backS, toS);
  }
  return Math.max(0, backS - fromS);
}
