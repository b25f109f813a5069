import type { DeskShell } from '../desk/parts.ts';
import type { Entry } from '../drill/entry.ts';
import type { BotCheck, BotCheckRow } from '../protocol/library.ts';
import { firstWords, refusedAsUnknown } from '../runbook/refusal-words.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { belongsTo, withRunbooks } from '../scenario/with-runbooks.ts';
import { secondOf } from '../scoring/drill-log.ts';
import { doNothing } from './do-nothing.ts';
import { MeasuredDrill } from './measured-drill.ts';
import { playOut, type BotRun } from './play.ts';
import { literalWith } from './runbook-literal.ts';

export interface RunbookCheckOptions {
  seeds: readonly string[];
  shell: DeskShell;
  /** Called after each run. */
  onRun?: (done: number, of: number, what: string) => void;
  /** Only these pages are tested; absent = all. */
  only?: readonly string[];
}

/** What bots that follow the pages word for word make of them. */
export interface RunbookCheckResult {
  runbooks: Omit<BotCheck, 'version' | 'atMs'>[];
  /** Variants whose pages no runbook answers. */
  unclaimed: { scenario: string; variant: string; alerts: string[] }[];
}

/** How long after a step its effect on users is judged. */
const HARM_WINDOW_S = 180;
/** HARM: most runs lose at least so many user-minutes, and this share, more than without the step. */
const HARM_MINUTES = 10;
const HARM_SHARE = 0.1;

/** One run of one page, with the drill that it was played in and the one in which nobody did anything. */
interface Followed {
  run: BotRun;
  drill: MeasuredDrill;
  without: MeasuredDrill;
}

/**
 * Tests runbooks against scenarios: each page alone in a bot's hands, in every variant in which an alert fires that it
 * claims, over all seeds. A page that claims none of them has its steps tried once. Deterministic for a list of seeds.
 * @param variants every scenario, once for each variant to test
 */
export async function checkRunbooks(
  variants: readonly Scenario[],
  pages: readonly Runbook[],
  { seeds, shell, onRun = () => undefined, only }: RunbookCheckOptions,
): Promise<RunbookCheckResult> {
  const wanted = (page: Runbook) => !only || only.includes(page.id);
  const rows = new Map<string, BotCheckRow[]>(pages.filter(wanted).map((page) => [page.id, []]));
  const unclaimed: RunbookCheckResult['unclaimed'] = [];
  const of = variants.length * seeds.length;
  let done = 0;
  for (const variant of variants) {
    const scenario = withRunbooks(
      variant,
      pages.filter((page) => belongsTo(variant, page)),
    );
    const idle = new Map<string, MeasuredDrill>();
    for (const seed of seeds) {
      const drill = new MeasuredDrill(scenario, seed, shell);
      await playOut(scenario, seed, doNothing, shell, drill);
      idle.set(seed, drill);
      onRun(++done, of, `${scenario.id}, ${scenario.variant.id}`);
    }
    const paging = pagesThatFire([...idle.values()]);
    const claiming = scenario.runbooks.filter((page) => page.alerts.some((alert) => paging.has(alert)));
    const ofPeople = claiming.filter((page) => pages.some(({ id }) => id === page.id));
    if (ofPeople.length === 0)
      unclaimed.push({ scenario: scenario.id, variant: scenario.variant.id, alerts: [...paging].sort() });
    const tested = new Map<string, BotCheckRow>();
    // Pages that a wanted one sends its reader to count as well: whether it claims in vain depends on them.
    const sentTo = (page: Runbook) => ofPeople.some((one) => wanted(one) && wordsOnward(one).includes(page.id));
    for (const page of ofPeople.filter((one) => wanted(one) || sentTo(one))) {
      const followed: Followed[] = [];
      for (const seed of seeds) {
        const drill = new MeasuredDrill(scenario, seed, shell);
        const { run } = await playOut(scenario, seed, literalWith(page.id), shell, drill);
        followed.push({ run, drill, without: idle.get(seed)! });
        onRun(done, of, `${scenario.id}, ${scenario.variant.id}: ${page.id}`);
      }
      tested.set(page.id, rowOf(scenario, page, followed));
    }
    for (const [id, row] of tested) rows.get(id)?.push({ ...row, falseScope: claimsInVain(id, row, ofPeople, tested) });
  }
  for (const page of pages.filter(wanted)) {
    const own = rows.get(page.id)!;
    const variant = variants.find((one) => belongsTo(one, page)) ?? variants[0];
    const seed = seeds[0];
    if (own.length > 0 || !variant || seed === undefined) continue;
    const scenario = withRunbooks(variant, [page]);
    const [drill, without] = [new MeasuredDrill(scenario, seed, shell), new MeasuredDrill(scenario, seed, shell)];
    await playOut(scenario, seed, doNothing, shell, without);
    const { run } = await playOut(scenario, seed, literalWith(page.id), shell, drill);
    own.push({ ...rowOf(scenario, page, [{ run, drill, without }]), harmful: [], stepsOnly: true });
  }
  return { runbooks: [...rows].map(([runbook, of]) => ({ runbook, rows: of })), unclaimed };
}

