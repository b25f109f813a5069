import type { Effect } from '../../server/engine/effect.ts';
import type { Action, Input } from '../../server/engine/input.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';

/** A short healthy start, then the fault: times in `acts` and figures count from there. */
const HEALTHY_S = 60;
const PREROLL_S = 60;

export interface StoreRun {
  world: World;
  effects: Effect[];
  /** Journeys of one kind lost per second, mean from `fromS` to `toS` after the fault. */
  lost: (journey: string, fromS: number, toS: number) => number;
  /** First second after the fault in which more than `perS` of a journey are lost; null = never. */
  firstLoss: (journey: string, perS: number) => number | null;
  /** Lost journeys, messages and writes over the whole run. */
  cost: number;
}

/** Plays the first fault of a world (or `fault`; null = none) for `forS` seconds, with what people do at given seconds. */
export function runStores(
  spec: WorldSpec,
  forS: number,
  acts: Record<number, Action | Input | (Action | Input)[]> = {},
  {
    fault = spec.faults[0]?.id ?? null,
    watch,
  }: { fault?: string | null; watch?: (world: World, t: number) => void } = {},
): StoreRun {
  const world = createWorld({ ...spec, prerollS: PREROLL_S }, [], 'stores');
  const effects: Effect[] = [];
  const counts: number[][] = [];
  const ids = spec.journeys.map(({ id }) => id);
  for (let s = 0; s < HEALTHY_S; s++) step(world, { kind: 'tick' });
  if (fault !== null) effects.push(...step(world, { kind: 'fault.fire', fault }));
  for (let t = 0; t < forS; t++) {
    const now = acts[t] ?? [];
    for (const one of Array.isArray(now) ? now : [now])
      effects.push(...step(world, 'kind' in one ? one : { kind: 'act', action: one, seat: 'fixer-1' }));
    counts.push(world.users.journeys.map(({ lost }) => lost));
    effects.push(...step(world, { kind: 'tick' }));
    watch?.(world, t);
  }
  counts.push(world.users.journeys.map(({ lost }) => lost));
  const at = (t: number, j: number): number => counts[Math.min(forS, Math.max(0, t))]![j]!;
  return {
    world,
    effects,
    lost: (journey, fromS, toS) => {
      const j = ids.indexOf(journey);
      return (at(toS, j) - at(fromS, j)) / (toS - fromS);
    },
    firstLoss: (journey, perS) => {
      const j = ids.indexOf(journey);
      const first = counts.findIndex((_, t) => t > 0 && at(t, j) - at(t - 1, j) > perS);
      return first < 0 ? null : first;
    },
    cost: world.impact.failedRequests,
  };
}
