/**
 * Which variant a seed draws: FNV-1a over the seed, modulo their number. Not one of the world's random streams, because
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
  // The low bits of FNV-1a are weak for short texts: fold the high ones in.
  return variants[(((hash >>> 15) ^ hash) >>> 0) % variants.length]!;
}
