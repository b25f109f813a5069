import seedrandom from 'seedrandom';

/**
 * State of one named noise stream (Baagøe's Alea, as in seedrandom's `alea`). One stream per purpose, so that drawing
 * once more for a log line does not change an outage. Plain numbers: they live in the world and in its digest.
 */
export interface Stream {
  c: number;
  s0: number;
  s1: number;
  s2: number;
}

/** Seeds the stream `name` of a drill. Same seed and name, same numbers, on every machine. */
export function createStream(seed: string, name: string): Stream {
  const { c, s0, s1, s2 } = seedrandom.alea(`${seed}/${name}`, { state: true }).state();
  return { c, s0, s1, s2 };
}

/** The next number in [0, 1). Alea's own step, kept here so that the state can live in the world. */
export function draw(stream: Stream): number {
  const t = 2091639 * stream.s0 + stream.c * 2.3283064365386963e-10;
  stream.s0 = stream.s1;
  stream.s1 = stream.s2;
  stream.c = t | 0;
  stream.s2 = t - stream.c;
  return stream.s2;
}

/** Mean 0, variance 1: a sum of four uniforms instead of a normal, which would need a logarithm. */
export function drawBell(stream: Stream): number {
  return 1.7320508075688772 * (draw(stream) + draw(stream) + draw(stream) + draw(stream) - 2);
}

/** A whole number in 0..count-1. */
export function drawIndex(stream: Stream, count: number): number {
  return Math.floor(draw(stream) * count);
}

/** 32 bits from a text (FNV-1a): stable identities such as pod names and process ids. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return mix(hash);
}

/** 32 bits from two whole numbers: noise that is derived on demand and stored nowhere (log lines). */
export function hashPair(a: number, b: number): number {
  return mix(Math.imul(a | 0, 0x9e3779b1) ^ mix(b | 0));
}

/** [0, 1) from two whole numbers. */
export function fraction(a: number, b: number): number {
  return hashPair(a, b) / 4294967296;
}

function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
