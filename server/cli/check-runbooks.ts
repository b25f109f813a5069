import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { RunbookCheckResult } from '../bots/runbook-check.ts';
import type { BotCheckRow } from '../protocol/library.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { StartError } from '../start-error.ts';
import { junitXml, type TestCase } from './junit.ts';

export interface CheckRunbooksOptions {
  runbooks: string;
  scenario: string;
  seeds: number;
  json: boolean;
  junit: string | null;
  minSuccess: number;
}

/**
 * `drillbook check --runbooks <folder>`: CI for runbooks. A bot follows every page word for word in every scenario whose
 * alerts it claims. Exit 1 when a page fails: below the wanted success, a dead or harmful step, or a false scope.
 */
export async function checkRunbookFolder(options: CheckRunbooksOptions): Promise<void> {
  const { checkRunbooks } = await import('../bots/runbook-check.ts');
  const { parseRunbook } = await import('../runbook/parse.ts');
  const { openVariants, scenarioFolder, scenariosRoot } = await import('./shelf.ts');
  const { scenarioFolders } = await import('../scenario/list.ts');
  const { progressLine } = await import('./progress.ts');
  const { initSql } = await import('../sql/parse.ts');
  const { botShell } = await import('../bots/bot-shell.ts');
  const files = pageFiles(options.runbooks);
  // Now, since the runs take minutes.
  if (options.junit !== null) makeFolderOf(options.junit);
  const pages = files
    .map((file) => parseRunbook(readFileSync(file, 'utf8'), file))
    .filter(({ steps }) => steps.length > 0);
  if (pages.length === 0)
    throw new StartError(`There is no runbook with steps in "${options.runbooks}"; name a folder of Markdown pages.`);
  const all = options.scenario === 'all';
  const folders = all ? scenarioFolders(scenariosRoot()) : [scenarioFolder(options.scenario)];
  const variants = folders.flatMap(openVariants);
  const seeds = Array.from({ length: options.seeds }, (_, index) => `seed-${index + 1}`);
  await initSql();
  const shell = botShell();
  const progress = progressLine();
  try {
    const result = await checkRunbooks(variants, pages, {
      seeds,
      shell,
      onRun: (done, of, what) => progress.show(`${done} of ${of}: ${what}`),
    });
    progress.done();
    const verdicts = verdictsOf(result, pages, options.minSuccess);
    if (options.junit !== null) writeFileSync(options.junit, junitXml('drillbook check', casesOf(verdicts)));
    if (options.json)
      console.log(JSON.stringify({ seeds, ...result, failures: verdicts.filter(failed).map(asFailure) }, null, 2));
    else console.log(table(verdicts, result));
    if (verdicts.some(failed)) process.exitCode = 1;
  } finally {
    progress.done();
    shell.close();
  }
}

function makeFolderOf(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw new StartError(`"${file}" cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

interface Verdict {
  page: Runbook;
  row: BotCheckRow;
  /** What is wrong, with file and line. */
  problems: string[];
}

const failed = ({ problems }: Verdict) => problems.length > 0;

function asFailure({ page, row, problems }: Verdict) {
  return { runbook: page.id, file: page.file, scenario: row.scenario, variant: row.variant, problems };
}

function verdictsOf({ runbooks }: RunbookCheckResult, pages: readonly Runbook[], minSuccess: number): Verdict[] {
  return runbooks.flatMap(({ runbook, rows }) => {
    const page = pages.find(({ id }) => id === runbook);
    return page ? rows.map((row) => ({ page, row, problems: problemsOf(page, row, minSuccess) })) : [];
  });
}

/** A page that claims an alert need not heal every variant of it, as long as it sends the reader on. */
function problemsOf(page: Runbook, row: BotCheckRow, minSuccess: number): string[] {
  const at = (line: number) => `${page.file}:${line}`;
  const share = row.mitigated / row.seeds;
  const helps = row.mitigated > 0;
  return [
    ...(row.falseScope
      ? [
          `${at(page.scope.line || 1)} false-scope: it claims an alert of this variant, helps in no run and names no page that does`,
        ]
      : []),
    ...(helps && !row.stepsOnly && share < minSuccess
      ? [`${at(1)} unreliable: it brings the service back in ${row.mitigated} of ${row.seeds} runs`]
      : []),
    ...row.dead.map(({ step, line, why }) => `${at(line)} dead-step: step ${step}: ${why}`),
    ...row.harmful.map(
      ({ step, line, userMinutes }) =>
        `${at(line)} harmful-step: after step ${step} users lose ${userMinutes} user-minutes more than without it`,
    ),
  ];
}

function casesOf(verdicts: readonly Verdict[]): TestCase[] {
  return verdicts.map(({ page, row, problems }) => ({
    suite: page.id,
    name: `${row.scenario}, ${row.variant}`,
    file: page.file,
    failure: problems.length === 0 ? null : problems.join('\n'),
  }));
}

const HEAD = ['runbook', 'scenario', 'variant', 'success', 'TTM p10', 'p50', 'p90', 'dead', 'harmful'];

function table(verdicts: readonly Verdict[], { unclaimed }: RunbookCheckResult): string {
  const time = (seconds: number | null) => (seconds === null ? 'never' : `${Math.round(seconds)} s`);
  const rows = verdicts.map(({ page, row }) => [
    page.id,
    row.scenario,
    row.variant,
    row.stepsOnly ? 'steps only' : `${row.mitigated} of ${row.seeds}`,
    time(row.ttmS.p10),
    time(row.ttmS.p50),
    time(row.ttmS.p90),
    String(row.dead.length),
    String(row.harmful.length),
  ]);
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((cells) => cells[column]!.length)));
  const lines = [HEAD, ...rows].map((cells) =>
    cells
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const problems = [...new Set(verdicts.flatMap((verdict) => verdict.problems))].sort();
  const holes = unclaimed.map(
    ({ scenario, variant, alerts }) => `${scenario}, ${variant}: no page claims ${alerts.join(', ') || 'its alerts'}`,
  );
  return [
    ...lines,
    '',
    ...(problems.length > 0 ? problems : ['no findings']),
    ...(holes.length > 0 ? ['', ...holes] : []),
  ].join('\n');
}

function pageFiles(place: string): string[] {
  if (!existsSync(place)) throw new StartError(`There is no folder "${place}".`);
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(md|markdown)$/i.test(entry.name))
    .map((entry) => relative('.', join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(/[\\/]/).some((part) => part === 'node_modules' || part.startsWith('.git')))
    .sort();
}
