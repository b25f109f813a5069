import type { World } from '../world.ts';
import type { DatabaseState, Session } from './database.ts';
import { waitsForLock } from './lock-queue.ts';
import { failLockWait } from './pool.ts';
import { LOCK_TAKER, LOCK_WAIT, POOLER, poolOf, releaseSessions, removeSessions } from './sessions.ts';
import { readSettingMs } from './settings.ts';

/** What pg_stat_activity shows for a held connection: a statement that runs or waits for a lock, or a transaction left open. */
export function holderState(world: World, database: DatabaseState, session: Session): 'active' | 'idle in transaction' {
  if (session.heldBy === LOCK_WAIT || waitsForLock(database, session.pid)) return 'active';
  if (session.heldBy === LOCK_TAKER)
    return database.lockTakers.find(({ pid }) => pid === session.pid)?.state ?? 'idle in transaction';
  return world.spec.jobs.find(({ id }) => id === session.heldBy)?.state ?? 'idle in transaction';
}

/**
 * Ends a running or waiting statement, and with it its transaction: a pool's connection is free again, a client of its
 * own goes. False when there is none: a session idle in its transaction has no statement to cancel.
 */
export function cancelStatement(world: World, database: DatabaseState, session: Session): boolean {
  if (session.heldBy === '' || holderState(world, database, session) !== 'active') return false;
  cancelStatements(world, database, [session]);
  return true;
}

/** The same for sessions that all run or wait, at once: who waited behind one of them need not be looked at again for each. */
function cancelStatements(world: World, database: DatabaseState, active: readonly Session[]): void {
  const ofPools: Session[] = [];
  const own: Session[] = [];
  for (const session of active) {
    const pool = poolOf(world, session);
    if (pool !== null && session.heldBy === LOCK_WAIT) failLockWait(pool, session.pid);
    (pool === null ? own : ofPools).push(session);
  }
  if (ofPools.length > 0) releaseSessions(world, database, ofPools);
  if (own.length > 0) removeSessions(world, database, (session) => own.includes(session));
}

/** The role of a held or idle session. */
export function userOf(world: World, database: DatabaseState, session: Session): string {
  return (
    database.lockTakers.find(({ pid }) => pid === session.pid)?.user ??
    world.spec.jobs.find(({ id }) => id === session.heldBy)?.user ??
    world.spec.services[session.service === POOLER ? (database.clients[0] ?? -1) : session.service]?.pool?.user ??
    'app'
  );
}

/**
 * `idle_in_transaction_session_timeout` ends sessions, `statement_timeout` cancels statements and `lock_timeout` those that
 * wait for a lock.
 */
export function applyTimeouts(world: World, database: DatabaseState): void {
  const leastMs = leastTimeoutMs(database);
  if (leastMs === 0) return;
  const waiting = new Map<number, number>();
  if (database.lockWaits > 0)
    for (const { pid, askedS, grantedS } of database.locks) if (grantedS === null) waiting.set(pid, askedS);
  const idle = new Set<Session>();
  const cancelled: Session[] = [];
  for (const session of database.sessions) {
    // Nobody asks for a lock before the transaction begins.
    if (session.heldBy === '' || (world.nowS - session.heldSinceS) * 1000 < leastMs) continue;
    const askedS = waiting.get(session.pid);
    if (askedS === undefined && holderState(world, database, session) !== 'active') {
      if (hasPassed(world, database, session, IDLE_TIMEOUT, session.heldSinceS)) idle.add(session);
    } else if (
      hasPassed(world, database, session, STATEMENT_TIMEOUT, session.heldSinceS) ||
      (askedS !== undefined && hasPassed(world, database, session, LOCK_TIMEOUT, askedS))
    )
      cancelled.push(session);
  }
  if (cancelled.length > 0) cancelStatements(world, database, cancelled);
  if (idle.size > 0) removeSessions(world, database, (session) => idle.has(session));
}

const IDLE_TIMEOUT = 'idle_in_transaction_session_timeout';
const STATEMENT_TIMEOUT = 'statement_timeout';
const LOCK_TIMEOUT = 'lock_timeout';
const TIMEOUTS = [IDLE_TIMEOUT, STATEMENT_TIMEOUT, LOCK_TIMEOUT] as const;
type Timeout = (typeof TIMEOUTS)[number];

/** The shortest of all timeouts that somebody may have, milliseconds; 0 = nobody has one, as on most servers. */
function leastTimeoutMs({ settings, roleSettings }: DatabaseState): number {
  let least = Number.MAX_VALUE;
  for (let i = 0; i < TIMEOUTS.length; i++) least = shorter(least, settings[TIMEOUTS[i]!]);
  for (let i = 0; i < roleSettings.length; i++) least = shorter(least, roleSettings[i]!.value ?? undefined);
  return least < Number.MAX_VALUE ? least : 0;
}

function shorter(least: number, setting: string | undefined): number {
  if (setting === undefined) return least;
  const ms = readSettingMs(setting);
  return ms > 0 && ms < least ? ms : least;
}

/** Is what began in `sinceS` older than the session's timeout allows? */
function hasPassed(world: World, database: DatabaseState, session: Session, timeout: Timeout, sinceS: number): boolean {
  const ms = readSettingMs(roleSetting(world, database, session, timeout) ?? database.settings[timeout]);
  return ms > 0 && (world.nowS - sinceS) * 1000 >= ms;
}

/**
 * What `ALTER ROLE … SET` gave a session: its role's setting when it was made before the session was opened. Undefined = the
 * server's counts.
 */
function roleSetting(world: World, database: DatabaseState, session: Session, timeout: Timeout): string | undefined {
  const { roleSettings } = database;
  for (let i = roleSettings.length - 1; i >= 0; i--) {
    const { role, name, value, fromS } = roleSettings[i]!;
    if (name === timeout && fromS <= session.openedS && role === userOf(world, database, session))
      return value ?? undefined;
  }
  return undefined;
}
