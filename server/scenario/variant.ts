/**
 * Which variant a seed draws: FNV-1a over the seed, mixed, modulo their number. Not one of the world's random streams, because
 * it must be known before there is a world; the same seed and list give the same variant on every machine.
 * Throws when the list is empty.
 */
export function pickVariant<T>(seed: string, variants: readonly T[]): T {
  if (variants.length === 0) throw new Error('a scenario has at least one variant');
  let hash = 0x811c9dc5;
  for (const character of `variant:${seed}`) {
    hash ^= character.codePointAt(0)!;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return variants[mixed(hash) % variants.length]!;
}

/** MurmurHash3's finalizer: FNV-1a alone is lopsided for short texts that are alike. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
