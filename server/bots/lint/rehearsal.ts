import type { DeskShell } from '../../desk/parts.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Problem } from '../../scenario/problem.ts';
import type { Scenario, TemptingDef } from '../../scenario/scenario.ts';
import type { YamlPath } from '../../scenario/source.ts';
import { readLog } from '../../scoring/drill-log.ts';
import { stampsOf, type Stamps } from '../../scoring/stamps.ts';
import { actionName as nameOf } from '../../engine/input.ts';
import type { Bot } from '../bot.ts';
import { doNothing } from '../do-nothing.ts';
import { oracle } from '../oracle.ts';
import { playOut, type PlayedOut } from '../play.ts';
import { literalWith, runbookLiteral } from '../runbook-literal.ts';
import { typist, type TimedLine } from '../typist.ts';
import { usualLine } from '../usual-line.ts';
import { costs, relapses } from './harm.ts';

/** One run with its stamps and what it cost. */
export interface Played extends PlayedOut {
  seed: string;
  stamps: Stamps;
  /** User-minutes lost by the end of the timebox. */
  lost: number;
}

/** A tempting move as it was tried with each seed. */
export interface MoveTrial {
  index: number;
  move: TemptingDef;
  line: string;
  afterS: number;
  trials: MoveRuns[];
}

export interface MoveRuns {
  nothing: Played;
  /** The right move at once. */
  right: Played;
  alone: Played;
  /** The tempting move and then the right one; and the right one as late, without it. Not played when `alone` tells enough. */
  late: { thenRight: Played; rightAlone: Played } | null;
}

/** What the checks read: every kind of run of one variant, played once. */
export interface Rehearsal {
  loaded: LoadedScenario;
  scenario: Scenario;
  /** By seed, as `seeds`. */
  nothing: Played[];
  right: Played[];
  literal: Played[];
  /** No fault fires and nobody does anything. */
  control: Played;
  /** Everybody is told to have as many pods as they have. */
  noOp: Played | null;
  /** Everything that can be scaled is scaled up threefold. */
  maximum: Played;
  moves: MoveTrial[];
  /** Runbooks followed word for word, whatever the page links. */
  followed: { runbook: string; played: Played }[];
  /** Reads a line as a fixer would type it into a fresh drill: names of the actions that it caused. */
  actionsOf: (line: string) => Promise<string[]>;
}

/** Seconds that pass between a tempting move and the right one: long enough to see that it did not help. */
const SEES_S = 180;
/** Seconds after the page at which the other lines are typed. */
const TYPES_S = 60;

export interface RehearseOptions {
  seeds: readonly string[];
  shell: DeskShell;
  /** Called before each run with how many runs of the variant are done of how many. */
  onRun?: (variant: string, done: number, of: number) => void;
}

/** Plays one variant in every way that a check asks about. Deterministic for its seeds. */
export async function rehearse(
  loaded: LoadedScenario,
  { seeds, shell, onRun = () => undefined }: RehearseOptions,
): Promise<Rehearsal> {
  const { scenario } = loaded;
  const first = seeds[0] ?? 'seed-1';
  const moves = scenario.tempting.flatMap((move, index) => {
    const line = move.line ?? usualLine(move.action, scenario.world);
    return line === null ? [] : [{ index, move, line, afterS: move.afterS ?? 90 }];
  });
  const noOpLines = sameScale(scenario);
  const of = runCount(scenario, seeds.length, moves, noOpLines.length > 0);
  let done = 0;
  const play = async (bot: Bot, seed: string, of_: Scenario = scenario): Promise<Played> => {
    onRun(scenario.variant.id, done++, of);
    return played(await playOut(of_, seed, bot, shell), seed, of_);
  };
  const each = async (bot: Bot): Promise<Played[]> => {
    const runs: Played[] = [];
    for (const seed of seeds) runs.push(await play(bot, seed));
    return runs;
  };
  const nothing = await each(doNothing);
  const rehearsal: Rehearsal = {
    loaded,
    scenario,
    nothing,
    right: await each(oracle),
    literal: await each(runbookLiteral),
    control: await play(doNothing, first, withoutFaults(scenario)),
    noOp: noOpLines.length > 0 ? await play(typist(noOpLines), first) : null,
    maximum: await play(typist(threefold(scenario)), first),
    moves: [],
    followed: [],
    actionsOf: async (line) => actionsIn(await playOut(shortened(scenario), first, typistNow(line), shell)),
  };
  const lateRuns = new Map<string, Played>();
  for (const { index, move, line, afterS } of moves) {
    const late = scenario.bots.oracle.map((one) => ({ ...one, afterS: one.afterS + afterS + SEES_S }));
    const trials: MoveRuns[] = [];
    for (const [i, seed] of seeds.entries()) {
      const alone = await play(typist([{ afterS, line }]), seed);
      const runs: MoveRuns = { nothing: nothing[i]!, right: rehearsal.right[i]!, alone, late: null };
      if (!costs(runs) && !relapses(alone, afterS)) {
        const key = `${afterS} ${seed}`;
        const rightAlone = lateRuns.get(key) ?? (await play(typist(late), seed));
        lateRuns.set(key, rightAlone);
        runs.late = { thenRight: await play(typist([{ afterS, line }, ...late]), seed), rightAlone };
      }
      trials.push(runs);
    }
    rehearsal.moves.push({ index, move, line, afterS, trials });
  }
  for (const id of claimed(scenario))
    rehearsal.followed.push({ runbook: id, played: await play(literalWith(id), first) });
  return rehearsal;
}

