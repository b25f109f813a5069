import type { World } from '../world.ts';
import type { DatabaseState, Session } from './database.ts';
import type { Pool } from './pool.ts';

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
  for (const session of database.sessions) {
    if (!unwanted(session)) {
      kept.push(session);
      continue;
    }
    const pool = poolOf(world, session);
    if (pool !== null) {
      pool.open--;
      if (session.heldBy !== '') pool.holders--;
    }
    if (session.heldBy !== '') loseHolder(world, session.heldBy);
  }
  database.sessions = kept;
  return before - kept.length;
}

/** Gives a held connection back to its pool without closing it. */
export function releaseSession(world: World, session: Session): void {
  if (session.heldBy === '') return;
  const pool = poolOf(world, session);
  if (pool !== null) pool.holders--;
  loseHolder(world, session.heldBy);
  session.heldBy = '';
}

/** Marks one idle connection of a pool as kept by `by`; false when none is usable. */
export function holdSession(world: World, service: number, seat: number, by: string): boolean {
  const pool = world.services[service]!.stations[seat]!.pool!;
  if (pool.open - pool.holders < 0.5) return false;
  const database = world.databases[pool.database]!;
  for (const session of database.sessions) {
    if (session.service !== service || session.seat !== seat || session.heldBy !== '') continue;
    session.heldBy = by;
    session.heldSinceS = world.nowS;
    pool.holders++;
    return true;
  }
  return false;
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
