import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LintSeverity } from '../protocol/library.ts';
import type { Problem } from '../scenario/problem.ts';
import type { LintFile } from './lint-files.ts';
import { isAtLeast, tableReport, textReport, type FileFinding, type LintFileReport } from './lint-report.ts';
import type { ScenarioPlayed } from './lint-run.ts';

const FORMATS = ['text', 'table', 'json', 'sarif'] as const;
type Format = (typeof FORMATS)[number];
const FAIL_ON = ['must', 'should', 'may', 'never'] as const;

interface LintOptions {
  json?: true;
  sarif?: true;
  format: string;
  failOn: string;
  config?: string;
  run?: true;
  seeds: string;
}

/** `drillbook lint`: scenarios, rule files and runbooks, each finding with its line; exit 1 when one is loud enough. */
export function register(program: Command): void {
  program
    .command('lint')
    .description('check scenarios, rule files and runbooks; with --run, play each scenario and check what it promises')
    .argument('<paths...>', 'files, folders or git working trees')
    .option('--format <text|table|json|sarif>', 'how to print what was found', 'text')
    .option('--json', 'print one JSON object')
    .option('--sarif', 'print SARIF 2.1.0, for code hosts')
    .option('--fail-on <must|should|may|never>', 'the least that makes the exit status 1', 'should')
    .option('--config <file>', 'severities and limits of runbook rules (the nearest drillbook.lint.yaml)')
    .option('--run', 'let bots play the scenarios: do they break, mislead and mend as they say?')
    .option('--seeds <number>', 'seeds per variant, with --run', '1')
    .action(lint);
}

async function lint(paths: string[], options: LintOptions): Promise<void> {
  const { StartError } = await import('../start-error.ts');
  const format: Format | undefined = options.sarif
    ? 'sarif'
    : options.json
      ? 'json'
      : FORMATS.find((one) => one === options.format);
  if (!format) throw new StartError(`--format takes one of ${FORMATS.join(', ')}, not "${options.format}".`);
  const failOn = FAIL_ON.find((one) => one === options.failOn);
  if (!failOn) throw new StartError(`--fail-on takes one of ${FAIL_ON.join(', ')}, not "${options.failOn}".`);
  const { files, skipped } = await lintPaths(paths, options.config ?? null);
  const played = options.run ? await playScenarios(files, options) : null;
  if (format === 'sarif') await printSarif(files);
  else if (format === 'json') console.log(JSON.stringify({ files, ...(played ? { played } : {}) }, withoutColumn, 2));
  else {
    const report = format === 'table' ? tableReport : textReport;
    console.log([...(played ?? []).map(playedTable), report(files, skipped)].join('\n'));
  }
  const severities = files.flatMap(({ findings }) => findings.map(({ severity }) => severity));
  if (failOn !== 'never' && severities.some((severity) => isAtLeast(severity, failOn))) process.exitCode = 1;
}

async function printSarif(files: readonly LintFileReport[]): Promise<void> {
  const { sarifLog } = await import('./sarif.ts');
  const { productVersion } = await import('../project-root.ts');
  console.log(JSON.stringify(sarifLog(files, productVersion(), process.cwd()), null, 2));
}

/** Plays the scenarios among the files that load; what it finds joins the findings of the file where it stands. */
async function playScenarios(files: LintFileReport[], options: LintOptions): Promise<ScenarioPlayed[]> {
  const { seedList, lintByPlaying } = await import('./lint-run.ts');
  const seeds = await seedList(options.seeds);
  const played: ScenarioPlayed[] = [];
  const scenarios = files.filter(
    ({ kind, findings }) => kind === 'scenario' && !findings.some(({ severity }) => severity === 'must'),
  );
  for (const { path } of scenarios) {
    const { result, problems } = await lintByPlaying(dirname(path), seeds);
    played.push(result);
    for (const problem of problems) findingsOf(files, problem.file).push(findingOf(problem));
  }
  return played;
}

/** Findings of one file; one that was not named on the command line is listed from now on. */
function findingsOf(files: LintFileReport[], path: string): FileFinding[] {
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

async function lintPaths(
  paths: readonly string[],
  config: string | null,
): Promise<{ files: LintFileReport[]; skipped: number }> {
  const { filesToLint } = await import('./lint-files.ts');
  const { lintPages } = await import('./lint-pages.ts');
  const { progressLine } = await import('./progress.ts');
  const found = filesToLint(paths);
  const progress = progressLine();
  const pages = found.filter(({ kind }) => kind === 'runbook');
  try {
    const linted = lintPages(pages, config, (done) => {
      if (done % 20 === 0) progress.show(`${done} of ${pages.length} pages`);
    });
    const reports = new Map<string, LintFileReport>();
    for (const page of linted) {
      if (!page) continue;
      const { path, runbook, findings } = page;
      reports.set(path, { path, kind: 'runbook', title: runbook.title, steps: runbook.steps.length, findings });
    }
    for (const file of found) {
      const report = await lintOther(file);
      if (report) reports.set(file.path, report);
    }
    const files = found.flatMap(({ path }) => reports.get(path) ?? []);
    return { files, skipped: found.length - files.length };
  } finally {
    progress.done();
  }
}

async function lintOther({ path, kind }: LintFile): Promise<LintFileReport | null> {
  if (kind === 'scenario') return lintScenario(path);
  return kind === 'rules' ? lintRules(path) : null;
}

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

const SEVERITY = { error: 'must', warning: 'should' } as const satisfies Record<Problem['severity'], LintSeverity>;

/** What concerns a whole file stands at its first line. */
function findingOf({ rule, severity, line, column, message, hint }: Problem): FileFinding {
  return {
    rule,
    severity: SEVERITY[severity],
    line: Math.max(1, line),
    column: Math.max(1, column),
    message: hint ? `${message}; ${hint}` : message,
  };
}

function withoutColumn(key: string, value: unknown): unknown {
  return key === 'column' ? undefined : value;
}
