import type { World } from '../world.ts';
import type { DatabaseState, Session } from './database.ts';
import { waitsForLock } from './lock-queue.ts';
import { cancelLockWait } from './lock-wait.ts';
import { LOCK_TAKER, LOCK_WAIT, POOLER, poolOf, releaseSession, removeSessions } from './sessions.ts';
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
  const pool = poolOf(world, session);
  if (pool === null) removeSessions(world, database, (one) => one === session);
  else if (session.heldBy === LOCK_WAIT) cancelLockWait(world, pool, session.pid);
  else releaseSession(world, session);
  return true;
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
  if (!hasTimeouts(database)) return;
  const ofServer = TIMEOUTS.map((name) => readSettingMs(database.settings[name]));
  const waiting = new Map<number, number>();
  if (database.lockWaits > 0)
    for (const { pid, askedS, grantedS } of database.locks) if (grantedS === null) waiting.set(pid, askedS);
  const idle = new Set<Session>();
  for (const session of [...database.sessions]) {
    if (session.heldBy === '') continue;
    const passed = (timeout: number, sinceS: number): boolean => {
      const ms = roleSettingMs(world, database, session, TIMEOUTS[timeout]!) ?? ofServer[timeout]!;
      return ms > 0 && (world.nowS - sinceS) * 1000 >= ms;
    };
    const askedS = waiting.get(session.pid);
    if (askedS === undefined && holderState(world, database, session) !== 'active') {
      if (passed(0, session.heldSinceS)) idle.add(session);
    } else if (passed(1, session.heldSinceS) || (askedS !== undefined && passed(2, askedS)))
      cancelStatement(world, database, session);
  }
  if (idle.size > 0) removeSessions(world, database, (session) => idle.has(session));
}

const TIMEOUTS = ['idle_in_transaction_session_timeout', 'statement_timeout', 'lock_timeout'] as const;

/** Most servers have none: then nothing is read every second. */
function hasTimeouts({ settings, roleSettings }: DatabaseState): boolean {
  for (let i = 0; i < TIMEOUTS.length; i++) if (settings[TIMEOUTS[i]!] !== undefined) return true;
  return roleSettings.length > 0;
}

/** What `ALTER ROLE … SET` gave a session: its role's setting when it was made before the session was opened. */
function roleSettingMs(world: World, database: DatabaseState, session: Session, name: string): number | undefined {
  if (database.roleSettings.length === 0) return undefined;
  const role = userOf(world, database, session);
  const own = database.roleSettings.findLast(
    (setting) => setting.role === role && setting.name === name && setting.fromS <= session.openedS,
  );
  return own === undefined || own.value === null ? undefined : readSettingMs(own.value);
}
