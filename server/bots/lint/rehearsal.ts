import type { DeskShell } from '../../desk/parts.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Problem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { YamlPath } from '../../scenario/source.ts';
import { readLog } from '../../scoring/drill-log.ts';
import { stampsOf, type Stamps } from '../../scoring/stamps.ts';
import { actionName as nameOf } from '../../engine/input.ts';
import type { Bot } from '../bot.ts';
import { doNothing } from '../do-nothing.ts';
import { oracle } from '../oracle.ts';
import { playOut, type PlayedOut } from '../play.ts';
import { literalWith, runbookLiteral } from '../runbook-literal.ts';
import { typist } from '../typist.ts';
import { sameScale, shortened, threefold, withoutFaults } from './altered.ts';
import { tryMoves, typedMoves, type MoveTrial } from './try-moves.ts';

/** One run with its stamps and what it cost. */
export interface Played extends PlayedOut {
  seed: string;
  stamps: Stamps;
  /** User-minutes lost by the end of the timebox. */
  lost: number;
}

/** What the checks ask for: each kind of run of one variant, played when it is asked for the first time and kept. */
export interface Rehearsal {
  loaded: LoadedScenario;
  scenario: Scenario;
  /** Nobody does anything; by seed. */
  nothing: () => Promise<Played[]>;
  /** The oracle's lines; by seed. */
  right: () => Promise<Played[]>;
  /** The linked runbooks word for word; by seed. */
  literal: () => Promise<Played[]>;
  /** No fault fires and nobody does anything. */
  control: () => Promise<Played>;
  /** Everybody is told to have as many pods as they have; null where only autoscalers decide that. */
  noOp: () => Promise<Played | null>;
  /** Everything that can be scaled is scaled up threefold. */
  maximum: () => Promise<Played>;
  moves: () => Promise<MoveTrial[]>;
  /** Runbooks followed word for word, whatever the page links. */
  followed: () => Promise<Played[]>;
  /** Types a line as a fixer into a fresh drill: names of the actions that it caused. */
  actionsOf: (line: string) => Promise<string[]>;
}

export interface RehearseOptions {
  seeds: readonly string[];
  shell: DeskShell;
  /** Called before each run with how many runs of the variant are done, of how many at most. */
  onRun?: (variant: string, done: number, of: number) => void;
}

/** Ready to play one variant in every way that a check asks about. Deterministic for its seeds. */
export function rehearse(
  loaded: LoadedScenario,
  { seeds, shell, onRun = () => undefined }: RehearseOptions,
): Rehearsal {
  const { scenario } = loaded;
  const first = seeds[0] ?? 'seed-1';
  const calm = withoutFaults(scenario);
  const of = runCount(scenario, seeds.length);
  let done = 0;
  const play = async (bot: Bot, seed: string, what: Scenario = scenario): Promise<Played> => {
    onRun(scenario.variant.id, done++, of);
    return played(await playOut(what, seed, bot, shell), seed, what);
  };
  const each = async (bot: Bot): Promise<Played[]> => {
    const runs: Played[] = [];
    for (const seed of seeds) runs.push(await play(bot, seed));
    return runs;
  };
  const nothing = once(() => each(doNothing));
  const right = once(() => each(oracle));
  return {
    loaded,
    scenario,
    nothing,
    right,
    literal: once(() => each(runbookLiteral)),
    control: once(() => play(doNothing, first, calm)),
    noOp: once(async () => {
      const lines = sameScale(scenario);
      return lines.length > 0 ? play(typist(lines), first) : null;
    }),
    maximum: once(() => play(typist(threefold(scenario)), first)),
    moves: once(async () => tryMoves(scenario, { seeds, nothing: await nothing(), right: await right(), play })),
    followed: once(async () => {
      const runs: Played[] = [];
      for (const id of claimed(scenario)) runs.push(await play(literalWith(id), first));
      return runs;
    }),
    actionsOf: async (line) => actionsIn(await playOut(shortened(calm), first, typistNow(line), shell)),
  };
}

/** Calls `make` at the first call only. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

function played(out: PlayedOut, seed: string, scenario: Scenario): Played {
  const log = readLog(out.drill.entries);
  return { ...out, seed, stamps: stampsOf(log, scenario), lost: out.run.impact.userMinutesLost };
}

/** Runs at most: those that a tempting move may spare are counted. */
function runCount(scenario: Scenario, seeds: number): number {
  const moves = typedMoves(scenario);
  const late = new Set(moves.map(({ afterS }) => afterS)).size;
  return seeds * (3 + late + 2 * moves.length) + 2 + Math.sign(sameScale(scenario).length) + claimed(scenario).length;
}

/** Runbooks to follow alone: the one that claims this variant; those that no variant names, in the first. */
function claimed({ variant, variants, runbooks }: Scenario): string[] {
  const named = new Set(variants.map(({ runbook }) => runbook));
  const isFirst = variant.id === variants[0]?.id;
  return runbooks.map(({ id }) => id).filter((id) => (named.has(id) ? variant.runbook === id : isFirst));
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
