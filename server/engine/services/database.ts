import type { LockNeed, LockRequest } from './lock-queue.ts';
import type { PoolerState } from './pooler.ts';
import type { StorageState } from './storage.ts';

/** A PostgreSQL-like server: a limit on sessions, a shared processor, a cache that can be cold. */
export interface DatabaseState {
  index: number;
  id: string;
  /** Services with a pool on it, by index: what they serve, they serve here. */
  clients: number[];
  maxConnections: number;
  /** Stays 0 while up; seconds left of a restart otherwise. */
  downS: number;
  startedAtS: number;
  sessions: Session[];
  nextPid: number;
  /** Locks on tables, held and waited for, in the order in which they were asked for; how many wait. */
  locks: LockRequest[];
  lockWaits: number;
  /** When somebody last got a lock after waiting. */
  lockGrantedS: number;
  /** Clients that a fault lets lock a table. */
  lockTakers: LockTaker[];
  hitRatio: number;
  /** Factor on the hold time of transactions. */
  stretch: number;
  schemaVersion: string;
  /** `SHOW`. */
  settings: Record<string, string>;
  /** What `ALTER ROLE … SET` changed, oldest first: it counts for sessions opened from then on. */
  roleSettings: { role: string; name: string; value: string | null; fromS: number }[];
  /** What `ALTER SYSTEM` wrote and no reload has read yet; null = back to the default. */
  writtenSettings: Record<string, string | null>;
  /** What a reload read but only a restart can change. */
  restartSettings: Record<string, string | null>;
  /** Its disk, its replicas, and whether they let it write. */
  storage: StorageState;
  /** Pools connect to it instead of the server. */
  pooler: PoolerState | null;
  cpu: number;
  /** Figures of the last second. */
  transactions: number;
  grants: number;
  refused: number;
  committed: number;
  refusedTotal: number;
}

/** One backend of a modelled client. */
export interface Session {
  pid: number;
  /** Owner: a replica's pool, a job that connects by itself (service -1), or a pooler (`POOLER`). */
  service: number;
  seat: number;
  openedS: number;
  /** Who keeps it: 'idle in the pool' = '', 'leak', the job's id, or in brackets `LOCK_WAIT` and `LOCK_TAKER`. */
  heldBy: string;
  heldSinceS: number;
}

/** A session of somebody outside of the model: a migration tool, an analyst, an admin. It ends with its transaction. */
export interface LockTaker {
  pid: number;
  applicationName: string;
  user: string;
  query: string;
  /** What it does once it has its locks. */
  state: 'active' | 'idle in transaction';
  /** Seconds from having its locks to its commit; null = until somebody ends it. */
  forS: number | null;
  /** When it had them all; null = it waits. */
  lockedS: number | null;
  need: LockNeed;
}
