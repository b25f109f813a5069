export type Named<T> = { id: string } & T;

/** A map by name as the engine's list, in the file's order. */
export function withIds<T extends object>(byName: Record<string, T>): Named<T>[] {
  return Object.entries(byName).map(([id, value]) => ({ id, ...value }));
}
