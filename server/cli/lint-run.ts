import type { Played, Rehearsal } from '../bots/lint/rehearsal.ts';
import type { MoveTrial } from '../bots/lint/try-moves.ts';
import type { Harm } from '../bots/lint/harm.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Problem } from '../scenario/problem.ts';

/** What the runs of one scenario came to: the figures that the findings rest on. */
export interface ScenarioPlayed {
  id: string;
  seeds: string[];
  rows: PlayedRow[];
}

interface PlayedRow {
  variant: string;
  what: string;
  /** "3 of 3" */
  mitigated: string;
  /** Median seconds from detection to mitigation, in words. */
  ttm: string;
  /** Median user-minutes lost. */
  lost: string;
  /** How a tempting move hurt. */
  note: string;
}

/** `seed-1` … as many as asked for. Throws `StartError` for anything but a small whole number. */
export async function seedList(count: string): Promise<string[]> {
  const { StartError } = await import('../start-error.ts');
  const number = Number(count);
  if (!Number.isInteger(number) || number < 1 || number > 100)
    throw new StartError(`--seeds takes a whole number from 1 to 100, not "${count}".`);
  return Array.from({ length: number }, (_, i) => `seed-${i + 1}`);
}

/** Plays every variant of the scenario in a folder; progress on a terminal. */
export async function lintByPlaying(
  folder: string,
  seeds: readonly string[],
): Promise<{ result: ScenarioPlayed; problems: Problem[] }> {
  const { runLint } = await import('../bots/run-lint.ts');
  const { loadScenario } = await import('../scenario/load.ts');
  const { initSql } = await import('../sql/parse.ts');
  const { botShell } = await import('../bots/bot-shell.ts');
  const { progressLine } = await import('./progress.ts');
  const first = loadScenario(folder, null);
  if (!first.ok) return { result: { id: folder, seeds: [...seeds], rows: [] }, problems: first.problems };
  const loaded = first.scenario.variants.map(({ id }) => loadScenario(folder, id));
  const broken = loaded.find((one) => !one.ok);
  if (broken && !broken.ok) return { result: { id: folder, seeds: [...seeds], rows: [] }, problems: broken.problems };
  const variants = loaded.filter((one): one is LoadedScenario => one.ok);
  await initSql();
  const shell = botShell();
  const progress = progressLine();
  try {
    const { harmOf } = await import('../bots/lint/harm.ts');
    const rows: PlayedRow[] = [];
    const problems = await runLint(variants, {
      seeds,
      shell,
      onRun: (variant, done, of) => progress.show(`${first.scenario.id}/${variant}: ${done} of ${of} runs`),
      onVariant: async (rehearsal) => void rows.push(...(await rowsOf(rehearsal, harmOf))),
    });
    return { result: { id: first.scenario.id, seeds: [...seeds], rows }, problems };
  } finally {
    progress.done();
    shell.close();
  }
}

type HarmOf = (trial: MoveTrial) => Harm;

async function rowsOf(of: Rehearsal, harmOf: HarmOf): Promise<PlayedRow[]> {
  const { scenario } = of;
  const row = (what: string, runs: readonly Played[], note = ''): PlayedRow => {
    const restored = runs.filter(({ run }) => run.mitigated);
    const ttm = middle(restored.map(({ run }) => run.times.TTM?.seconds ?? 0));
    return {
      variant: scenario.variant.id,
      what,
      mitigated: `${restored.length} of ${runs.length}`,
      ttm: restored.length === 0 || restored.every(({ stamps }) => stamps.mit === null) ? '' : `${Math.round(ttm)} s`,
      lost: String(Math.round(middle(runs.map(({ lost }) => lost)))),
      note,
    };
  };
  return [
    row('do nothing', await of.nothing()),
    row('oracle', await of.right()),
    row('runbook, word for word', await of.literal()),
    row('no fault, nobody', [await of.control()]),
    row('three times everything', [await of.maximum()]),
    ...(await of.moves()).map((trial) =>
      row(
        `tempting: ${trial.move.action}`,
        trial.trials.map(({ alone }) => alone),
        noteOf(harmOf(trial)),
      ),
    ),
  ];
}

function noteOf({ hurts, helps, delays }: Harm): string {
  return helps !== null ? `helps: ${helps}` : hurts.length > 0 ? hurts.join('; ') : delays;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
