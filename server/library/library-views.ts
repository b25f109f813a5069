import { createTwoFilesPatch } from 'diff';
import type {
  BotCheck,
  LibraryCard,
  LintFinding,
  MatrixView,
  RunbookPage,
  RunbookVersionView,
} from '../protocol/library.ts';
import { daysBetween, isoDate } from '../runbook/freshness.ts';
import { DRILL_TOOLS, WORLD_TOOLS } from '../runbook/lint/common-tools.ts';
import type { LintConfig } from '../runbook/lint/config.ts';
import { lintRunbook } from '../runbook/lint.ts';
import { runbookCard } from '../runbook/view.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunbookVersion, StoredCheck } from '../store/library-store.ts';
import { careView, type Care } from './care.ts';
import { countFindings } from './judge.ts';
import { gapsOfRunbook, runsOf, type PastDrill } from './runbook-history.ts';
import type { LibraryPage } from './runbook-library.ts';
import { unplacedParts } from './unplaced.ts';

/** Everything that the library's views are drawn from, read once for each answer. */
export interface LibraryScene {
  pages: LibraryPage[];
  care: Map<string, Care>;
  past: PastDrill[];
  checks: StoredCheck[];
  scenarios: Scenario[];
  nowMs: number;
  /** The team's own measure; absent = Drillbook's. */
  lint?: LintConfig;
}

/** Findings by page, with what they were judged against: a page is judged once, until that or its words change. */
const judged = new WeakMap<
  LibraryPage['runbook'],
  { against: string; config: LintConfig | undefined; findings: LintFinding[] }
>();

/**
 * Findings of a page as of today, judged against the rules that the scenarios know and, where `pages` are given, against
 * the ids of the others.
 */
export function findingsOf(
  page: LibraryPage['runbook'],
  scene: Pick<LibraryScene, 'scenarios' | 'nowMs'> & Partial<Pick<LibraryScene, 'pages' | 'lint'>>,
): LintFinding[] {
  const today = isoDate(scene.nowMs);
  const knownAlerts = alertNames(scene.scenarios);
  const ids = scene.pages?.filter(({ stored }) => !stored.retired).map(({ stored }) => stored.id) ?? null;
  const against = [today, page.id, ...knownAlerts, '', ...(ids ?? ['none'])].join(' ');
  const known = judged.get(page);
  if (known?.against === against && known.config === scene.lint) return known.findings;
  const isPlayed = scene.scenarios.some(({ runbooks }) => runbooks.some(({ id }) => id === page.id));
  const findings = lintRunbook(page, {
    today,
    knownTools: isPlayed ? DRILL_TOOLS : WORLD_TOOLS,
    knownAlerts,
    // People bring pages of systems that no scenario plays: only what nearly is a known name is a mistake.
    names: isPlayed ? 'all' : 'some',
    // Links lead to files that may never have been imported; ids are the library's own.
    ...(scene.lint ? { config: scene.lint } : {}),
    ...(ids && ids.length > 1 ? { pages: { ids, has: () => true } } : {}),
  });
  judged.set(page, { against, config: scene.lint, findings });
  return findings;
}

export function alertNames(scenarios: readonly Scenario[]): string[] {
  return [...new Set(scenarios.flatMap(({ rules }) => rules.map(({ name }) => name)))];
}

/** The row of a page in the list. */
export function libraryCard(page: LibraryPage, scene: LibraryScene): LibraryCard {
  const { stored, runbook } = page;
  const card = runbookCard(runbook);
  const care = careOf(page, scene);
  const gaps = gapsOfRunbook(runbook.id, scene.past);
  const [last] = runsOf(runbook.id, scene.past, scene.checks);
  return {
    ...card,
    owner: care.owner,
    path: stored.path,
    version: stored.newest.version,
    origin: stored.origin,
    draft: stored.draft,
    retired: stored.retired,
    daysSinceTested: card.lastTested === null ? null : daysBetween(card.lastTested, isoDate(scene.nowMs)),
    reviewDueMs: care.reviewDueMs,
    findings: countFindings(findingsOf(runbook, scene)),
    openGaps: gaps.filter(({ state }) => state === 'open' || state === 're-run failed').length,
    lastRun: last
      ? { kind: last.kind, id: last.id, atMs: last.atMs, ok: last.mitigated === true, word: last.title }
      : null,
    unplaced: unplacedParts(runbook).length,
  };
}

