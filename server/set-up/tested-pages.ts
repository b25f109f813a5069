import type { PastDrill } from '../library/runbook-history.ts';
import { gapsOfRunbook } from '../library/runbook-history.ts';
import type { LibraryPage } from '../library/runbook-library.ts';
import { daysBetween, isoDate } from '../runbook/freshness.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { belongsTo } from '../scenario/with-runbooks.ts';

/** A page that a drill may test. */
export interface TestedPage {
  id: string;
  title: string;
  version: number;
  alerts: string[];
  daysSinceTested: number | null;
}

/** The pages that a drill may use: signed, and in service. */
export function testedPages(pages: readonly LibraryPage[], nowMs: number): TestedPage[] {
  return pages
    .filter(({ stored }) => !stored.draft && !stored.retired)
    .map(({ stored, runbook: { id, title, alerts, lastTested } }) => ({
      id,
      title,
      version: stored.newest.version,
      alerts,
      daysSinceTested: lastTested === null ? null : daysBetween(lastTested, isoDate(nowMs)),
    }));
}

/** Those that somebody could look for in a scenario; what was never tested stands first. */
export function leastTestedFirst(scenario: Scenario, pages: readonly TestedPage[]): TestedPage[] {
  const age = ({ daysSinceTested }: TestedPage) => daysSinceTested ?? Number.MAX_SAFE_INTEGER;
  return pages.filter((page) => belongsTo(scenario, page)).sort((a, b) => age(b) - age(a));
}

/** How many gaps of a page wait for a decision, or for the edit that closes them. */
export function openGapsOf(id: string, past: readonly PastDrill[]): number {
  return gapsOfRunbook(id, past).filter(({ state }) => state === 'open' || state === 're-run failed').length;
}
