import { executedAt, wasExecuted, type RunbookUse, type StepEvidence } from './evidence.ts';
import type { FiredAlert } from './fired-alerts.ts';
import { daysBetween, isStale } from './freshness.ts';
import { placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { proposeAlert, proposeTested } from './head-edits.ts';
import { rightPages } from './right-page.ts';
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
  const alone = scene.alerts.filter((alert) => {
    const links = alert.linked === runbook.id;
    const covered = scene.uses.some(({ opened, runbook: other }) => opened && (other.alerts.includes(alert.rule) || other.id === alert.linked));
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
  const concerned = scene.alerts.some((alert) => alert.linked === runbook.id || runbook.alerts.includes(alert.rule));
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
  return scene.alerts.filter((alert) => hasNoRunbook(scene, alert)).map(({ rule, atS, entry, linked }) => {
    const right = linked === null ? rightPages(scene).find(({ opened }) => opened !== null) : undefined;
    const why = linked === null ? 'names no runbook, and no runbook claims it' : `names ${linked}, which does not exist`;
    const helped = right ? ` ${right.runbook.id} was open and helped` : '';
    return {
      ...placeOf(right?.runbook ?? null, null, right ? 1 : null),
      kind: 'alert without runbook' as const,
      sentence: `${rule} fired at ${scene.clock(atS)} and ${why}.${helped && `${helped}.`}`,
      entries: [entry],
      proposal: right ? proposeAlert(right.runbook, rule) : null,
      costS: null,
    };
  });
} // prettier-ignore

/** A page or ticket that leads nowhere. */
export function hasNoRunbook({ scenario }: GapScene, { rule, linked }: FiredAlert): boolean {
  if (linked !== null) return !scenario.runbooks.some(({ id }) => id === linked);
  return !scenario.runbooks.some(({ alerts }) => alerts.includes(rule));
}

function lineOfTested(runbook: Runbook): number {
  const found = runbook.source.split('\n', 60).findIndex((line) => /last[\s_-]?tested/i.test(line));
  return found + 1 || 1;
}
