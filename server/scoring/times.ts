import type { TimeRow } from '../protocol/http.ts';
import type { Severity } from '../protocol/roles.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { wallClock } from './clock-words.ts';
import { asksForRestored } from './impact.ts';
import type { DrillLog } from './drill-log.ts';
import { hintCostBy } from './hints.ts';
import { pagesOf, type PageEpisode } from './pages.ts';
import type { ParBands } from './par.ts';
import type { Stamp, Stamps } from './stamps.ts';

/** Seconds within which a page of this severity is to be acknowledged (MTTA-5). */
const ACK_TARGET_S: Partial<Record<Severity, number>> = {
  'sev-0': 60,
  'sev-1': 180,
  'sev-2': 300,
  'sev-3': 900,
};

/** The five rows of the debrief, each with its convention in words; par where bots have run (docs/scoring.md). */
export function timesOf(log: DrillLog, scenario: Scenario, stamps: Stamps, par: ParBands = {}): TimeRow[] {
  const clock = (atS: number) => wallClock(scenario.world.startsAtMs, atS);
  const rows: Omit<TimeRow, 'par'>[] = [
    detect(stamps, clock),
    acknowledge(pagesOf(log), stamps, clock),
    identify(stamps, clock),
    mitigate(stamps, scenario, clock),
    resolve(stamps, clock),
  ];
  return rows.map((row) => ({ ...row, par: par[row.id] ?? null, ...hintsIn(row, log, stamps) }));
}

/** HINT-1: what a team was helped along before it got there. A page's own: that of the mean over all pages. */
function hintsIn({ id, seconds }: Omit<TimeRow, 'par'>, log: DrillLog, stamps: Stamps): Pick<TimeRow, 'hintsS'> {
  if (seconds === null) return {};
  const reached = { TTD: stamps.detection, TTI: stamps.ident, TTM: stamps.mit, TTR: stamps.resolve };
  const pages = pagesOf(log).map(({ ack, clearedAtS }) => ack?.atS ?? clearedAtS ?? stamps.end.atS);
  const moments = id === 'TTA' ? pages : [(reached[id] ?? stamps.end).atS];
  const hintsS = moments.reduce((sum, atS) => sum + hintCostBy(log, atS), 0) / Math.max(1, moments.length);
  return hintsS > 0 ? { hintsS } : {};
}

type Clock = (atS: number) => string;

/** A figure from one stamp to another; without the second it is a lower bound at the end of the drill. */
function between(from: Stamp | null, to: Stamp | null, end: Stamp): { seconds: number | null; censored: boolean } {
  if (!from) return { seconds: null, censored: false };
  return to
    ? { seconds: Math.max(0, to.atS - from.atS), censored: false }
    : { seconds: end.atS - from.atS, censored: true };
}

function convention(clock: Clock, from: [string, Stamp | null], to: [string, Stamp | null], end: Stamp): string {
  const [fromName, fromStamp] = from;
  const [toName, toStamp] = to;
  if (!fromStamp) return `${fromName} → ${toName}: there was no ${fromName}`;
  const until = toStamp ? `${toName} ${clock(toStamp.atS)}` : `${toName}: not before the end ${clock(end.atS)}`;
  return `${fromName} ${clock(fromStamp.atS)} → ${until}`;
}

function detect(stamps: Stamps, clock: Clock): Omit<TimeRow, 'par'> {
  const { fault, detection, alert, signal, end } = stamps;
  const word = detection && detection !== alert ? 'declaration' : 'first page';
  return {
    id: 'TTD',
    name: 'Detect',
    rule: 'MTTD-1',
    convention: convention(clock, ['fault', fault], [word, detection], end),
    ...between(fault, detection, end),
    targetS: null,
    parts: fault && detection ? lags(fault, signal, alert, detection) : [],
  };
}

/** MTTD-4: signal lag until any rule is true, alert lag until it pages, human lag when a person was the one to notice. */
function lags(fault: Stamp, signal: Stamp | null, alert: Stamp | null, detection: Stamp): TimeRow['parts'] {
  const signalS = Math.min(signal?.atS ?? detection.atS, detection.atS);
  const paged = detection === alert;
  return [
    { label: 'signal lag', seconds: signalS - fault.atS },
    { label: 'alert lag', seconds: paged ? detection.atS - signalS : 0 },
    { label: 'human lag', seconds: paged ? 0 : detection.atS - signalS },
  ];
}

