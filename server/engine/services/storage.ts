import { modeOfStatement } from './lock-mode.ts';
import type { DatabaseSpec, PoolSpec, WorldSpec } from '../spec.ts';
import type { Backlog } from './backlog.ts';
import { createBacklog } from './backlog.ts';

/** What a database writes to: its disk may fill or break, its replicas may fall behind. */
export interface StorageState {
  /** Why writes are refused, in the server's words; null = they are not. */
  refusesWrites: string | null;
  /** Why the server cannot start, in its words: files are gone. Ends with a restore or a promoted replica. */
  broken: string | null;
  /** When the server was stopped by its disk, and what it wrote then; the last one may last. */
  stops: { fromS: number; toS: number | null; reason: string }[];
  /** The replica that has taken over; its predecessor's disk does not matter any more. */
  promoted: string | null;
  /** Transactions that write: of the applications in the last second, and of what a fault lets write beside them, per s. */
  writesPerS: number;
  /** The same, smoothed over a minute. */
  writeRate: number;
  bulkPerS: number;
  /** Smoothed share of the applications' transactions that only read, 0..1. */
  readShare: number;
  replicas: ReplicaState[];
}

/** A streaming replica: it replays what the primary wrote, as fast as it can. */
export interface ReplicaState {
  id: string;
  up: boolean;
  promoted: boolean;
  /** Its slot is gone: it will never be a replica again. */
  dropped: boolean;
  /** Share of the database's reads that it serves, 0..1. */
  readShare: number;
  applyPerS: number;
  /** Transactions yet to be replayed. */
  behind: Backlog;
  /** Reads answered with data that was older than a second, cumulative and of the last second. */
  staleReads: number;
  stalePerS: number;
}

/** Write-ahead log of one transaction, GiB: a few rows and, now and then, a full page. */
export const WAL_GIB_PER_TX = 12 / 1024 / 1024;

export function createStorage(db: DatabaseSpec): StorageState {
  return {
    refusesWrites: null,
    broken: null,
    stops: [],
    promoted: null,
    writesPerS: 0,
    writeRate: 0,
    bulkPerS: 0,
    readShare: 1,
    replicas: (db.replicas ?? []).map(({ id, readShare, applyPerS }) => ({
      id,
      up: true,
      promoted: false,
      dropped: false,
      readShare,
      applyPerS,
      behind: createBacklog(),
      staleReads: 0,
      stalePerS: 0,
    })),
  };
}

/** Journeys whose statement through this pool writes, as bits (bit j = journey j). */
export function writingJourneys(spec: WorldSpec, pool: PoolSpec): number {
  let bits = 0;
  spec.journeys.forEach(({ id }, j) => {
    if (modeOfStatement(pool.queries?.[id] ?? pool.query) !== 'AccessShareLock') bits |= 1 << j;
  });
  return bits;
}

/** Share of the reads that replicas take off the primary, 0..1. */
export function readsElsewhere({ replicas }: StorageState): number {
  let share = 0;
  for (const { up, promoted, readShare } of replicas) if (up && !promoted) share += readShare;
  return share < 1 ? share : 1;
}
