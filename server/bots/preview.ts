import type { DeskShell } from '../desk/parts.ts';
import type { DryRunView } from '../protocol/set-up.ts';
import type { PageEpisode } from '../scoring/pages.ts';
import { pagesOf } from '../scoring/pages.ts';
import { pagingChart } from '../report/chart.ts';
import { RememberedReadings } from '../report/kept-readings.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readLog, secondOf, type DrillLog } from '../scoring/drill-log.ts';
import { stampsOf, type Stamps } from '../scoring/stamps.ts';
import type { BotId } from './bot.ts';
import { BOTS } from './dry-run.ts';
import { StoppingDrill, type AsSetUp } from './as-set-up.ts';
import { playOut, type PlayedOut } from './play.ts';

const NAMES: Record<BotId, string> = {
  'do-nothing': 'Nobody does anything',
  'naive-restart': 'Restarts what looks broken',
  'runbook-literal': 'Follows the runbook word for word',
  oracle: 'Knows the cause',
};
/** More pages than this hide the curve that they belong to. */
const PAGES_SHOWN = 6;

interface Seen extends PlayedOut {
  bot: BotId;
  log: DrillLog;
  stamps: Stamps;
  pages: PageEpisode[];
}

/**
 * What bots make of the drill that is being set up: who brings the service back and when, the signal that pages under each
 * of them, when a stop rule would pause it, and what happens by itself, the set-up's own injects among it. Deterministic.
 */
export async function preview(
  scenario: Scenario,
  seed: string,
  asSetUp: AsSetUp,
  shell: DeskShell,
  onRun: (done: number, of: number, what: string) => void,
): Promise<DryRunView> {
  const seen: Seen[] = [];
  for (const [index, bot] of BOTS.entries()) {
    const id = bot.id as BotId;
    onRun(index, BOTS.length, NAMES[id]);
    const drill = new StoppingDrill(scenario, seed, shell, undefined, asSetUp);
    const played = await playOut(scenario, seed, bot, shell, drill);
    const log = readLog(played.run.entries);
    seen.push({ ...played, bot: id, log, stamps: stampsOf(log, scenario), pages: pagesOf(log) });
  }
  onRun(BOTS.length, BOTS.length, 'Drawing what came of it');
  return {
    scenario: scenario.id,
    variant: scenario.variant.id,
    sentence: sentenceOf(scenario, seen),
    bots: seen.map(({ bot, run, stamps, log }) => ({
      bot,
      name: NAMES[bot],
      mitigated: run.mitigated,
      ttmS: stamps.mit && stamps.detection ? Math.max(0, stamps.mit.atS - stamps.detection.atS) : null,
      userMinutesLost: Math.round(run.impact.userMinutesLost),
      stops: stopsIn(log),
    })),
    chart: chartOf(scenario, seen),
    marks: marksOf(seen, asSetUp),
    own: asSetUp.injects.map((inject) => ownOf(inject, seen)),
  };
}

/** Spoils nothing but whether it can be done, and how soon the pager rings. */
function sentenceOf(scenario: Scenario, seen: readonly Seen[]): string {
  const well = seen.filter(({ run }) => run.mitigated).length;
  const deed = scenario.nothingWrong ? 'left the service healthy' : 'brought the service back';
  const first = seen[0]?.pages[0];
  const page = first
    ? `the first page comes after ${Math.max(1, Math.round(first.firedAtS / 60))} min`
    : 'no page comes by itself';
  return `Bots played it: ${well} of ${seen.length} ${deed}, ${page}.`;
}

/** The same signal under each bot: the one that pages when nobody does anything. */
function chartOf(scenario: Scenario, seen: readonly Seen[]): DryRunView['chart'] {
  const pages = seen[0]?.pages ?? [];
  const charts = seen.map(({ drill, stamps }) =>
    pagingChart(scenario, pages, new RememberedReadings(drill.sim), stamps.end.atS),
  );
  const [first] = charts;
  return {
    title: first?.title ?? '',
    unit: first?.unit ?? 'percent',
    bound: first && first.boundLabel !== '' ? first.bound : null,
    boundLabel: first?.boundLabel ?? '',
    times: first?.times ?? [],
    lines: charts.map(({ values }, index) => ({ label: NAMES[seen[index]!.bot], values })),
  };
}

function marksOf(seen: readonly Seen[], { injects }: AsSetUp): DryRunView['marks'] {
  const [nothing] = seen;
  if (!nothing) return [];
  const { stamps, pages, log } = nothing;
  const marks: DryRunView['marks'] = [
    ...(stamps.fault ? [{ atS: stamps.fault.atS, label: 'fault', kind: 'fault' as const }] : []),
    ...pages.slice(0, PAGES_SHOWN).map(({ firedAtS, rule }) => ({ atS: firedAtS, label: rule, kind: 'page' as const })),
    ...log
      .of('inject.delivered')
      .filter(({ payload }) => !injects.some(({ id }) => id === payload.inject))
      .map((entry) => ({ atS: secondOf(entry), label: entry.payload.from, kind: 'inject' as const })),
    ...seen.flatMap(({ bot, stamps: { mit } }) =>
      mit ? [{ atS: mit.atS, label: NAMES[bot], kind: 'mitigated' as const }] : [],
    ),
  ];
  return marks.sort((a, b) => a.atS - b.atS);
}

function stopsIn(log: DrillLog): DryRunView['bots'][number]['stops'] {
  return log.of('drill.paused').flatMap((entry) => {
    const rule = entry.payload.stop;
    return rule === undefined ? [] : [{ rule, atS: secondOf(entry) }];
  });
}

/** An inject that waits for somebody's deed comes with the bot that does it: the first in which it came says when. */
function ownOf({ id, from, text }: AsSetUp['injects'][number], seen: readonly Seen[]): DryRunView['own'][number] {
  for (const { bot, log } of seen) {
    const came = log.of('inject.delivered').find(({ payload }) => payload.inject === id);
    if (came) return { from, text, atS: secondOf(came), bot: NAMES[bot] };
  }
  return { from, text, atS: null, bot: null };
}
