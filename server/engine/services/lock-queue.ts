import type { World } from '../world.ts';
import type { DatabaseState } from './database.ts';
import type { LockMode } from './lock-mode.ts';
import { conflict, CONFLICT_BITS, MODE_BIT, modeOfStatement, tablesIn } from './lock-mode.ts';

/** A session's lock on a table, or its place in the queue for one. */
export interface LockRequest {
  pid: number;
  table: string;
  mode: LockMode;
  askedS: number;
  /** null = it waits. */
  grantedS: number | null;
}

/** What a transaction locks. */
export interface LockNeed {
  table: string;
  mode: LockMode;
}

/** Locks that a statement takes, in the order in which it takes them. Read once for each text. */
export function needsOf(world: World, database: DatabaseState, statement: string): readonly LockNeed[] {
  const { tables } = world.spec.databases[database.index]!;
  let known = needs.get(tables);
  if (known === undefined) needs.set(tables, (known = new Map()));
  let list = known.get(statement);
  if (list === undefined) {
    const mode = modeOfStatement(statement);
    list = tablesIn(tables, statement).map((table) => ({ table, mode }));
    known.set(statement, list);
  }
  return list;
}

/** Tables of a database → statement → what it locks: derived, never state. */
const needs = new WeakMap<readonly string[], Map<string, readonly LockNeed[]>>();

/**
 * A session asks for its locks, one after the other, until it must wait. Ask again after a wait: what it has is not
 * asked twice. As in PostgreSQL a request waits for every conflicting one before it, held or waiting, so that a waiting
 * ACCESS EXCLUSIVE keeps later readers out.
 * @returns false when it waits
 */
export function askLocks(world: World, database: DatabaseState, pid: number, needs: readonly LockNeed[]): boolean {
  let asked = false;
  let waits = false;
  for (const { table, mode } of needs) {
    const had = database.locks.find((lock) => lock.pid === pid && lock.table === table);
    if (had?.grantedS === null) waits = true;
    if (waits) break;
    if (had !== undefined) continue;
    waits = database.locks.some((lock) => lock.pid !== pid && lock.table === table && conflict(lock.mode, mode));
    database.locks.push({ pid, table, mode, askedS: world.nowS, grantedS: waits ? null : world.nowS });
    asked = true;
  }
  if (asked) recount(world, database);
  return !waits;
}

/** These sessions' transactions are over: their locks are free and their places in the queues empty. */
export function dropLocks(world: World, database: DatabaseState, gone: (pid: number) => boolean): void {
  if (!database.locks.some(({ pid }) => gone(pid))) return;
  database.locks = database.locks.filter(({ pid }) => !gone(pid));
  if (database.lockWaits > 0) grant(world, database);
  recount(world, database);
}

/** Everybody whom no conflicting request stands before any more gets its lock. A session asks once for a table. */
function grant(world: World, database: DatabaseState): void {
  const before: Record<string, number> = {};
  for (const lock of database.locks) {
    const ahead = before[lock.table] ?? 0;
    if (lock.grantedS === null && (ahead & CONFLICT_BITS[lock.mode]) === 0) {
      lock.grantedS = world.nowS;
      database.lockGrantedS = world.nowS;
    }
    before[lock.table] = ahead | MODE_BIT[lock.mode];
  }
}

/** Is the session in a queue for a lock? */
export function waitsForLock(database: DatabaseState, pid: number): boolean {
  return database.lockWaits > 0 && database.locks.some((lock) => lock.pid === pid && lock.grantedS === null);
}

/** Sessions that must end before this one gets its lock: pg_blocking_pids. */
export function blockingSessions(database: DatabaseState, pid: number): number[] {
  const waiting = database.locks.find((lock) => lock.pid === pid && lock.grantedS === null);
  return waiting === undefined ? [] : [...new Set(blockersOf(database, waiting).map((lock) => lock.pid))];
}

/** Conflicting requests of others before this one. Those granted later do not conflict, or they would have waited. */
function blockersOf(database: DatabaseState, of: LockRequest): LockRequest[] {
  const before = database.locks.slice(0, database.locks.indexOf(of));
  return before.filter(({ pid, table, mode }) => pid !== of.pid && table === of.table && conflict(mode, of.mode));
}

/** Counts who waits, and notes in each pool the journeys whose next transaction would have to. */
function recount(world: World, database: DatabaseState): void {
  const queued: Record<string, number> = {};
  database.lockWaits = 0;
  for (const { table, mode, grantedS } of database.locks) {
    if (grantedS === null) database.lockWaits++;
    queued[table] = (queued[table] ?? 0) | MODE_BIT[mode];
  }
  for (const index of database.clients) {
    let blocked = 0;
    for (let j = 0; j < world.users.journeys.length; j++) {
      const of = needsOf(world, database, queryOf(world, index, j));
      if (of.some(({ table, mode }) => ((queued[table] ?? 0) & CONFLICT_BITS[mode]) !== 0)) blocked |= 1 << j;
    }
    for (const { pool } of world.services[index]!.stations) pool!.blocked = blocked;
  }
}

/** What a service's transactions run for a journey. */
export function queryOf(world: World, service: number, journey: number): string {
  const pool = world.spec.services[service]?.pool;
  return pool?.queries?.[world.spec.journeys[journey]?.id ?? ''] ?? pool?.query ?? '';
}
