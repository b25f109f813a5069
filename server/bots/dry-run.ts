import type { DeskShell } from '../desk/parts.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { parOf, type ParBands } from '../scoring/par.ts';
import type { Bot, BotId } from './bot.ts';
import { doNothing } from './do-nothing.ts';
import { staleCommands } from './lint/runbook-commands.ts';
import { naiveRestart } from './naive-restart.ts';
import { oracle } from './oracle.ts';
import { playBot, type BotRun } from './play.ts';
import { literalWith, runbookLiteral } from './runbook-literal.ts';

export const BOTS: readonly Bot[] = [doNothing, naiveRestart, runbookLiteral, oracle];

/** The literal bot must bring the service back in at least this share of runs. */
const LITERAL_SHARE = 0.95;

export interface BotSummary {
  runs: number;
  mitigated: number;
  /** Detection to mitigation, seconds; null where a percentile falls on a run that never got there. */
  ttmSeconds: { p50: number | null; p90: number | null };
  userMinutesLost: { p50: number };
}

export interface Finding {
  rule: string;
  severity: 'error' | 'warning';
  file: string;
  line: number;
  message: string;
}

export interface DryRun {
  id: string;
  bots: Record<BotId, BotSummary>;
  variants: Record<string, Record<BotId, BotSummary>>;
  findings: Finding[];
  par: Record<string, ParBands>;
}

export interface DryRunOptions {
  seeds: readonly string[];
  shell: DeskShell;
  /** Called after each run with how many are done of how many. */
  onRun?: (done: number, of: number) => void;
}

/** Runs every bot over every seed of every variant, and says what the scenario's promises are worth. */
export async function dryRun(
  variants: readonly Scenario[],
  { seeds, shell, onRun = () => undefined }: DryRunOptions,
): Promise<DryRun> {
  const first = variants[0];
  if (!first) throw new Error('a scenario has at least one variant');
  const of = variants.reduce((sum, scenario) => sum + seeds.length * BOTS.length + alone(variants, scenario).length, 0);
  let done = 0;
  const runs: BotRun[] = [];
  const findings = new Map<string, Finding>();
  const note = (found: readonly Finding[]) =>
    found.forEach((finding) =>
      findings.set(`${finding.rule}${finding.file}${finding.line}${finding.message}`, finding),
    );
  for (const scenario of variants) {
    for (const seed of seeds) {
      for (const bot of BOTS) {
        const run = await playBot(scenario, seed, bot, shell);
        note(staleSteps(scenario, run));
        runs.push({ ...run, entries: [] });
        onRun(++done, of);
      }
    }
    for (const id of alone(variants, scenario)) {
      note(staleSteps(scenario, await playBot(scenario, seeds[0] ?? 'seed-1', literalWith(id), shell)));
      onRun(++done, of);
    }
    note(
      promises(
        scenario,
        runs.filter((run) => run.variant === scenario.variant.id),
      ),
    );
  }
  return {
    id: first.id,
    bots: summaries(runs),
    variants: Object.fromEntries(
      variants.map(({ variant }) => [variant.id, summaries(runs.filter((run) => run.variant === variant.id))]),
    ),
    findings: [...findings.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line),
    par: parOf(runs.filter((run) => run.bot === 'runbook-literal' || run.bot === 'oracle')),
  };
}

/**
 * Runbooks that are followed alone, once, so that a step which the linked path never reaches is tested too: in the variant
 * that they claim; those that no variant names, in the first.
 */
function alone(variants: readonly Scenario[], { variant, runbooks }: Scenario): string[] {
  const claimed = new Set(variants[0]?.variants.map(({ runbook }) => runbook));
  const isFirst = variant.id === variants[0]?.variant.id;
  return runbooks.map(({ id }) => id).filter((id) => (claimed.has(id) ? variant.runbook === id : isFirst));
}

function summaries(runs: readonly BotRun[]): Record<BotId, BotSummary> {
  return Object.fromEntries(BOTS.map(({ id }) => [id, summary(runs.filter((run) => run.bot === id))])) as Record<
    BotId,
    BotSummary
  >;
}

function summary(runs: readonly BotRun[]): BotSummary {
  const ttm = runs.map(({ mitigated, times }) => {
    if (!mitigated) return Number.POSITIVE_INFINITY;
    return times.TTM && !times.TTM.censored ? (times.TTM.seconds ?? 0) : 0;
  });
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    runs: runs.length,
    mitigated: runs.filter((run) => run.mitigated).length,
    ttmSeconds: { p50: finite(percentile(ttm, 0.5)), p90: finite(percentile(ttm, 0.9)) },
    userMinutesLost: {
      p50: Math.round(
        percentile(
          runs.map((run) => run.impact.userMinutesLost),
          0.5,
        ),
      ),
    },
  };
}

/** Nearest rank; 0 of nothing. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function staleSteps(scenario: Scenario, { entries }: BotRun): Finding[] {
  return staleCommands(scenario, entries).map(({ file, line, message }) => ({
    rule: 'stale-step',
    severity: 'error',
    file,
    line,
    message,
  }));
}

/** What a scenario promises of its bots, per variant. */
function promises(scenario: Scenario, runs: readonly BotRun[]): Finding[] {
  const by = summaries(runs);
  const [nothing, naive, literal, best] = BOTS.map(({ id }) => by[id as BotId]) as [
    BotSummary,
    BotSummary,
    BotSummary,
    BotSummary,
  ];
  const where = { file: `${scenario.folder}/scenario.yaml`, line: 1, severity: 'error' as const };
  const found: Finding[] = [];
  const say = (rule: string, message: string) =>
    found.push({ rule, ...where, message: `variant ${scenario.variant.id}: ${message}` });
  if (scenario.nothingWrong) {
    for (const [who, { mitigated, runs: of }] of [
      ['doing nothing', nothing],
      ['following the runbooks', literal],
      ['the oracle', best],
    ] as const)
      if (mitigated < of)
        say('something-wrong', `${who} breaks a promise in ${of - mitigated} of ${of} runs, and nothing is wrong`);
    return found;
  }
  if (nothing.mitigated > 0)
    say('heals-itself', `doing nothing brings the service back in ${nothing.mitigated} of ${nothing.runs} runs`);
  if (literal.mitigated < LITERAL_SHARE * literal.runs)
    say(
      'runbook-fails',
      `following the runbooks word for word works in ${literal.mitigated} of ${literal.runs} runs, ${LITERAL_SHARE * 100} % are promised`,
    );
  if (best.mitigated < best.runs)
    say('oracle-fails', `the oracle brings the service back in ${best.mitigated} of ${best.runs} runs`);
  if (slower(best.ttmSeconds.p50, literal.ttmSeconds.p50))
    say('oracle-slow', 'following the runbooks is faster than the oracle');
  const hurts =
    naive.userMinutesLost.p50 > nothing.userMinutesLost.p50 || slower(naive.ttmSeconds.p50, literal.ttmSeconds.p50);
  if (!hurts)
    say('tempting-is-harmless', 'restarting neither loses more user-minutes than doing nothing nor delays mitigation');
  return found;
}

function slower(a: number | null, b: number | null): boolean {
  return (a ?? Number.POSITIVE_INFINITY) > (b ?? Number.POSITIVE_INFINITY);
}
