import { hashPair, hashText } from '../random.ts';
import type { World } from '../world.ts';

/** Which request a trace shows: number `slot` of journey `j` in the window of sample `n`. */
export interface TraceKey {
  n: number;
  j: number;
  slot: number;
}

/** Largest values that an id has room for. */
const SLOTS = 32;
const JOURNEYS = 64;

/** 16 hexadecimal digits: the key, shuffled, and 32 bits that only this drill makes of it. */
export function traceId({ seed }: World, { n, j, slot }: TraceKey): string {
  const packed = (n * JOURNEYS + j) * SLOTS + slot;
  return hex(shuffle(packed)) + hex(hashPair(packed, hashText(`${seed}/trace`)));
}

/** The key of an id; null when no trace of this drill has it. */
export function traceKey(world: World, id: string): TraceKey | null {
  if (!/^[0-9a-f]{16}$/.test(id)) return null;
  const packed = unshuffle(Number.parseInt(id.slice(0, 8), 16));
  const slot = packed % SLOTS;
  const j = Math.floor(packed / SLOTS) % JOURNEYS;
  const key = { n: Math.floor(packed / SLOTS / JOURNEYS), j, slot };
  return traceId(world, key) === id ? key : null;
}

/** An odd factor has an inverse modulo 2³²: neighbours get ids that do not look alike. */
function shuffle(value: number): number {
  return Math.imul(value, 0x9e3779b1) >>> 0;
}

function unshuffle(value: number): number {
  return Math.imul(value, 0x0e8b2f51) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
