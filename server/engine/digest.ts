import { foldSeries } from './telemetry/series-snapshot.ts';
import type { World } from './world.ts';

/** Parts of the world that are derived from the scenario, or hashed in their own way. */
const APART = new Set<keyof World>(['spec', 'rules', 'machines', 'recorder', 'telemetry', 'effects']);

interface Lanes {
  high: number;
  low: number;
  float: Float64Array;
  bits: Uint32Array;
}

/**
 * 16 hex digits over all simulated state and every recorded sample, in a fixed order: equal digests mean equal drills.
 * Two 32-bit lanes in the manner of FNV-1a and xxHash; it proves sameness, not integrity.
 */
export function digestWorld(world: World): string {
  const float = new Float64Array(1);
  const lanes: Lanes = { high: 0x811c9dc5, low: 0x9e3779b1, float, bits: new Uint32Array(float.buffer) };
  for (const key of Object.keys(world).sort() as (keyof World)[]) {
    if (APART.has(key)) continue;
    foldText(lanes, key);
    foldValue(lanes, world[key]);
  }
  foldSeries(world.telemetry, 0, (value) => {
    foldNumber(lanes, value);
  });
  return hex(lanes.high) + hex(lanes.low);
}

function foldValue(lanes: Lanes, value: unknown): void {
  if (typeof value === 'number') foldNumber(lanes, value);
  else if (typeof value === 'string') foldText(lanes, value);
  else if (typeof value === 'boolean') foldWord(lanes, value ? 3 : 2);
  else if (value === null || value === undefined) foldWord(lanes, 1);
  else if (value instanceof Float64Array || Array.isArray(value)) {
    foldWord(lanes, value.length);
    for (const item of value as ArrayLike<unknown> as unknown[]) foldValue(lanes, item);
  } else if (typeof value === 'object') {
    const record = value as Record<string, unknown>;
    for (const key of Object.keys(record).sort()) {
      foldText(lanes, key);
      foldValue(lanes, record[key]);
    }
  } else throw new Error(`the world holds a ${typeof value}, which is not data`);
}

/** Both zeros are one number here: −0 and 0 behave alike in every step. */
function foldNumber(lanes: Lanes, value: number): void {
  lanes.float[0] = value === 0 ? 0 : value;
  foldWord(lanes, lanes.bits[0]!);
  foldWord(lanes, lanes.bits[1]!);
}

function foldText(lanes: Lanes, text: string): void {
  foldWord(lanes, text.length);
  for (let i = 0; i < text.length; i++) foldWord(lanes, text.charCodeAt(i));
}

function foldWord(lanes: Lanes, word: number): void {
  lanes.high = Math.imul(lanes.high ^ word, 0x01000193);
  lanes.high ^= lanes.high >>> 15;
  lanes.low = Math.imul(lanes.low + Math.imul(word, 0x85ebca77), 0xc2b2ae3d);
  lanes.low ^= lanes.low >>> 13;
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
