import type { Command } from 'commander';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Problem } from '../scenario/problem.ts';
import type { ScenarioPlayed } from './lint-run.ts';

interface LintFileReport {
  path: string;
  kind: 'scenario' | 'rules' | 'runbook';
  title: string;
  steps: number;
  findings: LintFinding[];
}

interface LintFinding {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  /** From 1. */
  line: number;
  /** From 1; where it is known. Printed as an editor reads it, not part of the JSON. */
  column?: number;
  message: string;
}

/** `drillbook lint`: scenarios, rule files and runbooks, each finding with its line; exit 1 when there is an error or warning. */
export function register(program: Command): void {
  program
    .command('lint')
    .description('check scenarios, rule files and runbooks; with --run, play each scenario and check what it promises')
    .argument('<paths...>', 'files or folders')
    .option('--run', 'let bots play the scenarios: do they break, mislead and mend as they say?')
    .option('--seeds <number>', 'seeds per variant, with --run', '1')
    .option('--json', 'print one JSON object')
    .action(async (paths: string[], options: LintOptions) => {
      const files = await lintPaths(paths);
      const played = options.run ? await playScenarios(files, options) : null;
      if (options.json) console.log(JSON.stringify({ files, ...(played ? { played } : {}) }, withoutColumn, 2));
      else console.log([...(played ?? []).map(playedTable), report(files)].join('\n'));
      if (files.some(({ findings }) => findings.some(({ severity }) => severity !== 'info'))) process.exitCode = 1;
    });
}

interface LintOptions {
  json?: true;
  run?: true;
  seeds: string;
}

/** Plays the scenarios among the files that load; what it finds joins the findings of the file where it stands. */
async function playScenarios(files: LintFileReport[], options: LintOptions): Promise<ScenarioPlayed[]> {
  const { seedList, lintByPlaying } = await import('./lint-run.ts');
  const seeds = await seedList(options.seeds);
  const played: ScenarioPlayed[] = [];
  const scenarios = files.filter(
    ({ kind, findings }) => kind === 'scenario' && !findings.some(({ severity }) => severity === 'error'),
  );
  for (const { path } of scenarios) {
    const { result, problems } = await lintByPlaying(dirname(path), seeds);
    played.push(result);
    for (const problem of problems) findingsOf(files, problem.file).push(findingOf(problem));
  }
  return played;
}

/** Findings of one file; one that was not named on the command line is listed from now on. */
function findingsOf(files: LintFileReport[], path: string): LintFinding[] {
  const known = files.find((file) => join(file.path) === join(path));
  if (known) return known.findings;
  const kind = path.endsWith('.md') ? 'runbook' : 'rules';
  const added: LintFileReport = { path, kind, title: '', steps: 0, findings: [] };
  files.push(added);
  return added.findings;
}

function playedTable({ id, rows }: ScenarioPlayed): string {
  const table = [
    PLAYED_HEAD,
    ...rows.map((row) => [row.variant, row.what, row.mitigated, row.ttm, row.lost, row.note]),
  ];
  const widths = PLAYED_HEAD.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)));
  const lines = table.map((cells) =>
    cells
      .map((cell, i) => (i < 2 || i === 5 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  return [id, ...lines, ''].join('\n');
}

const PLAYED_HEAD = ['variant', 'run', 'restored', 'TTM', 'user-minutes', ''];

async function lintPaths(paths: readonly string[]): Promise<LintFileReport[]> {
  const { StartError } = await import('../start-error.ts');
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new StartError(`There is no file or folder "${missing}".`);
  const reports: LintFileReport[] = [];
  for (const path of paths.flatMap(filesBelow)) {
    const report = await lintFile(path);
    if (report) reports.push(report);
  }
  return reports;
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules' && entry.name !== 'golden')
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

async function lintFile(path: string): Promise<LintFileReport | null> {
  if (/scenario\.ya?ml$/.test(path)) return lintScenario(path);
  if (/\.rules\.ya?ml$/.test(path)) return lintRules(path);
  if (/\.md$/.test(path)) return lintRunbookFile(path);
  return null;
}

/** Every variant is read: what one of them patches is checked nowhere else. */
async function lintScenario(path: string): Promise<LintFileReport> {
  const { loadScenario } = await import('../scenario/load.ts');
  const { lintScenario: lintLoaded } = await import('../scenario/lint.ts');
  const first = loadScenario(dirname(path), null);
  const variants = first.ok ? first.scenario.variants.map(({ id }) => loadScenario(dirname(path), id)) : [first];
  const problems = variants.flatMap((loaded) => (loaded.ok ? lintLoaded(loaded) : loaded.problems));
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return {
    path,
    kind: 'scenario',
    title: first.ok ? first.scenario.title : '',
    steps: first.ok ? first.scenario.runbooks.reduce((sum, runbook) => sum + runbook.steps.length, 0) : 0,
    findings: [...once.values()].filter(({ file }) => file === path).map(findingOf),
  };
}

async function lintRules(path: string): Promise<LintFileReport> {
  const { readRuleFile } = await import('../scenario/rule-file.ts');
  const file = readRuleFile(readFileSync(path, 'utf8'), path);
  return {
    path,
    kind: 'rules',
    title: '',
    steps: 0,
    findings: file.problems.map(findingOf),
  };
}

/** What concerns a whole file stands at its first line. */
function findingOf({ rule, severity, line, column, message, hint }: Problem): LintFinding {
  return {
    rule,
    severity,
    line: Math.max(1, line),
    column: Math.max(1, column),
    message: hint ? `${message}; ${hint}` : message,
  };
}

async function lintRunbookFile(path: string): Promise<LintFileReport> {
  const { parseRunbook } = await import('../runbook/parse.ts');
  const { lintRunbook } = await import('../runbook/lint.ts');
  const { SCENARIO_TOOLS } = await import('../scenario/tool-names.ts');
  const runbook = parseRunbook(readFileSync(path, 'utf8'), path);
  const today = await dayOf(path);
  return {
    path,
    kind: 'runbook',
    title: runbook.title,
    steps: runbook.steps.length,
    findings: lintRunbook(runbook, { today, knownTools: SCENARIO_TOOLS }),
  };
}

/** Staleness counts from today; for a scenario's own runbook from the day on which its world starts. */
async function dayOf(path: string): Promise<string> {
  const { isoDate } = await import('../runbook/freshness.ts');
  const folder = dirname(dirname(path));
  if (!existsSync(join(folder, 'scenario.yaml'))) return isoDate(Date.now());
  const { loadScenario } = await import('../scenario/load.ts');
  const loaded = loadScenario(folder, null);
  return isoDate(loaded.ok ? loaded.scenario.world.startsAtMs : Date.now());
}

function report(files: readonly LintFileReport[]): string {
  const lines = files.flatMap(({ path, findings }) =>
    findings.map(({ line, column, severity, rule, message }) => {
      const place = column === undefined ? `${line}` : `${line}:${column}`;
      return `${path}:${place} ${severity} ${rule}: ${message}`;
    }),
  );
  const count = lines.length;
  return [
    ...lines,
    `${files.length} file${files.length === 1 ? '' : 's'} read, ${count === 0 ? 'nothing found' : `${count} finding${count === 1 ? '' : 's'}`}`,
  ].join('\n');
}

function withoutColumn(key: string, value: unknown): unknown {
  return key === 'column' ? undefined : value;
}
