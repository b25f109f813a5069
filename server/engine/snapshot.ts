import type { CompiledRules } from './alerting/rules.ts';
import { compileMachines } from './fault.ts';
import { processingOrder } from './services/build-services.ts';
import type { WorldSpec } from './spec.ts';
import { createRecorder } from './telemetry/record.ts';
import type { SeriesSnapshot } from './telemetry/series-snapshot.ts';
import { restoreSeries, snapshotSeries } from './telemetry/series-snapshot.ts';
import type { World } from './world.ts';

/** A world as plain JSON. A cache keyed by engine version and log position: the log stays the truth. */
export interface WorldSnapshot {
  version: string;
  state: unknown;
  telemetry: SeriesSnapshot;
}

const DERIVED = new Set<keyof World>(['spec', 'rules', 'machines', 'recorder', 'telemetry', 'order']);

/** Take it between steps. `JSON.stringify` keeps every number exactly. */
export function snapshotWorld(world: World): WorldSnapshot {
  const state: Record<string, unknown> = {};
  for (const key of Object.keys(world) as (keyof World)[]) if (!DERIVED.has(key)) state[key] = pack(world[key]);
  return { version: world.version, state, telemetry: snapshotSeries(world.telemetry) };
}

/**
 * The world again, with the scenario it was made from: it goes on with the same bytes. Throws when another engine
 * version took the snapshot; replay the log then.
 */
export function restoreWorld(snapshot: WorldSnapshot, spec: WorldSpec, rules: CompiledRules, version: string): World {
  if (snapshot.version !== version)
    throw new Error(`snapshot of engine ${snapshot.version} cannot be used by engine ${version}: replay the log`);
  const state = unpack(snapshot.state) as Omit<
    World,
    'spec' | 'rules' | 'machines' | 'recorder' | 'telemetry' | 'order'
  >;
  const telemetry = restoreSeries(snapshot.telemetry);
  return {
    ...state,
    telemetry,
    spec,
    rules,
    machines: compileMachines(spec),
    recorder: createRecorder(spec, state.services, telemetry),
    order: processingOrder(spec),
  };
}

/** A typed array becomes {"f64": […]}, n zeros in a row are [n]: the rings are mostly empty. */
function pack(value: unknown): unknown {
  if (value instanceof Float64Array) return { f64: packNumbers(value) };
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
  return value;
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  if (Array.isArray(record['f64'])) return unpackNumbers(record['f64'] as (number | [number])[]);
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, unpack(item)]));
}

/** Numbers as they are; n zeros in a row as [n]. */
function packNumbers(values: Float64Array): (number | [number])[] {
  const packed: (number | [number])[] = [];
  for (let i = 0; i < values.length;) {
    let zeros = 0;
    while (i + zeros < values.length && values[i + zeros] === 0) zeros++;
    if (zeros > 0) packed.push([zeros]);
    else packed.push(values[i]!);
    i += Math.max(1, zeros);
  }
  return packed;
}

function unpackNumbers(packed: (number | [number])[]): Float64Array {
  const length = packed.reduce<number>((sum, item) => sum + (typeof item === 'number' ? 1 : item[0]), 0);
  const values = new Float64Array(length);
  let at = 0;
  for (const item of packed) {
    if (typeof item === 'number') values[at++] = item;
    else at += item[0];
  }
  return values;
}
