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
  for (let n = 0; n < needs.length && !waits; n++) {
    const { table, mode } = needs[n]!;
    const standing = standingOf(database, pid, table, CONFLICT_BITS[mode]);
    waits = standing === WAITS || standing === WOULD_WAIT;
    if (standing === HAS || standing === WAITS) continue;
    database.locks.push({ pid, table, mode, askedS: world.nowS, grantedS: waits ? null : world.nowS });
    asked = true;
  }
  if (asked) recount(world, database, false);
  return !waits;
}

/** How a session stands with a table: it has its lock, waits for it, or asked for nothing and would get it or wait. */
type Standing = typeof HAS | typeof WAITS | typeof WOULD_GET | typeof WOULD_WAIT;
const HAS = 0;
const WAITS = 1;
const WOULD_GET = 2;
const WOULD_WAIT = 3;

function standingOf({ locks }: DatabaseState, pid: number, table: string, conflicts: number): Standing {
  let ahead = 0;
  for (let i = 0; i < locks.length; i++) {
    const lock = locks[i]!;
    if (lock.table !== table) continue;
    if (lock.pid === pid) return lock.grantedS === null ? WAITS : HAS;
    ahead |= MODE_BIT[lock.mode];
  }
  return (ahead & conflicts) === 0 ? WOULD_GET : WOULD_WAIT;
}

/** These sessions' transactions are over: their locks are free and their places in the queues empty. */
export function dropLocks(world: World, database: DatabaseState, gone: (pid: number) => boolean): void {
  const { locks } = database;
  let kept = 0;
  for (let i = 0; i < locks.length; i++) {
    const lock = locks[i]!;
    if (!gone(lock.pid)) locks[kept++] = lock;
  }
  if (kept === locks.length) return;
  locks.length = kept;
  recount(world, database, database.lockWaits > 0);
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

/**
 * Counts who waits, and notes in each pool the journeys whose next transaction would have to. With `granting` everybody whom
 * no conflicting request stands before any more gets its lock first; a session asks once for a table.
 */
function recount(world: World, database: DatabaseState, granting: boolean): void {
  const { locks } = database;
  const { tables, queued, clients } = tableLocks(world, database);
  for (let i = 0; i < queued.length; i++) queued[i] = 0;
  let waiting = 0;
  let table = '';
  let at = 0;
  for (let i = 0; i < locks.length; i++) {
    const lock = locks[i]!;
    if (lock.table !== table) {
      table = lock.table;
      at = placeOf(tables, queued, table);
    }
    if (lock.grantedS === null) {
      if (granting && (queued[at]! & CONFLICT_BITS[lock.mode]) === 0) {
        lock.grantedS = world.nowS;
        database.lockGrantedS = world.nowS;
      } else waiting++;
    }
    queued[at]! |= MODE_BIT[lock.mode];
  }
  database.lockWaits = waiting;
  for (let c = 0; c < clients.length; c++) {
    const { service, needs } = clients[c]!;
    let blocked = 0;
    for (let n = 0; n < needs.length; n++) {
      const { journey, at, conflicts } = needs[n]!;
      if ((queued[at]! & conflicts) !== 0) blocked |= 1 << journey;
    }
    const { stations } = world.services[service]!;
    for (let i = 0; i < stations.length; i++) stations[i]!.pool!.blocked = blocked;
  }
}

/** What a server's queues are counted with: derived from the scenario, never state. */
interface TableLocks {
  tables: string[];
  /** By table: modes held or waited for, as bits. Room to count in. */
  queued: number[];
  /** What each client's transactions lock, as places in `tables` and modes that keep them out. */
  clients: { service: number; needs: { journey: number; at: number; conflicts: number }[] }[];
}

const counted = new WeakMap<DatabaseState, TableLocks>();

function tableLocks(world: World, database: DatabaseState): TableLocks {
  let known = counted.get(database);
  if (known !== undefined) return known;
  const tables = [...world.spec.databases[database.index]!.tables];
  const clients = database.clients.map((service) => ({
    service,
    needs: world.spec.journeys.flatMap((_, journey) =>
      needsOf(world, database, queryOf(world, service, journey)).map(({ table, mode }) => ({
        journey,
        at: tables.indexOf(table),
        conflicts: CONFLICT_BITS[mode],
      })),
    ),
  }));
  known = { tables, queued: tables.map(() => 0), clients };
  counted.set(database, known);
  return known;
}

/** Where a table is counted. Somebody may lock one that no statement of the applications names. */
function placeOf(tables: string[], queued: number[], table: string): number {
  const at = tables.indexOf(table);
  if (at >= 0) return at;
  queued.push(0);
  return tables.push(table) - 1;
}

/** What a service's transactions run for a journey. */
export function queryOf(world: World, service: number, journey: number): string {
  const pool = world.spec.services[service]?.pool;
  return pool?.queries?.[world.spec.journeys[journey]?.id ?? ''] ?? pool?.query ?? '';
}
