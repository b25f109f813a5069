import type { LockView, SessionView } from '../inspect.ts';
import { fraction } from '../random.ts';
import type { World } from '../world.ts';
import type { DatabaseState, Session } from './database.ts';
import { blockingSessions, needsOf, queryOf, waitsForLock } from './lock-queue.ts';
import type { Pool } from './pool.ts';
import { addressOf } from './read-services.ts';
import { isServerConnection } from './pooler.ts';
import { poolOf, POOLER } from './sessions.ts';
import { holderState, userOf } from './statement.ts';

/** Rows of pg_stat_activity: modelled clients, other clients, the server's own processes. Empty while the server is down. */
export function sessions(world: World, db: string): SessionView[] {
  const database = world.databases.find(({ id }) => id === db);
  if (database === undefined || database.downS > 0) return [];
  const busy = busySessions(world, database);
  return [
    ...ownProcesses(database),
    ...otherClients(world, database),
    ...database.sessions.map((session) => sessionView(world, database, session, busy.has(session.pid))),
  ];
}

/**
 * pg_locks: what the lock queues hold, and for transactions too short to be in one what their statement locks. Every open
 * transaction has its virtual id.
 */
export function locks(world: World, db: string): LockView[] {
  const database = world.databases.find(({ id }) => id === db);
  if (database === undefined) return [];
  const queued = new Set(database.locks.map(({ pid }) => pid));
  return sessions(world, db)
    .filter(({ xactStartS }) => xactStartS !== null)
    .flatMap(({ pid, query }): LockView[] => [
      { locktype: 'virtualxid', relation: null, mode: 'ExclusiveLock', granted: true, pid },
      ...(queued.has(pid)
        ? database.locks
            .filter((lock) => lock.pid === pid)
            .map((lock) => ({ table: lock.table, mode: lock.mode, granted: lock.grantedS !== null }))
        : needsOf(world, database, query).map((need) => ({ ...need, granted: true }))
      ).map(({ table, mode, granted }) => ({ locktype: 'relation', relation: table, mode, granted, pid })),
    ]);
}

/** Sessions that this one waits for, as pg_blocking_pids says. Empty when it waits for no lock. */
export function blockingPids(world: World, db: string, pid: number): number[] {
  const database = world.databases.find(({ id }) => id === db);
  return database === undefined || database.downS > 0 ? [] : blockingSessions(database, pid);
}

/** What `SHOW` answers, by name. */
export function databaseSettings(world: World, db: string): Record<string, string> {
  const database = world.databases.find(({ id }) => id === db);
  const spec = world.spec.databases.find(({ id }) => id === db);
  if (database === undefined || spec === undefined) return {};
  return {
    idle_in_transaction_session_timeout: '0',
    statement_timeout: '0',
    lock_timeout: '0',
    shared_buffers: '4GB',
    work_mem: '16MB',
    server_version: spec.engineVersion,
    port: String(spec.port),
    superuser_reserved_connections: String(spec.reserved),
    ...database.settings,
    max_connections: String(database.maxConnections),
  };
}

function sessionView(world: World, database: DatabaseState, session: Session, busy: boolean): SessionView {
  const carried = clientOf(world, database, session);
  const pool = world.spec.services[carried]?.pool;
  const holder =
    database.lockTakers.find(({ pid }) => pid === session.pid) ??
    world.spec.jobs.find(({ id }) => id === session.heldBy);
  const client = {
    pid: session.pid,
    user: userOf(world, database, session),
    database: database.id,
    applicationName: holder?.applicationName ?? pool?.applicationName ?? '',
    clientAddr: clientAddress(database, session),
    backendStartS: session.openedS,
    backendType: 'client backend' as const,
    superuser: false,
  };
  const now = world.nowS;
  if (session.heldBy !== '') {
    const state = holderState(world, database, session);
    const since = session.heldSinceS;
    const [waitEventType, waitEvent] = waitsForLock(database, session.pid)
      ? ['Lock', 'relation']
      : state === 'active'
        ? ['IO', 'DataFileRead']
        : ['Client', 'ClientRead'];
    return {
      ...client,
      xactStartS: since,
      queryStartS: state === 'active' ? since : since + 0.2,
      stateChangeS: state === 'active' ? since : since + 0.9,
      waitEventType,
      waitEvent,
      state,
      query: holder?.query ?? waitingQuery(world, session),
    };
  }
  const lastS = Math.max(session.openedS, now - 4 * fraction(session.pid, Math.floor(now / 4)));
  if (!busy) {
    return {
      ...client,
      xactStartS: null,
      queryStartS: lastS,
      stateChangeS: lastS,
      waitEventType: 'Client',
      waitEvent: 'ClientRead',
      state: 'idle',
      query: 'COMMIT',
    };
  }
  const startS = now - 0.1 * database.stretch * fraction(session.pid, now);
  return {
    ...client,
    xactStartS: startS,
    queryStartS: startS,
    stateChangeS: startS,
    waitEventType: null,
    waitEvent: null,
    state: 'active',
    query: runningQuery(world, session, carried),
  };
}

/** The service whose transaction a session carries: a pooler's connections take turns. -1 = none. */
function clientOf(world: World, database: DatabaseState, session: Session): number {
  if (session.service !== POOLER) return session.service;
  const at = Math.floor(fraction(session.pid, world.nowS + 2) * database.clients.length);
  return database.clients[at] ?? -1;
}

