import type { Severity } from '../protocol/roles.ts';
import { secondOf, type DrillLog } from './drill-log.ts';

/** One time that the pager rang for an alert, until it cleared. */
export interface PageEpisode {
  fingerprint: string;
  rule: string;
  severity: Severity;
  annotations: Readonly<Record<string, string>>;
  firedAtS: number;
  /** Sequence number of the entry that fired it. */
  entry: number;
  ack: { atS: number; entry: number } | null;
  clearedAtS: number | null;
}

/** An unacknowledged page that clears and is back within this time is one page that flaps, seconds (MTTA-6). */
const FLAP_S = 300;

/** Every page of the drill with its first acknowledgement by the response side (MTTA-1, MTTA-2, MTTA-3, MTTA-6). */
export function pagesOf(log: DrillLog): PageEpisode[] {
  const pages: PageEpisode[] = [];
  const open = new Map<string, PageEpisode>();
  for (const entry of log.entries) {
    if (entry.kind === 'alert.changed') {
      const { transition } = entry.payload;
      if (transition.kind === 'firing' && transition.tier === 'page' && !open.has(transition.fingerprint)) {
        const flapping = pages.findLast(({ fingerprint }) => fingerprint === transition.fingerprint);
        if (flapping && !flapping.ack && secondOf(entry) - (flapping.clearedAtS ?? 0) <= FLAP_S) {
          flapping.clearedAtS = null;
          open.set(transition.fingerprint, flapping);
          continue;
        }
        const page: PageEpisode = {
          fingerprint: transition.fingerprint,
          rule: transition.rule,
          severity: severityOf(transition.severity),
          annotations: transition.annotations,
          firedAtS: secondOf(entry),
          entry: entry.seq,
          ack: null,
          clearedAtS: null,
        };
        pages.push(page);
        open.set(transition.fingerprint, page);
      } else if (transition.kind === 'resolved') {
        const page = open.get(transition.fingerprint);
        if (page) page.clearedAtS = secondOf(entry);
        open.delete(transition.fingerprint);
      }
    } else if (entry.kind === 'alert.acked' && log.byResponder(entry)) {
      for (const fingerprint of entry.payload.fingerprints) {
        const page = open.get(fingerprint);
        if (page) page.ack ??= { atS: secondOf(entry), entry: entry.seq };
      }
    }
  }
  return pages;
}

/** `sev2` of a rule → `sev-2` of the drill. */
function severityOf(label: string): Severity {
  return label.replace(/^sev-?/, 'sev-') as Severity;
}
