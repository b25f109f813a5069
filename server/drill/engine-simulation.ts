import { evalRange } from '../engine/promql/evaluate-range.ts';
import { parsePromql } from '../engine/promql/parse.ts';
import { evalPlan, planRule, type Plan } from '../engine/promql/plan.ts';
import { faults, health, impact, slos } from '../engine/read.ts';
import { ask } from '../engine/signals/ask.ts';
import { exposed } from '../engine/signals/exposed.ts';
import { step } from '../engine/step.ts';
import { sampleTimeS } from '../engine/telemetry/series.ts';
import { completeTool, runTool, TOOL_NAMES } from '../engine/tools/registry.ts';
import { createWorld, type World } from '../engine/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { QueryRow, Simulation } from './simulation.ts';

/** The engine's world for a scenario and seed, after its pre-roll. `world` is open to what reads it: exposition, scoring. */
export interface EngineSimulation extends Simulation {
  readonly world: World;
}

export function engineSimulation(
  scenario: Scenario,
  seed: string,
  world = createWorld(scenario.world, scenario.rules, seed),
): EngineSimulation {
  const plans = new Map<string, Plan>();
  const planned = (expression: string): Plan => {
    const known = plans.get(expression);
    if (known) return known;
    const plan = planOf(expression);
    plans.set(expression, plan);
    return plan;
  };
  return {
    world,
    atS: () => world.nowS,
    tick: () => step(world, { kind: 'tick' }),
    apply: (input) => step(world, input),
    slos: () => slos(world),
    impact: () => impact(world),
    faults: () => faults(world),
    health: () => health(world),
    sampledAtS: () => sampledAtS(world),
    query: (expression) => instant(world, planned(expression)),
    queryRange: (expression, fromS) => range(world, planned(expression), fromS),
    ask: (name, input) => ask(world, name, input),
    exposed: () => exposed(world),
    toolNames: () => TOOL_NAMES,
    runTool: (context, tool, argv, stdin) => runTool(world, context, tool, argv, stdin),
    completeTool: (context, tool, argv) => completeTool(world, context, tool, argv),
  };
}

function planOf(expression: string): Plan {
  const parsed = parsePromql(expression);
  if (!parsed.ok) throw new Error(`"${expression}" is no query: ${parsed.message}`);
  return planRule(parsed.expr);
}

function sampledAtS({ telemetry }: World): number {
  return sampleTimeS(telemetry, telemetry.count - 1);
}

/** A query that the data cannot answer (ambiguous matching) shows as no data: a chart is not the place to argue. */
function instant(world: World, plan: Plan): QueryRow[] {
  const result = evalPlan(plan, world.telemetry, sampledAtS(world), { startsAtMs: world.spec.startsAtMs });
  return result.ok ? result.elements.map(({ labels, value }) => ({ labels, value })) : [];
}

function range(world: World, plan: Plan, fromS: number): { times: number[]; rows: QueryRow[][] } {
  const { telemetry, spec } = world;
  const { startS, stepS } = telemetry;
  const firstS = Math.max(startS, startS + Math.ceil((fromS - startS) / stepS) * stepS);
  const lastS = sampledAtS(world);
  if (lastS < firstS) return { times: [], rows: [] };
  const times = Array.from({ length: Math.floor((lastS - firstS) / stepS) + 1 }, (_, n) => firstS + n * stepS);
  const rows = times.map((): QueryRow[] => []);
  const result = evalRange(plan.expr, telemetry, firstS, lastS, stepS, { startsAtMs: spec.startsAtMs });
  if (!result.ok) return { times, rows };
  for (const { labels, points } of result.series) {
    for (const { atS, value } of points) rows[Math.round((atS - firstS) / stepS)]?.push({ labels, value });
  }
  return { times, rows };
}
