import type { DeskShell } from '../desk/parts.ts';
import type { AnyEntry } from '../drill/entry.ts';
import type { ImpactView } from '../engine/inspect.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readLog } from '../scoring/drill-log.ts';
import type { RunTime, TimeId } from '../scoring/par.ts';
import { stampsOf } from '../scoring/stamps.ts';
import { timesOf } from '../scoring/times.ts';
import type { Bot } from './bot.ts';
import { HeadlessDrill } from './headless-drill.ts';

/** What one bot made of one seed. */
export interface BotRun {
  bot: string;
  variant: string;
  seed: string;
  /** The deciding SLO came back and held, or the fault never reached it. */
  mitigated: boolean;
  times: Partial<Record<TimeId, RunTime>>;
  impact: ImpactView;
  entries: AnyEntry[];
}

/** A run, and the drill as it stood at its end. */
export interface PlayedOut {
  run: BotRun;
  drill: HeadlessDrill;
}

/** Plays the whole timebox with one bot. Deterministic: the same scenario, seed and bot give the same log. */
export async function playBot(scenario: Scenario, seed: string, bot: Bot, shell: DeskShell): Promise<BotRun> {
  return (await playOut(scenario, seed, bot, shell)).run;
}

/** The same, for whoever wants to look into the world afterwards. */
export async function playOut(
  scenario: Scenario,
  seed: string,
  bot: Bot,
  shell: DeskShell,
  drill = new HeadlessDrill(scenario, seed, shell),
): Promise<PlayedOut> {
  const untilS = drill.session.control.timeboxS;
  await bot.play(drill, untilS);
  drill.advanceTo(untilS);
  drill.end();
  const log = readLog(drill.entries);
  const stamps = stampsOf(log, scenario);
  const times = Object.fromEntries(
    timesOf(log, scenario, stamps).map(({ id, seconds, censored }) => [id, { seconds, censored }]),
  );
  const run = {
    bot: bot.id,
    variant: scenario.variant.id,
    seed,
    mitigated:
      stamps.mit !== null || (stamps.impact === null && (stamps.fault !== null || scenario.nothingWrong === true)),
    times,
    impact: drill.sim.impact(),
    entries: drill.entries,
  };
  return { run, drill };
}