/** The page itself with all that is known of it. */
export function runbookPage(
  page: LibraryPage,
  versions: readonly RunbookVersion[],
  scene: LibraryScene,
  authors: ReadonlyMap<string, string>,
): RunbookPage {
  const { runbook } = page;
  return {
    ...libraryCard(page, scene),
    text: runbook.source,
    lint: findingsOf(runbook, scene),
    versions: versions.map((version, i) => versionView(page.stored.path, version, versions[i - 1], authors)).reverse(),
    runs: runsOf(runbook.id, scene.past, scene.checks),
    gaps: gapsOfRunbook(runbook.id, scene.past),
    care: careOf(page, scene),
    outline: outlineOf(page),
  };
}

/** Who cares for a page today, and until when. */
export function careOf({ stored, runbook }: LibraryPage, { care, nowMs }: LibraryScene) {
  const kept = care.get(stored.id);
  return careView(
    kept ?? { owner: null, rotation: null, reviewedMs: null, reviewedBy: null, reviewNote: '' },
    runbook,
    stored.newest.atMs,
    nowMs,
  );
}

function versionView(
  path: string,
  version: RunbookVersion,
  before: RunbookVersion | undefined,
  authors: ReadonlyMap<string, string>,
): RunbookVersionView {
  const { version: number, atMs, author, note, drill, gap, commit, text } = version;
  const diff = before
    ? createTwoFilesPatch(`a/${path}`, `b/${path}`, before.text, text, undefined, undefined, { context: 3 })
    : null;
  return { version: number, atMs, author: authors.get(author) ?? author, note, drill, gap, commit, diff };
}

/** Headings and steps with the lines they cover, so that remarks can stand beside them. */
function outlineOf({ runbook }: LibraryPage): RunbookPage['outline'] {
  const lines = runbook.source.split(/\r?\n/);
  const headings = lines.flatMap((text, at) => {
    const heading = /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(text)?.[1];
    return heading === undefined ? [] : [{ heading, line: at + 1 }];
  });
  return headings.map(({ heading, line }, i) => ({
    heading,
    line,
    endLine: (headings[i + 1]?.line ?? lines.length + 1) - 1,
    step: runbook.steps.find((step) => step.line === line)?.number ?? null,
  }));
}

/**
 * Scenario × alert × runbook. What an alert links is its runbook; else whatever page claims the alert. Drafts and retired
 * pages take part in no drill and fill no hole.
 */
export function matrixView({ pages: all, checks, scenarios }: LibraryScene): MatrixView {
  const pages = all.filter(({ stored }) => !stored.draft && !stored.retired);
  const used = new Set<string>();
  const rows = scenarios.flatMap((scenario) =>
    scenario.rules.map((rule): MatrixView['rows'][number] => {
      const linked = rule.annotations.find(([name]) => name === 'runbook')?.[1].text;
      const page =
        pages.find(({ stored }) => stored.id === linked) ??
        pages.find(({ runbook }) => runbook.alerts.includes(rule.name));
      if (page) used.add(page.stored.id);
      const success = page ? successIn(scenario, page.stored.id, checks) : null;
      return {
        scenario: scenario.id,
        cover: scenario.cover,
        variant: scenario.variant.id,
        alert: rule.name,
        tier: rule.labels.find(([name]) => name === 'tier')?.[1].text ?? '',
        runbook: page?.stored.id ?? null,
        title: page?.runbook.title ?? '',
        verdict: !page ? 'hole' : success === null ? 'never tested' : success >= 1 ? 'tested' : 'failing',
        success,
      };
    }),
  );
  return {
    rows,
    unclaimedScenarios: scenarios
      .filter(({ id }) => !rows.some((row) => row.scenario === id && row.runbook))
      .map(({ id }) => id),
    unusedRunbooks: pages.filter(({ stored }) => !used.has(stored.id)).map(({ stored }) => stored.id),
  };
}

function successIn(scenario: Scenario, runbook: string, checks: readonly StoredCheck[]): number | null {
  const check = checks.find((one) => one.runbook === runbook);
  if (!check) return null;
  const rows = (JSON.parse(check.body) as BotCheck).rows.filter((row) => row.scenario === scenario.id);
  const runs = rows.reduce((sum, row) => sum + row.seeds, 0);
  return runs === 0 ? null : rows.reduce((sum, row) => sum + row.mitigated, 0) / runs;
}