/** Behind a pooler the server sees the pooler's address only. */
function clientAddress(database: DatabaseState, session: Session): string {
  if (database.pooler !== null && isServerConnection(session)) return '10.42.91.5';
  return session.service >= 0 ? addressOf(session.service, session.seat) : '10.42.90.17';
}

/** What a waiting application transaction runs; a leaked one ran the pool's usual statement. */
function waitingQuery(world: World, session: Session): string {
  const wait = poolOf(world, session)?.lockWaits.find(({ pid }) => pid === session.pid);
  return queryOf(world, session.service, wait?.journey ?? -1);
}

/** What a busy application connection runs: a statement of some journey that no lock blocks. */
function runningQuery(world: World, session: Session, service: number): string {
  const pool = poolOf(world, session) ?? world.services[service]?.stations[0]?.pool;
  const free: number[] = [];
  pool?.weight.forEach((weight, j) => {
    if (weight > 0 && ((pool.blocked >> j) & 1) === 0) free.push(j);
  });
  const at = Math.floor(fraction(session.pid, world.nowS + 1) * free.length);
  return queryOf(world, service, free[at] ?? -1);
}

/** Which connections work at this very moment: as many per pool as the model says, another choice each second. */
function busySessions(world: World, database: DatabaseState): Set<number> {
  const busy = new Set<number>();
  if (database.pooler !== null) {
    const idle = database.sessions.filter(({ service }) => service === POOLER);
    const working =
      Math.round(database.pooler.active) - (database.sessions.filter(isServerConnection).length - idle.length);
    idle.sort((a, b) => fraction(a.pid, world.nowS) - fraction(b.pid, world.nowS));
    return new Set(idle.slice(0, Math.max(0, working)).map(({ pid }) => pid));
  }
  for (const service of world.services) {
    for (const station of service.stations) {
      if (station.pool?.database !== database.index) continue;
      const idle = database.sessions.filter(
        ({ service: s, seat, heldBy }) => s === service.index && seat === station.seat && heldBy === '',
      );
      const exact = allBlocked(station.pool) ? 0 : station.pool.busy;
      const whole =
        Math.floor(exact) +
        (fraction(world.nowS, service.index * 100 + station.seat) < exact - Math.floor(exact) ? 1 : 0);
      idle.sort((a, b) => fraction(a.pid, world.nowS) - fraction(b.pid, world.nowS));
      for (const { pid } of idle.slice(0, whole)) busy.add(pid);
    }
  }
  return busy;
}

/** Every transaction of the pool would wait, so that nobody is at work. */
function allBlocked(pool: Pool): boolean {
  return pool.blocked !== 0 && pool.weight.every((weight, j) => weight === 0 || ((pool.blocked >> j) & 1) === 1);
}

const OWN: readonly SessionView['backendType'][] = [
  'checkpointer',
  'background writer',
  'walwriter',
  'autovacuum launcher',
  'logical replication launcher',
];

function ownProcesses(database: DatabaseState): SessionView[] {
  return OWN.map((backendType, i) => ({
    ...EMPTY,
    pid: 61 + i,
    user: '',
    database: '',
    applicationName: '',
    clientAddr: null,
    backendStartS: database.startedAtS,
    waitEventType: 'Activity',
    waitEvent: ['CheckpointerMain', 'BgWriterHibernate', 'WalWriterMain', 'AutoVacuumMain', 'LogicalLauncherMain'][i]!,
    state: null,
    query: '',
    backendType,
    superuser: backendType === 'autovacuum launcher' || backendType === 'logical replication launcher',
  }));
}

const EMPTY = { xactStartS: null, queryStartS: null, stateChangeS: null };
const OTHERS = [
  {
    user: 'postgres_exporter',
    applicationName: 'postgres_exporter',
    query: 'SELECT * FROM pg_stat_database',
    superuser: false,
  },
  { user: 'backup', applicationName: 'pgbackrest', query: 'SELECT pg_current_wal_lsn()', superuser: true },
  {
    user: 'bi_readonly',
    applicationName: 'metabase',
    query: "SELECT count(*) FROM orders WHERE created_at > now() - interval '1 day'",
    superuser: false,
  },
  { user: 'postgres', applicationName: 'psql', query: 'SHOW server_version', superuser: true },
];

/** Clients that the model does not step: exporter, backup, dashboards, an admin's forgotten psql. */
function otherClients(world: World, database: DatabaseState): SessionView[] {
  const { otherSessions } = world.spec.databases[database.index]!;
  return Array.from({ length: otherSessions }, (_, i) => {
    const { user, applicationName, query, superuser } = OTHERS[i < OTHERS.length ? i : 2]!;
    const lastS = world.nowS - 20 * fraction(i, Math.floor(world.nowS / 20));
    return {
      pid: 1203 + 17 * i,
      user,
      database: database.id,
      applicationName,
      clientAddr: `10.42.80.${20 + i}`,
      backendStartS: Math.max(database.startedAtS + 5, world.nowS - 3600 * (2 + (i % 7))),
      xactStartS: null,
      queryStartS: lastS,
      stateChangeS: lastS + 0.01,
      waitEventType: 'Client',
      waitEvent: 'ClientRead',
      state: 'idle' as const,
      query,
      backendType: 'client backend' as const,
      superuser,
    };
  });
}
