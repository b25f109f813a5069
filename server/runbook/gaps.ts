import type { GapKind, GapView } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { wallClock } from '../scoring/clock-words.ts';
import type { DrillLog } from '../scoring/drill-log.ts';
import { userMinutesWithin, type BreachInterval } from '../scoring/impact.ts';
import type { Stamps } from '../scoring/stamps.ts';
import { effectiveActions } from '../scoring/mitigation.ts';
import { runbookUses } from './evidence.ts';
import { firedAlerts } from './fired-alerts.ts';
import { GAP_RULES } from './gap-rules.ts';
import type { FoundGap, GapScene } from './gap-scene.ts';

interface GapInput {
  log: DrillLog;
  scenario: Scenario;
  stamps: Stamps;
  today: string;
  impact: { userMinutesLost: number; breaches: BreachInterval[] };
  failedPerMin?: GapScene['failedPerMin'];
}

/**
 * Where the runbooks and the drill did not agree, worst first (rules GAP-1 to GAP-20 of docs/scoring.md). Each gap names
 * file, line and the entries that show it; the sentence speaks of pages and roles, never of a person's fault.
 */
export function gapsOf(input: GapInput): GapView[] {
  const { log, scenario, stamps, today, failedPerMin = () => null } = input;
  const { impact, mit } = stamps;
  const scene: GapScene = {
    log,
    scenario,
    stamps,
    today,
    uses: runbookUses(log, scenario.runbooks),
    alerts: firedAlerts(log),
    effective: impact && mit ? effectiveActions(log, scenario, { impactS: impact.atS, mitS: mit.atS }) : [],
    failedPerMin,
    clock: (atS) => wallClock(scenario.world.startsAtMs, atS),
  };
  const seen = new Map<string, number>();
  return GAP_RULES.flatMap((rule) => rule(scene))
    .map((found): GapView => {
      const { costS, answer: _answer, ...gap } = found;
      const severity = severityOf(found.kind, costS, input);
      return { id: idOf(found, seen), ...gap, entries: [...new Set(gap.entries)], severity };
    })
    .sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.entries[0] ?? 0) - (b.entries[0] ?? 0));
}

const RANK: Record<GapView['severity'], number> = { high: 0, medium: 1, low: 2 };

/** What a kind is worth when it cannot be tied to a loss. */
const BASE: Record<GapKind, GapView['severity']> = {
  'missing step': 'medium',
  'stale step': 'medium',
  'ineffective step': 'medium',
  'skipped step': 'low',
  'no verification': 'low',
  flagged: 'low',
  untested: 'low',
  'alert without runbook': 'medium',
  'harmful step': 'medium',
  ambiguous: 'low',
  'wrong order': 'low',
  'prerequisite missing': 'medium',
  'scope lies': 'medium',
  'no escalation': 'low',
  'wrong runbook linked': 'medium',
  'not findable': 'low',
  unowned: 'low',
  'too long': 'low',
};

const HIGH_SHARE = 0.25;
const MEDIUM_SHARE = 0.05;

/** GAP-9: a gap that may have cost a quarter of all user-minutes is high, a twentieth medium; never below its kind. */
function severityOf(kind: GapKind, costS: FoundGap['costS'], { impact }: GapInput): GapView['severity'] {
  const base = BASE[kind];
  if (!costS || impact.userMinutesLost <= 0) return base;
  const lost = userMinutesWithin(impact.breaches, impact.userMinutesLost, costS.fromS, costS.toS);
  const share = lost / impact.userMinutesLost;
  if (share >= HIGH_SHARE) return 'high';
  return share >= MEDIUM_SHARE && base === 'low' ? 'medium' : base;
}

/**
 * "stale-step-RUN-001-3": the same in every reading of the log, so that an action can refer to it. An alert without
 * runbook is the alert's: which page could claim it is only proposed.
 */
function idOf({ kind, runbook, step }: FoundGap, seen: Map<string, number>): string {
  const place = kind === 'alert without runbook' ? [] : [runbook, step];
  const words = [kind.replaceAll(' ', '-'), ...place].filter((word) => word !== null).join('-');
  const count = (seen.get(words) ?? 0) + 1;
  seen.set(words, count);
  return count === 1 ? words : `${words}-${count}`;
}
