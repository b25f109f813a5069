import type { GatesView } from '../protocol/library.ts';
import { daysBetween, isoDate, STALE_AFTER_DAYS } from '../runbook/freshness.ts';
import { lintPage } from '../runbook/lint/lint-page.ts';
import { ownerTrouble } from '../runbook/lint/owner.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { careOf, findingsOf, matrixView, type LibraryScene } from './library-views.ts';
import type { LibraryPage } from './runbook-library.ts';

type Gate = GatesView['gates'][number];
type Missing = Gate['missing'][number];

/** Where parts of a scenario stand, as `file:line`. */
export interface ScenarioPlaces {
  alert: (scenario: Scenario, name: string) => string;
  variant: (scenario: Scenario) => string;
}

/**
 * The quality gates of a programme: coverage by runbooks, and the care for each of them. Pages that are retired or not
 * signed yet count for nothing. `own`: whose care is judged; coverage counts every page. What is missing comes with its
 * place, `file:line`. Pure: the same scene gives the same gates.
 */
export function gatesView(
  scene: LibraryScene,
  places: ScenarioPlaces,
  own: (page: LibraryPage) => boolean = () => true,
): GatesView {
  const inService = scene.pages.filter(({ stored }) => !stored.draft && !stored.retired);
  const covered = { ...scene, pages: inService };
  const pages = inService.filter(own);
  const gates = [
    criticalScenarios(covered, places),
    everyAlert(covered, places),
    rollbackTriggers(covered, places),
    eachPage('owner', 'Every runbook has one person as its owner', pages, (page) => {
      const { owner } = careOf(page, scene);
      return ownerTrouble(owner, []) === null ? null : [owner === '' ? 'nobody owns it' : `"${owner}" is not one person`, lineOf(page, 'owner')]; // prettier-ignore
    }),
    eachPage('last-tested', 'Every runbook says when it was last tested', pages, (page) => {
      const { lastTested } = page.runbook;
      if (lastTested !== null && daysBetween(lastTested, isoDate(scene.nowMs)) !== null) return null;
      return [lastTested === null ? 'never tested' : `"${lastTested}" is not a date`, lineOf(page, 'lastTested')];
    }),
    eachPage('escalation', 'Every runbook has an escalation path', pages, ({ runbook }) =>
      runbook.escalation === null ? ['no way out when the steps do not help', runbook.steps.at(-1)?.endLine ?? 1] : null,
    ),
    eachPage('no-must', 'No runbook has a finding that must be mended', pages, ({ runbook }) => {
      const [first, ...more] = findingsOf(runbook, scene).filter(({ severity }) => severity === 'must');
      return first ? [`${first.rule}: ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`, first.line] : null; // prettier-ignore
    }),
    eachPage('tested', `Every runbook was tested within ${STALE_AFTER_DAYS} days`, pages, (page) => {
      const days = daysBetween(page.runbook.lastTested ?? '', isoDate(scene.nowMs));
      if (days !== null && days <= STALE_AFTER_DAYS) return null;
      return [days === null ? 'never tested' : `last tested ${days} days ago`, lineOf(page, 'lastTested')];
    }),
    eachPage('reviewed', 'Every runbook was reviewed within the quarter', pages, (page) => {
      const { reviewDueMs } = careOf(page, scene);
      return reviewDueMs >= scene.nowMs ? null : [`review was due on ${isoDate(reviewDueMs)}`, 1];
    }),
    highGaps(covered, pages),
  ];
  return { atMs: scene.nowMs, ok: gates.every(({ ok }) => ok), gates };
} // prettier-ignore

function gate(id: string, title: string, of: number, missing: Missing[]): Gate {
  return { id, title, ok: missing.length === 0, of, met: of - missing.length, missing };
}

function eachPage(
  id: string,
  title: string,
  pages: readonly LibraryPage[],
  judge: (page: LibraryPage) => [what: string, line: number] | null,
): Gate {
  const missing = pages.flatMap((page): Missing[] => {
    const trouble = judge(page);
    return trouble ? [{ what: `${page.stored.id}: ${trouble[0]}`, where: `${page.stored.path}:${trouble[1]}` }] : [];
  });
  return gate(id, title, pages.length, missing);
}

