/** Keys that hold a condition: half of one and half of another would be neither. */
const WHOLE: ReadonlySet<string> = new Set(['met', 'when']);

/**
 * Lays a variant's patch over a base: maps are merged key by key, `null` removes a key, anything else (lists and
 * conditions too) replaces. Neither argument is changed; keys keep the base's order, new ones follow.
 */
export function mergePatch(base: unknown, patch: unknown): unknown {
  if (!isMap(base) || !isMap(patch)) return patch;
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merged.has(key) && !WHOLE.has(key) ? mergePatch(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
