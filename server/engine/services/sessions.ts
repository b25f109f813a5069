import type { World } from '../world.ts';
import type { DatabaseState, Session } from './database.ts';
import { askLocks, dropLocks } from './lock-queue.ts';
import type { LockNeed } from './lock-queue.ts';
import type { Pool } from './pool.ts';
import { failLockWait } from './pool.ts';

/** Holders that are no job, in `Session.heldBy`; no id of a job has brackets. */
export const LOCK_WAIT = '(lock wait)';
export const LOCK_TAKER = '(lock taker)';
/** `Session.service` of a pooler's server connection that no client uses. */
export const POOLER = -2;

/** The pool that owns a session, or null for a job's own. */
export function poolOf(world: World, session: Session): Pool | null {
  return world.services[session.service]?.stations[session.seat]?.pool ?? null;
}

/** A replica's process is gone: so are its connections, whoever held them. */
export function dropSessions(world: World, service: number, seat: number): void {
  const pool = world.services[service]?.stations[seat]?.pool;
  if (pool === null || pool === undefined) return;
  const database = world.databases[pool.database]!;
  removeSessions(world, database, (session) => session.service === service && session.seat === seat);
  pool.open = 0;
  pool.holders = 0;
  pool.leaked = 0;
}

/** Ends sessions. Jobs that lose connections start over after their pause. Returns how many there were. */
export function removeSessions(world: World, database: DatabaseState, unwanted: (session: Session) => boolean): number {
  const before = database.sessions.length;
  const kept: Session[] = [];
  const gone = new Set<number>();
  for (const session of database.sessions) {
    if (!unwanted(session)) {
      kept.push(session);
      continue;
    }
    gone.add(session.pid);
    const pool = poolOf(world, session);
    if (pool !== null) {
      pool.open--;
      if (session.heldBy !== '') pool.holders--;
      if (session.heldBy === LOCK_WAIT) failLockWait(pool, session.pid);
    }
    if (session.heldBy === LOCK_TAKER) endTaker(world, database, session.pid);
    if (session.heldBy !== '') loseHolder(world, session.heldBy);
  }
  database.sessions = kept;
  if (database.locks.length > 0) dropLocks(world, database, (pid) => gone.has(pid));
  return before - kept.length;
}

/** Gives held connections of one database back to their pools without closing them. */
export function releaseSessions(world: World, database: DatabaseState, sessions: readonly Session[]): void {
  const pids: number[] = [];
  for (const session of sessions) {
    if (session.heldBy === '') continue;
    const pool = poolOf(world, session);
    if (pool !== null) pool.holders--;
    loseHolder(world, session.heldBy);
    session.heldBy = '';
    if (pool !== null && database.pooler !== null) session.service = POOLER;
    pids.push(session.pid);
  }
  if (pids.length > 0) dropLocks(world, database, (pid) => pids.includes(pid));
}

/**
 * Marks one idle connection of a pool as kept by `by`, whose transaction locks `needs`.
 * @returns its process id; null when none is usable
 */
export function holdSession(
  world: World,
  service: number,
  seat: number,
  by: string,
  needs: readonly LockNeed[],
): number | null {
  const pool = world.services[service]!.stations[seat]!.pool!;
  if (pool.open - pool.holders < 0.5) return null;
  const database = world.databases[pool.database]!;
  for (const session of database.sessions) {
    if (session.heldBy !== '') continue;
    if (database.pooler === null) {
      if (session.service !== service || session.seat !== seat) continue;
    } else if (session.service !== POOLER) continue;
    // A pooler's connection belongs to its client until the transaction ends.
    session.service = service;
    session.seat = seat;
    session.heldBy = by;
    session.heldSinceS = world.nowS;
    pool.holders++;
    askLocks(world, database, session.pid, needs);
    return session.pid;
  }
  return null;
}

/** The client is gone; its fault may want to know. */
function endTaker(world: World, database: DatabaseState, pid: number): void {
  const taker = database.lockTakers.find((one) => one.pid === pid);
  if (taker === undefined) return;
  database.lockTakers = database.lockTakers.filter((one) => one !== taker);
  world.raised.push(`unlocked.${taker.applicationName}`);
}

function loseHolder(world: World, by: string): void {
  const job = world.jobs.find(({ id }) => id === by);
  if (job === undefined) return;
  job.holders--;
  if (job.running) {
    job.resumeAtS = Math.max(job.resumeAtS, world.nowS + job.resumeAfterS);
    job.again = true;
  }
  if (job.holders === 0 && !world.raised.includes('ended')) world.raised.push('ended', `ended.${job.id}`);
}
