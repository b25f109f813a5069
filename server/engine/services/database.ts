/** A PostgreSQL-like server: a limit on sessions, a shared processor, a cache that can be cold. */
export interface DatabaseState {
  index: number;
  id: string;
  /** Services with a pool on it, by index: what they serve, they serve here. */
  clients: number[];
  maxConnections: number;
  /** Value waiting for a restart; null = none. */
  maxConnectionsPending: number | null;
  /** Stays 0 while up; seconds left of a restart otherwise. */
  downS: number;
  startedAtS: number;
  sessions: Session[];
  nextPid: number;
  hitRatio: number;
  /** Factor on the hold time of transactions. */
  stretch: number;
  schemaVersion: string;
  /** `SHOW`, and what `ALTER ROLE … SET` changed, as "role.name". */
  settings: Record<string, string>;
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
  /** Owner: a replica's pool, or a job that connects by itself (service -1). */
  service: number;
  seat: number;
  openedS: number;
  /** Who keeps it: 'idle in the pool' = '', 'leak', or the job's id. */
  heldBy: string;
  heldSinceS: number;
}
