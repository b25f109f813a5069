import type { AnyEntry, EntryKind } from './entry.ts';

/** Turns one version of a payload into the next. */
type Upcaster = (payload: Record<string, unknown>) => Record<string, unknown>;

/**
 * For each kind whose payload has changed: the steps from version 1 to 2, 2 to 3 … An entry is for ever, so a step is
 * never edited once a released server has written its version. Kinds that are not listed are at version 1.
 */
export type Upcasters = Partial<Record<EntryKind, readonly Upcaster[]>>;

const UPCASTERS: Upcasters = {};

/** The version that is written today. */
export function versionOf(kind: EntryKind, upcasters: Upcasters = UPCASTERS): number {
  return 1 + (upcasters[kind]?.length ?? 0);
}

/**
 * The entry with its payload in today's shape; hashes stay those of the stored one. Throws for a version from the
 * future: a newer server wrote this log.
 */
export function upcast(entry: AnyEntry, upcasters: Upcasters = UPCASTERS): AnyEntry {
  const current = versionOf(entry.kind, upcasters);
  if (entry.v === current) return entry;
  if (entry.v > current || entry.v < 1) {
    throw new Error(
      `entry ${entry.seq} (${entry.kind}) has version ${entry.v}, this server knows ${current}: open it with a newer one`,
    );
  }
  const steps = (upcasters[entry.kind] ?? []).slice(entry.v - 1);
  const payload = steps.reduce((before, step) => step(before), entry.payload as unknown as Record<string, unknown>);
  return { ...entry, v: current, payload } as unknown as AnyEntry;
}
