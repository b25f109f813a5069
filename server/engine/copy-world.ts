import { copySamples } from './telemetry/copy-samples.ts';
import type { World } from './world.ts';
import { buildWorld } from './world.ts';

/** What a new world has from its scenario. */
const DERIVED = new Set<keyof World>(['spec', 'rules', 'machines', 'recorder', 'telemetry', 'order']);

/**
 * A second world at the same second, which goes on with the same bytes and knows nothing of the first. Take it between
 * steps. It costs a tenth of a pre-roll: whoever plays a scenario and seed in several ways rolls it once.
 */
export function copyWorld(world: World): World {
  const copy = buildWorld(world.spec, world.rules, world.seed);
  // What belongs to the scenario is not ours to write to, and nothing is written to twice.
  const taken = new Set<object>();
  collect(world.spec, taken);
  for (const key of Object.keys(world) as (keyof World)[])
    if (!DERIVED.has(key)) (copy as Record<keyof World, unknown>)[key] = copyOnto(copy[key], world[key], taken);
  copySamples(world.telemetry, copy.telemetry);
  return copy;
}

/**
 * A copy of `source`, made of `target` as far as that has the same parts: objects that the engine itself built keep the
 * layout for which its code was optimised, and a copy made of others would run half as fast.
 */
function copyOnto(target: unknown, source: unknown, taken: Set<object>): unknown {
  if (typeof source !== 'object' || source === null) return source;
  const own = typeof target === 'object' && target !== null && !taken.has(target) ? target : null;
  if (own !== null) taken.add(own);
  if (source instanceof Float64Array) {
    if (!(own instanceof Float64Array) || own.length !== source.length) return source.slice();
    own.set(source);
    return own;
  }
  if (Array.isArray(source)) {
    const list: unknown[] = Array.isArray(own) ? own : [];
    list.length = Math.min(list.length, source.length);
    for (let i = 0; i < source.length; i++) list[i] = copyOnto(list[i], source[i], taken);
    return list;
  }
  const keys = Object.keys(source);
  const from = source as Record<string, unknown>;
  const into = own !== null && sameKeys(Object.keys(own), keys) ? (own as Record<string, unknown>) : {};
  for (const key of keys) into[key] = copyOnto(into[key], from[key], taken);
  return into;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

function collect(value: unknown, found: Set<object>): void {
  if (typeof value !== 'object' || value === null || found.has(value)) return;
  found.add(value);
  for (const part of Object.values(value)) collect(part, found);
}