function pagesThatFire(drills: readonly MeasuredDrill[]): Set<string> {
  return new Set(
    drills.flatMap(({ session }) =>
      [...session.alerts.values()]
        .filter(({ tier, firedAtS }) => tier === 'page' && firedAtS !== null)
        .map(({ rule }) => rule),
    ),
  );
}

function rowOf(scenario: Scenario, page: Runbook, followed: readonly Followed[]): BotCheckRow {
  const times = followed.map(({ run }) => {
    const { TTM } = run.times;
    return run.mitigated && TTM && !TTM.censored ? (TTM.seconds ?? Infinity) : Infinity;
  });
  return {
    scenario: scenario.id,
    variant: scenario.variant.id,
    seeds: followed.length,
    mitigated: followed.filter(({ run }) => run.mitigated).length,
    ttmS: { p10: nearestRank(times, 0.1), p50: nearestRank(times, 0.5), p90: nearestRank(times, 0.9) },
    dead: deadSteps(page, followed),
    harmful: harmfulSteps(page, followed),
    falseScope: false,
  };
}

/** Steps that the system refused in some run, and steps that no run reached. */
function deadSteps(page: Runbook, followed: readonly Followed[]): BotCheckRow['dead'] {
  return page.steps.flatMap((step): BotCheckRow['dead'] => {
    if (step.commands.length === 0) return [];
    const runs = followed.flatMap(({ run }) => ranIn(run, page.id, step.number));
    if (runs.length === 0) return [{ step: step.number, line: step.line, why: 'no run reached it' }];
    for (const { payload } of runs) {
      const command = step.commands[payload.step?.command ?? 0];
      if (command && refusedAsUnknown(payload, command.text))
        return [
          { step: step.number, line: command.line, why: firstWords(payload.stderr) || `exit ${payload.exitCode}` },
        ];
    }
    return [];
  });
}

/** HARM: steps after which users lost more than in the same minutes of the same drill without anybody doing anything. */
function harmfulSteps(page: Runbook, followed: readonly Followed[]): BotCheckRow['harmful'] {
  return page.steps.flatMap((step) => {
    const extra = followed.flatMap(({ run, drill, without }) => {
      const acted = ranIn(run, page.id, step.number).find(({ payload }) => actedBy(run, payload.line));
      if (!acted) return [];
      const fromS = secondOf(acted);
      const lost = drill.lostBetween(fromS, fromS + HARM_WINDOW_S);
      const idle = without.lostBetween(fromS, fromS + HARM_WINDOW_S);
      return [{ minutes: lost - idle, isMore: lost - idle >= Math.max(HARM_MINUTES, idle * HARM_SHARE) }];
    });
    const more = extra.filter(({ isMore }) => isMore);
    if (more.length * 2 <= followed.length) return [];
    const minutes = more.map((one) => one.minutes).sort((a, b) => a - b);
    return [{ step: step.number, line: step.line, userMinutes: Math.round(minutes[minutes.length >> 1] ?? 0) }];
  });
}

/**
 * The page claims a page of this variant and never helps in it, and does not send the reader on to one that does
 * ("Does not handle: … → RUN-002").
 */
function claimsInVain(
  id: string,
  row: BotCheckRow,
  claiming: readonly Runbook[],
  tested: ReadonlyMap<string, BotCheckRow>,
): boolean {
  if (row.mitigated > 0) return false;
  const page = claiming.find((one) => one.id === id);
  const onward = page ? wordsOnward(page) : '';
  return ![...tested].some(([other, { mitigated }]) => mitigated > 0 && other !== id && onward.includes(other));
}

/** Where a page sends readers whose trouble is another one. */
function wordsOnward({ scope, linked }: Runbook): string {
  return [...scope.doesNotHandle, ...linked].join(' ');
}

function ranIn(run: BotRun, runbook: string, step: number): Entry<'command.ran'>[] {
  return run.entries.filter(
    (entry): entry is Entry<'command.ran'> =>
      entry.kind === 'command.ran' && entry.payload.step?.runbook === runbook && entry.payload.step.step === step,
  );
}

function actedBy(run: BotRun, line: string): boolean {
  return run.entries.some((entry) => entry.kind === 'tool.acted' && entry.payload.line === line);
}

/** Nearest rank; null where it falls on a run that never got there. */
function nearestRank(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value !== undefined && Number.isFinite(value) ? value : null;
}
