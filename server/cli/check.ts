import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BotId } from '../bots/bot.ts';
import type { BotSummary, DryRun } from '../bots/dry-run.ts';
import type { ParFile } from '../scoring/par.ts';

interface CheckOptions {
  seeds: string;
  json?: true;
  writePar?: true;
  runbooks?: string;
  scenario?: string;
  junit?: string;
  minSuccess: string;
}

/** `drillbook check`: bots play scenarios over many seeds; exit 1 when a promise is broken. */
export function register(program: Command): void {
  program
    .command('check')
    .description('let bots play scenarios over many seeds and test their runbooks')
    .argument('[scenario...]', 'ids or folders; all when none is named')
    .option('--seeds <number>', 'seeds per variant and bot', '10')
    .option('--json', 'print one JSON object')
    .option('--runbooks <folder>', 'test these pages instead: a bot follows each word for word')
    .option('--scenario <id|all>', 'with --runbooks: in which scenario', 'all')
    .option('--min-success <share>', 'with --runbooks: runs that a page must bring back, 0 to 1', '0.95')
    .option('--junit <file>', 'with --runbooks: also write a JUnit report')
    .option('--write-par', 'keep the bands as par.json beside each scenario')
    .action(check);
}

async function check(names: string[], options: CheckOptions): Promise<void> {
  if (options.runbooks !== undefined) return checkPages(options.runbooks, options);
  const { dryRun } = await import('../bots/dry-run.ts');
  const { ENGINE_VERSION } = await import('../engine/version.ts');
  const { openVariants, scenarioFolder, scenariosRoot } = await import('./shelf.ts');
  const { scenarioFolders } = await import('../scenario/list.ts');
  const { progressLine } = await import('./progress.ts');
  const { initSql } = await import('../sql/parse.ts');
  const { botShell } = await import('../bots/bot-shell.ts');
  const count = await seedCount(options);
  const folders = names.length > 0 ? names.map(scenarioFolder) : scenarioFolders(scenariosRoot());
  const seeds = Array.from({ length: count }, (_, index) => `seed-${index + 1}`);
  await initSql();
  const shell = botShell();
  const progress = progressLine();
  const scenarios: DryRun[] = [];
  try {
    for (const folder of folders) {
      const variants = openVariants(folder);
      const result = await dryRun(variants, {
        seeds,
        shell,
        onRun: (done, of) => progress.show(`${variants[0]?.id}: ${done} of ${of} runs`),
      });
      scenarios.push(result);
      if (options.writePar) writePar(folder, variants[0]?.hash ?? '', ENGINE_VERSION, result);
    }
  } finally {
    progress.done();
    shell.close();
  }
  if (options.json)
    console.log(
      JSON.stringify(
        { engine: ENGINE_VERSION, scenarios: scenarios.map(({ par: _par, ...scenario }) => scenario) },
        null,
        2,
      ),
    );
  else console.log(scenarios.map(report).join('\n\n'));
  if (scenarios.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}

async function checkPages(runbooks: string, options: CheckOptions): Promise<void> {
  const { checkRunbookFolder } = await import('./check-runbooks.ts');
  const { StartError } = await import('../start-error.ts');
  const minSuccess = Number(options.minSuccess);
  if (!(minSuccess >= 0 && minSuccess <= 1))
    throw new StartError(`--min-success takes a share from 0 to 1, not "${options.minSuccess}".`);
  await checkRunbookFolder({
    runbooks,
    scenario: options.scenario ?? 'all',
    seeds: await seedCount(options),
    json: options.json === true,
    junit: options.junit ?? null,
    minSuccess,
  });
}

async function seedCount({ seeds }: CheckOptions): Promise<number> {
  const { StartError } = await import('../start-error.ts');
  const count = Number(seeds);
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return count;
  throw new StartError(`--seeds takes a whole number from 1 to 10000, not "${seeds}".`);
}

function writePar(folder: string, scenarioHash: string, engine: string, result: DryRun): void {
  const file: ParFile = {
    scenario: result.id,
    scenarioHash,
    engine,
    bots: ['runbook-literal', 'oracle'],
    variants: result.par,
  };
  writeFileSync(join(folder, 'par.json'), `${JSON.stringify(file, null, 2)}\n`);
}

function report({ id, variants, findings }: DryRun): string {
  const rows = Object.entries(variants).flatMap(([variant, bots]) =>
    Object.entries(bots).map(([bot, summary]) => row(variant, bot as BotId, summary)),
  );
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...[HEAD, ...rows].map((cells) => cells[column]!.length)));
  const table = [HEAD, ...rows].map((cells) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  const found = findings.map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}`);
  return [id, ...table, ...(found.length > 0 ? ['', ...found] : ['no findings'])].join('\n');
}

const HEAD = ['variant', 'bot', 'mitigated', 'TTM p50', 'TTM p90', 'user-minutes p50'];

function row(variant: string, bot: BotId, { runs, mitigated, ttmSeconds, userMinutesLost }: BotSummary): string[] {
  const time = (seconds: number | null) => (seconds === null ? 'never' : `${Math.round(seconds)} s`);
  return [
    variant,
    bot,
    `${mitigated} of ${runs}`,
    time(ttmSeconds.p50),
    time(ttmSeconds.p90),
    String(userMinutesLost.p50),
  ];
}