function acknowledge(pages: PageEpisode[], stamps: Stamps, clock: Clock): Omit<TimeRow, 'par'> {
  const waits = pages.map((page) => ({ page, ...waitOf(page, stamps.end.atS) }));
  const total = waits.reduce((sum, { seconds }) => sum + seconds, 0);
  const acknowledged = waits.filter(({ censored }) => !censored).length;
  const targets = pages.flatMap(({ severity }) => ACK_TARGET_S[severity] ?? []);
  return {
    id: 'TTA',
    name: 'Acknowledge',
    rule: 'MTTA-1',
    convention: pages.length === 0
      ? 'page → first acknowledgement: nobody was paged'
      : `${pages.length === 1 ? 'one page' : `mean of ${pages.length} pages`} → first acknowledgement by the response side, ${acknowledged} of ${pages.length} acknowledged; first page ${clock(pages[0]!.firedAtS)}`,
    seconds: pages.length === 0 ? null : total / pages.length,
    censored: acknowledged < pages.length,
    targetS: targets.length === 0 ? null : Math.min(...targets),
    parts: waits.map(({ page, seconds, censored }) => ({
      label: `${page.rule} (${page.severity.toUpperCase()}) at ${clock(page.firedAtS)}${censored ? ', never acknowledged' : ''}`,
      seconds,
    })),
  };
} // prettier-ignore

/** MTTA-4: a page that nobody acknowledged counts up to where it cleared or the drill ended. */
function waitOf(page: PageEpisode, endS: number): { seconds: number; censored: boolean } {
  if (page.ack) return { seconds: page.ack.atS - page.firedAtS, censored: false };
  return { seconds: (page.clearedAtS ?? endS) - page.firedAtS, censored: true };
}

function identify({ detection, ident, end }: Stamps, clock: Clock): Omit<TimeRow, 'par'> {
  return {
    id: 'TTI',
    name: 'Identify',
    rule: 'MTTI-1',
    convention: convention(clock, ['detection', detection], ['confirmed cause stated', ident], end),
    ...between(detection, ident, end),
    targetS: null,
    parts: [],
  };
}

function mitigate(
  { detection, impact, mit, mitStart, end }: Stamps,
  scenario: Scenario,
  clock: Clock,
): Omit<TimeRow, 'par'> {
  const parts: TimeRow['parts'] = [];
  if (impact && mit) parts.push({ label: 'impact → mitigation', seconds: mit.atS - impact.atS });
  if (detection && mitStart)
    parts.push({ label: 'detection → first effective action', seconds: Math.max(0, mitStart.atS - detection.atS) });
  const row = { id: 'TTM' as const, name: 'Mitigate', rule: 'MTTM-1', targetS: mitigationTarget(scenario), parts };
  if (!impact)
    return {
      ...row,
      convention: 'detection → in bound, held 2 min: users felt nothing',
      seconds: null,
      censored: false,
    };
  return {
    ...row,
    convention: convention(clock, ['detection', detection], ['in bound, held 2 min', mit], end),
    ...between(detection, mit, end),
  };
}

/** MTTM-6: the budget of the scenario's objective that asks for the restored SLO. */
function mitigationTarget(scenario: Scenario): number | null {
  const restored = scenario.objectives.find(({ met }) => asksForRestored(met, scenario.slo));
  return restored?.within?.seconds ?? null;
}

function resolve({ detection, impact, resolve: resolved, end }: Stamps, clock: Clock): Omit<TimeRow, 'par'> {
  const row = { id: 'TTR' as const, name: 'Resolve', rule: 'MTTR-1', targetS: null, parts: [] };
  if (!impact)
    return { ...row, convention: 'detection → all clear: users felt nothing', seconds: null, censored: false };
  return {
    ...row,
    convention: convention(clock, ['detection', detection], ['fixed, pages clear, all clear', resolved], end),
    ...between(detection, resolved, end),
  };
}