function lineOf({ runbook }: LibraryPage, key: string): number {
  return lintPage(runbook).lineOf(key);
}

/** A scenario of the highest severity is critical; each of its variants needs the page that claims it. */
function criticalScenarios({ scenarios, pages }: LibraryScene, places: ScenarioPlaces): Gate {
  const critical = scenarios.filter(({ severity }) => severity === 'sev-1');
  const missing = critical.flatMap((scenario): Missing[] => {
    const { variant } = scenario;
    if (pages.some(({ stored }) => stored.id === variant.runbook)) return [];
    const what = `${scenario.id}, ${variant.id}: ${variant.runbook || 'its runbook'} is not in service`;
    return [{ what, where: places.variant(scenario) }];
  });
  return gate('critical-scenarios', 'Every critical scenario has a runbook', critical.length, missing);
}

function everyAlert(scene: LibraryScene, places: ScenarioPlaces): Gate {
  const rows = new Map(matrixView(scene).rows.map((row) => [`${row.scenario} ${row.alert}`, row]));
  const missing = [...rows.values()]
    .filter(({ verdict }) => verdict === 'hole')
    .flatMap(({ scenario: id, alert }): Missing[] => {
      const scenario = scene.scenarios.find((one) => one.id === id);
      const where = scenario ? places.alert(scenario, alert) : id;
      return [{ what: `${id}: no runbook claims ${alert}`, where }];
    });
  return gate('alerts', 'Every alert maps to a runbook', rows.size, missing);
}

/** Alerts that tell of a release, or watch versions apart: they make people take a release back, and must say how. */
function rollbackTriggers({ scenarios, pages }: LibraryScene, places: ScenarioPlaces): Gate {
  const triggers = new Map<string, [Scenario, Scenario['rules'][number]]>();
  for (const scenario of scenarios) {
    for (const rule of scenario.rules) if (isRollbackTrigger(rule)) triggers.set(`${scenario.id} ${rule.name}`, [scenario, rule]);
  }
  const missing = [...triggers.values()].flatMap(([scenario, rule]): Missing[] => {
    const linked = rule.annotations.find(([name]) => name === 'runbook')?.[1].text;
    if (linked !== undefined && pages.some(({ stored }) => stored.id === linked)) return [];
    const what = linked === undefined ? 'links to no runbook' : `links to ${linked}, which is not in service`;
    return [{ what: `${scenario.id}: ${rule.name} ${what}`, where: places.alert(scenario, rule.name) }];
  });
  return gate('rollback-triggers', 'Every rollback trigger links to a runbook', triggers.size, missing);
} // prettier-ignore

function isRollbackTrigger({ name, expr, annotations }: Scenario['rules'][number]): boolean {
  const words = annotations.filter(([key]) => key === 'summary' || key === 'impact').map(([, { text }]) => text);
  return /_by_version\b|\bversion=|\bby ?\([^)]*\bversion\b/.test(expr) || /\b(?:roll(?:ed)? ?back|rollback|release|canary)\b/i.test([name, ...words].join(' ')); // prettier-ignore
}

/** What drills found and nobody has closed, accepted or refused. */
function highGaps({ past }: LibraryScene, pages: readonly LibraryPage[]): Gate {
  const path = new Map(pages.map(({ stored }) => [stored.id, stored.path]));
  const high = past.flatMap(({ debrief, gapStates }) =>
    debrief.gaps
      .filter(({ severity, runbook }) => severity === 'high' && (runbook === null || path.has(runbook)))
      .map((gap) => ({ gap, drill: debrief.drill.id, state: gapStates.get(gap.id)?.state ?? 'open' })),
  );
  const missing = high
    .filter(({ state }) => state === 'open' || state === 're-run failed')
    .map(({ gap, drill }): Missing => {
      const file = gap.runbook === null ? null : path.get(gap.runbook);
      const where = file ? `${file}:${gap.line ?? 1}` : `drills/${drill}`;
      return { what: `${gap.runbook ?? drill}: ${gap.kind}: ${gap.sentence}`, where };
    });
  return gate('no-high-gaps', 'No gap of high severity is open', high.length, missing);
}
