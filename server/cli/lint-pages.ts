import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LintConfigs } from '../library/lint-configs.ts';
import { isoDate } from '../runbook/freshness.ts';
import { partOf } from '../runbook/headings.ts';
import { DRILL_TOOLS, WORLD_TOOLS } from '../runbook/lint/common-tools.ts';
import type { KnownPages } from '../runbook/lint/rule.ts';
import { lintRunbook, type LintFinding } from '../runbook/lint.ts';
import { parseRunbook } from '../runbook/parse.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { loadScenario } from '../scenario/load.ts';
import type { LintFile } from './lint-files.ts';

export interface LintedPage {
  path: string;
  runbook: Runbook;
  findings: LintFinding[];
}

/**
 * Reads and judges pages. `configPath` counts for all; without it each page has the nearest `drillbook.lint.yaml` at or
 * above its folder, up to the top of its working tree. Null stands for a page that was found and is no runbook. Throws
 * `StartError` with file, line and column when a configuration cannot be used.
 */
export function lintPages(
  files: readonly LintFile[],
  configPath: string | null,
  onPage: (done: number) => void,
): (LintedPage | null)[] {
  const configs = new LintConfigs(configPath);
  const folders = new Map<string, { day: string | null; names: string[] }>();
  const runbooks = files.map(({ path, named }, i) => {
    onPage(i + 1);
    const runbook = parseRunbook(readFileSync(path, 'utf8'), path);
    return named || isRunbook(runbook) ? runbook : null;
  });
  const ids = runbooks.flatMap((runbook) => (runbook ? [runbook.id] : []));
  return files.map(({ path }, i) => {
    const runbook = runbooks[i];
    if (!runbook) return null;
    const folder = dirname(path);
    const { day, names } = folders.get(folder) ?? { day: dayOfScenario(folder), names: namesIn(folder) };
    folders.set(folder, { day, names });
    const findings = lintRunbook(runbook, {
      today: day ?? isoDate(Date.now()),
      knownTools: day === null ? WORLD_TOOLS : DRILL_TOOLS,
      names: day === null ? 'some' : 'all',
      pages: pagesAround(path, ids, names),
      config: configs.of(folder),
    });
    return { path, runbook, findings };
  });
}

/** A page in a folder of documents may be about anything. */
function isRunbook(runbook: Runbook): boolean {
  if (/(?:^|[\\/])(?:run-?books?|play-?books?|sops?)[\\/]|\bRUN-\d/i.test(runbook.file)) return true;
  const { alerts, category, lastTested, escalation, steps } = runbook;
  if (alerts.length > 0 || category !== '' || lastTested !== null) return true;
  const headings = runbook.source.match(/^#{1,3}\s.*$/gm) ?? [];
  const parts = new Set(headings.map((heading) => partOf(heading.replace(/^#+\s*/, ''))));
  return steps.length > 0 && parts.has('steps') && (escalation !== null || parts.has('trigger') || parts.has('impact'));
}

/** Staleness of a scenario's own runbook counts from the day on which its world starts; null for any other page. */
function dayOfScenario(folder: string): string | null {
  const scenario = dirname(folder);
  if (!existsSync(join(scenario, 'scenario.yaml'))) return null;
  const loaded = loadScenario(scenario, null);
  return isoDate(loaded.ok ? loaded.scenario.world.startsAtMs : Date.now());
}

/** What links may lead to: files on disk; ids of pages read now, and of files beside this one. */
function pagesAround(path: string, read: readonly string[], beside: readonly string[]): KnownPages {
  const ids = [...new Set([...read, ...beside])];
  const numbered = ids.filter((id) => /^RUN-\d+$/.test(id));
  return { ids: numbered.length > 1 ? ids : null, has: (link) => existsSync(resolve(dirname(path), link)) };
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.(?:md|markdown)$/i.test(name))
    .map((name) => name.replace(/\.\w+$/, ''));
}
