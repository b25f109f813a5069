import { secondOf, type DrillLog } from '../scoring/drill-log.ts';

export interface FiredAlert {
  rule: string;
  tier: 'page' | 'ticket';
  atS: number;
  entry: number;
  /** What people read first. */
  summary: string;
  /** The runbook that its annotation names, by id or by an address that ends in one; null when none. */
  linked: string | null;
}

/** Pages and tickets that fired, each rule once, in order. */
export function firedAlerts(log: DrillLog): FiredAlert[] {
  const seen = new Set<string>();
  return log.of('alert.changed').flatMap((entry) => {
    const { kind, tier, rule, annotations } = entry.payload.transition;
    if (kind !== 'firing' || tier === 'fyi' || seen.has(rule)) return [];
    seen.add(rule);
    const reference = annotations.runbook ?? annotations.runbook_url;
    return [{
      rule, tier, atS: secondOf(entry), entry: entry.seq, summary: annotations.summary ?? rule,
      linked: reference?.split('/').at(-1)?.replace(/\.md$/, '') || null,
    }];
  });
} // prettier-ignore
