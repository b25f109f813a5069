import { copyWorld } from '../engine/copy-world.ts';
import { createWorld, type World } from '../engine/world.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Worlds kept: of the few scenarios and seeds that are being played in turn. */
const KEPT = 4;

/** Pre-rolled and never played, the one asked for last at the end. */
let rolled: World[] = [];

/**
 * A world after its pre-roll, to be played. Bots play one scenario and seed in many ways, and half of such a run would be
 * the same hour before it: the hour is rolled once, and each run gets a copy.
 */
export function rolledWorld({ world: spec, rules }: Scenario, seed: string): World {
  const isIt = (one: World): boolean => one.spec === spec && one.rules === rules && one.seed === seed;
  const known = rolled.find(isIt) ?? createWorld(spec, rules, seed);
  rolled = [...rolled.filter((one) => one !== known), known].slice(-KEPT);
  return copyWorld(known);
}