function played(out: PlayedOut, seed: string, scenario: Scenario): Played {
  const log = readLog(out.drill.entries);
  return { ...out, seed, stamps: stampsOf(log, scenario), lost: out.run.impact.userMinutesLost };
}

/** Runs at most: those that a tempting move may spare are counted. */
function runCount(scenario: Scenario, seeds: number, moves: readonly { afterS: number }[], noOp: boolean): number {
  const late = new Set(moves.map(({ afterS }) => afterS)).size;
  return seeds * (3 + late + 2 * moves.length) + 2 + (noOp ? 1 : 0) + claimed(scenario).length;
}

/** Runbooks to follow alone: the one that claims this variant; those that no variant names, in the first. */
function claimed({ variant, variants, runbooks }: Scenario): string[] {
  const named = new Set(variants.map(({ runbook }) => runbook));
  const isFirst = variant.id === variants[0]?.id;
  return runbooks.map(({ id }) => id).filter((id) => (named.has(id) ? variant.runbook === id : isFirst));
}

function withoutFaults(scenario: Scenario): Scenario {
  const world = { ...scenario.world, faults: [] };
  return { ...scenario, world, timeline: [], injects: scenario.injects.filter(({ fault }) => fault === null) };
}

/** Too short for a page: a line is typed at once. */
function shortened(scenario: Scenario): Scenario {
  return { ...withoutFaults(scenario), minutes: 1 };
}

function typistNow(line: string): Bot {
  return {
    id: 'typist',
    play: async (drill) => {
      drill.advanceTo(5);
      await drill.type(line);
    },
  };
}

/** Names of the actions that a run's lines caused, refused ones left out. */
export function actionsIn({ drill }: PlayedOut): string[] {
  const names = new Set<string>();
  for (const entry of drill.entries)
    if (entry.kind === 'action.happened' && entry.payload.ok) names.add(nameOf(entry.payload.action));
  return [...names];
}

function sameScale({ world }: Scenario): TimedLine[] {
  return world.services
    .filter(({ autoscaler }) => autoscaler === undefined)
    .map(({ id, replicas }) => ({
      afterS: TYPES_S,
      line: `kubectl scale deployment/${id} --replicas=${replicas}`,
    }));
}

function threefold({ world }: Scenario): TimedLine[] {
  return world.services.map(({ id, replicas, autoscaler }) => ({
    afterS: TYPES_S,
    line: autoscaler
      ? `kubectl patch hpa ${id} --patch '{"spec":{"minReplicas":${3 * autoscaler.max},"maxReplicas":${3 * autoscaler.max}}}'`
      : `kubectl scale deployment/${id} --replicas=${3 * replicas}`,
  }));
}

/** A finding of a run at a part of scenario.yaml. */
export function found(of: Rehearsal, rule: string, path: YamlPath, message: string, hint: string): Problem {
  const { places } = of.loaded;
  const said = `variant ${of.scenario.variant.id}: ${message}`;
  return { file: places.file, ...places.placeOf(path), message: said, hint, severity: 'error', rule: `run/${rule}` };
}

/** Seconds of the drill at which the fault began, 0 when it never did. */
export function faultS({ stamps }: Played): number {
  return stamps.fault?.atS ?? 0;
}
