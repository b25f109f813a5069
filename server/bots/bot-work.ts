import type { DeskShell } from '../desk/parts.ts';
import type { Progress } from '../protocol/library.ts';
import type { DryRunView } from '../protocol/set-up.ts';
import { buildDebrief } from '../report/debrief.ts';
import { RememberedReadings } from '../report/kept-readings.ts';
import { checksTrue, runbookUses } from '../runbook/evidence.ts';
import { parseRunbook } from '../runbook/parse.ts';
import { refusedAsUnknown } from '../runbook/refusal-words.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { readLog, type DrillLog } from '../scoring/drill-log.ts';
import type { BotJob, BotJobResult, CheckJob, CheckResult, DryRunJob, RerunJob, RerunResult } from './bot-job.ts';
import { makeBooklet } from './booklet.ts';
import { playOut } from './play.ts';
import { preview } from './preview.ts';
import { checkRunbooks } from './runbook-check.ts';
import { recoverable } from './recoverable.ts';
import { scenarioOfPack } from './scenario-of-pack.ts';
import { tryInject } from './try-inject.ts';
import { literalFrom, literalWith } from './runbook-literal.ts';

/**
 * Does a job from beginning to end. Throws a sentence for a pack of another version, and what `onProgress` throws.
 * Deterministic.
 */
export async function doBotJob(
  job: BotJob,
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<BotJobResult> {
  switch (job.kind) {
    case 'rerun':
      return playAgain(job, shell, onProgress);
    case 'check':
      return check(job, shell, onProgress);
    case 'dry-run':
      return { kind: 'dry-run', view: await previewOf(job, shell, onProgress) };
    case 'try':
      return tryInject(job);
    case 'recoverable':
      return recoverable(job, shell, onProgress);
    case 'booklet': {
      const { pack, seed, injects } = job;
      return { kind: 'booklet', booklet: await makeBooklet(scenarioOfPack(pack), seed, injects, shell, onProgress) };
    }
  }
}

async function check(
  { packs, pages, test, seeds }: CheckJob,
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<CheckResult> {
  const runbooks = pages.map(({ id, path, text }) => ({ ...parseRunbook(text, path), id }));
  const result = await checkRunbooks(packs.map(scenarioOfPack), runbooks, {
    seeds,
    shell,
    only: test,
    onRun: (done, of, what) => onProgress({ done, of, what }),
  });
  return { kind: 'check', ...result };
}

function previewOf(
  { pack, seed, asSetUp }: DryRunJob,
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<DryRunView> {
  return preview(scenarioOfPack(pack), seed, asSetUp, shell, (done, of, what) => onProgress({ done, of, what }));
}

async function playAgain(
  job: RerunJob,
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<RerunResult> {
  const scenario = scenarioOfPack(job.pack);
  onProgress({ done: 0, of: 1, what: `Following ${job.runbook} word for word` });
  const bot = job.sendsOn ? literalFrom(job.runbook) : literalWith(job.runbook);
  const { run, drill } = await playOut(scenario, job.seed, bot, shell);
  onProgress({ done: 1, of: 1, what: 'Reading what came of it' });
  const { gaps } = buildDebrief({ entries: run.entries, scenario, readings: new RememberedReadings(drill.sim) });
  const runbook = scenario.runbooks.find(({ id }) => id === job.runbook);
  const ttm = run.times.TTM;
  return {
    kind: 'rerun',
    mitigated: run.mitigated,
    ttmS: ttm && !ttm.censored ? ttm.seconds : null,
    gaps,
    steps: runbook ? stepsOf(readLog(run.entries), runbook) : [],
  };
}

function stepsOf(log: DrillLog, runbook: Runbook): RerunResult['steps'] {
  const [use] = runbookUses(log, [runbook]);
  return (use?.steps ?? []).map((evidence) => ({
    step: evidence.step.number,
    ran: evidence.runs.length > 0,
    refused: evidence.runs.some(({ payload }) =>
      refusedAsUnknown(payload, evidence.step.commands[payload.step?.command ?? 0]?.text ?? ''),
    ),
    checksTrue: checksTrue(evidence),
    checks: evidence.step.checks.length,
  }));
}
