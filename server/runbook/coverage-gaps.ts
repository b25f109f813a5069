import { secondOf } from '../scoring/drill-log.ts';
import { executedAt, wasExecuted, type RunbookUse, type StepEvidence } from './evidence.ts';
import { daysBetween, isStale } from './freshness.ts';
import { placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { proposeTested } from './proposal.ts';
import type { Runbook } from './runbook.ts';

/**
 * GAP-7 untested: an alert of it fired and nobody opened any page for that alert, and either the alert links to this one
 * or its own date is missing or old; or this drill ran it and its date is missing or older than 90 days.
 */
export function untested(scene: GapScene, use: RunbookUse): FoundGap | null {
  const executed = use.steps.filter(wasExecuted);
  if (use.opened || executed.length > 0) return testedNow(scene, use, executed);
  const { runbook } = use;
  const stale = isStale(runbook.lastTested, scene.today);
  const alone = firedAlerts(scene).filter((alert) => {
    const links = runbookOf(alert) === runbook.id;
    const covered = scene.uses.some(({ opened, runbook: other }) => opened && (other.alerts.includes(alert.rule) || other.id === runbookOf(alert)));
    return !covered && (links || (stale && runbook.alerts.includes(alert.rule)));
  });
  const first = alone[0];
  if (!first) return null;
  const date = runbook.lastTested === null ? 'never' : `on ${runbook.lastTested}`;
  return {
    ...placeOf(runbook, null, 1),
    kind: 'untested',
    sentence: `${runbook.id} is for ${first.rule}, which fired at ${scene.clock(first.atS)}; nobody opened it. It was last tested ${date}.`,
    entries: alone.map(({ entry }) => entry),
    proposal: null,
    costS: null,
  };
} // prettier-ignore

function testedNow(scene: GapScene, { runbook, opened, steps }: RunbookUse, executed: StepEvidence[]): FoundGap | null {
  const concerned = firedAlerts(scene).some((alert) => runbookOf(alert) === runbook.id || runbook.alerts.includes(alert.rule));
  if (!concerned || executed.length === 0 || !isStale(runbook.lastTested, scene.today)) return null;
  const days = runbook.lastTested === null ? null : daysBetween(runbook.lastTested, scene.today);
  const before = days === null ? 'It had no date of a test' : `It had last been tested ${days} days before`;
  const share = executed.length === steps.length ? `all ${steps.length} steps` : `${executed.length} of the ${steps.length} steps`;
  return {
    ...placeOf(runbook, null, lineOfTested(runbook)),
    kind: 'untested',
    sentence: `${before}; this drill ran ${share} of ${runbook.id}.`,
    entries: [...(opened ? [opened.seq] : []), ...executed.flatMap((evidence) => executedAt(evidence) ?? [])],
    proposal: proposeTested(runbook, scene.today),
    costS: null,
  };
} // prettier-ignore

/** GAP-8 alert without runbook: a page or ticket that fired and names no runbook that exists, and none claims it. */
export function alertsWithoutRunbook(scene: GapScene): FoundGap[] {
  return firedAlerts(scene).flatMap((alert) => {
    const { rule, atS, entry } = alert;
    const { runbooks } = scene.scenario;
    const named = runbookOf(alert);
    const exists = named !== null && runbooks.some(({ id }) => id === named);
    if (exists || (named === null && runbooks.some(({ alerts }) => alerts.includes(rule)))) return [];
    const why = named === null ? 'names no runbook, and no runbook claims it' : `names ${named}, which does not exist`;
    return [{
      ...placeOf(null, null, null),
      kind: 'alert without runbook' as const,
      sentence: `${rule} fired at ${scene.clock(atS)} and ${why}.`,
      entries: [entry],
      proposal: null,
      costS: null,
    }];
  });
} // prettier-ignore

interface FiredAlert {
  rule: string;
  atS: number;
  entry: number;
  /** What its annotation says of a runbook: an id or an address that ends in one. */
  reference: string | undefined;
}

/** Pages and tickets that fired, each rule once. */
function firedAlerts({ log }: GapScene): FiredAlert[] {
  const seen = new Set<string>();
  return log.of('alert.changed').flatMap((entry) => {
    const { kind, tier, rule, annotations } = entry.payload.transition;
    if (kind !== 'firing' || tier === 'fyi' || seen.has(rule)) return [];
    seen.add(rule);
    return [{ rule, atS: secondOf(entry), entry: entry.seq, reference: annotations.runbook ?? annotations.runbook_url }];
  });
} // prettier-ignore

function runbookOf({ reference }: FiredAlert): string | null {
  return reference?.split('/').at(-1)?.replace(/\.md$/, '') || null;
}

function lineOfTested(runbook: Runbook): number {
  const found = runbook.source.split('\n', 60).findIndex((line) => /last[\s_-]?tested/i.test(line));
  return found + 1 || 1;
}
