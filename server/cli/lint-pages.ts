import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isoDate } from '../runbook/freshness.ts';
import { partOf } from '../runbook/headings.ts';
import { WORLD_TOOLS } from '../runbook/lint/common-tools.ts';
import { DEFAULT_CONFIG, LINT_CONFIG_FILE, readLintConfig, type LintConfig } from '../runbook/lint/config.ts';
import type { KnownPages } from '../runbook/lint/rule.ts';
import { RULE_IDS } from '../runbook/lint/rules.ts';
import { lintRunbook, type LintFinding } from '../runbook/lint.ts';
import { parseRunbook } from '../runbook/parse.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { formatProblems } from '../scenario/format.ts';
import { loadScenario } from '../scenario/load.ts';
import { SCENARIO_TOOLS } from '../scenario/tool-names.ts';
import { StartError } from '../start-error.ts';
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
  const configs = new Configs(configPath);
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
      knownTools: day === null ? WORLD_TOOLS : SCENARIO_TOOLS,
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

/** Configurations by folder, each file read once. */
class Configs {
  readonly #fixed: LintConfig | null;
  readonly #byFolder = new Map<string, LintConfig>();

  constructor(path: string | null) {
    this.#fixed = path === null ? null : readConfigFile(path);
  }

  of(folder: string): LintConfig {
    if (this.#fixed) return this.#fixed;
    const place = resolve(folder);
    let config = this.#byFolder.get(place);
    if (!config) {
      const path = join(folder, LINT_CONFIG_FILE);
      const top = existsSync(join(place, '.git')) || dirname(place) === place;
      config = existsSync(path) ? readConfigFile(path) : top ? DEFAULT_CONFIG : this.of(join(folder, '..'));
      this.#byFolder.set(place, config);
    }
    return config;
  }
}

function readConfigFile(path: string): LintConfig {
  if (!existsSync(path)) throw new StartError(`There is no file "${path}"; leave --config out to use none.`);
  const read = readLintConfig(readFileSync(path, 'utf8'), path, RULE_IDS);
  if (!read.ok) throw new StartError(formatProblems(read.problems));
  return read.config;
}
