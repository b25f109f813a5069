import { meanWaitS } from '../queueing.ts';
import { draw } from '../random.ts';
import type { PoolerSpec } from '../spec-platform.ts';
import type { World } from '../world.ts';
import { openSession, sessionRoom } from './build-databases.ts';
import type { DatabaseState, Session } from './database.ts';
import { needsOf, queryOf } from './lock-queue.ts';
import type { Pool } from './pool.ts';
import { usable } from './pool.ts';
import { holdSession, POOLER } from './sessions.ts';

/**
 * A connection pooler in transaction mode (pgbouncer) between the applications' pools and a database. A pool's connections
 * end here; a transaction gets one of the few server connections for as long as it lasts. So the applications cannot pass
 * `max_connections` any more: their transactions wait here instead, or the pooler refuses clients beyond its own limit.
 */
export interface PoolerState {
  /** Connections of the applications' pools. */
  clients: number;
  /** Clients beyond `maxClientConn`, turned away since the start. */
  refusedTotal: number;
  /** Times as long as the database itself that a transaction takes its client, for the wait here. */
  stretch: number;
  /** Server connections in use, and clients that wait for one, in the last second. */
  active: number;
  waiting: number;
  /** The wait, s. */
  waitS: number;
}

/** Without a server connection everybody waits for ever; a figure has to end somewhere. */
const MOST_STRETCH = 200;
/** A pool or the pooler opens at most this many connections a second. */
const OPEN_PER_S = 8;

export function createPooler(spec: PoolerSpec | undefined): PoolerState | null {
  return spec === undefined ? null : { clients: 0, refusedTotal: 0, stretch: 1, active: 0, waiting: 0, waitS: 0 };
}

/** A pooler's own connections: idle ones, and those that a client keeps in a transaction. */
export function isServerConnection(session: Session): boolean {
  return session.service === POOLER || session.service >= 0;
}

/** At the start everything is connected, as far as the limits let it. */
export function fillPooler(
  world: Pick<World, 'spec' | 'services'>,
  database: DatabaseState,
  pooler: PoolerState,
): void {
  const { poolSize, maxClientConn } = poolerSpec(world, database);
  const servers = Math.min(poolSize, sessionRoom(world.spec, database));
  for (let n = 0; n < servers; n++) openSession(database, POOLER, 0, -world.spec.prerollS - 60 - 13 * n);
  for (const pool of poolsOf(world, database)) {
    pool.open = Math.min(pool.size, Math.max(0, maxClientConn - pooler.clients));
    pooler.clients += pool.open;
  }
}

/** Each second: clients come and go at the pooler, and the pooler opens what it misses at the database. */
export function connectThroughPooler(world: World, database: DatabaseState, pooler: PoolerState): void {
  const { poolSize, maxClientConn } = poolerSpec(world, database);
  const { acceptPerS, connectionLifeS } = world.spec.databases[database.index]!;
  let servers = 0;
  for (const session of database.sessions) if (isServerConnection(session)) servers++;
  const room = Math.max(0, sessionRoom(world.spec, database) - database.sessions.length);
  const wanted = Math.min(OPEN_PER_S, Math.max(0, poolSize - servers));
  const granted = Math.min(wanted, room, acceptPerS);
  for (let n = 0; n < granted; n++) openSession(database, POOLER, 0, world.nowS);
  database.grants += granted;
  database.refused += wanted - granted;
  pooler.clients = 0;
  for (const pool of poolsOf(world, database)) pooler.clients += pool.open;
  for (const index of database.clients) {
    for (const station of world.services[index]!.stations) {
      if (station.size === 0) continue;
      const pool = station.pool!;
      pool.retired += usable(pool) / connectionLifeS;
      if (pool.retired >= 1 && usable(pool) >= 1) {
        pool.retired -= 1;
        pool.open--;
        pooler.clients--;
      }
      if (pool.leaked > 0 && draw(world.streams.leaks) < pool.leaked)
        holdSession(world, index, station.seat, 'leak', needsOf(world, database, queryOf(world, index, -1)));
      const more = Math.min(OPEN_PER_S, pool.size - pool.open);
      const accepted = Math.max(0, Math.min(more, maxClientConn - pooler.clients));
      pool.open += accepted;
      pooler.clients += accepted;
      pooler.refusedTotal += more - accepted;
    }
  }
}

/**
 * Before the capacity pass: what the server connections carry is shared among the pools, in proportion to what each asks
 * for. As long as they carry everything, a transaction waits as in any queue; beyond that every client is busy, most of
 * them waiting, and a transaction takes its client as long as there are clients for each server connection.
 */
export function sharePooler(world: World, database: DatabaseState, pooler: PoolerState): void {
  let kept = 0;
  let servers = 0;
  for (const { service, heldBy } of database.sessions) {
    if (service === POOLER) servers++;
    else if (service >= 0 && heldBy !== '') kept++;
  }
  let demand = 0;
  let carried = 0;
  let busy = 0;
  let hold = 0;
  let count = 0;
  for (const pool of poolsOf(world, database)) {
    const holdS = pool.holdS * database.stretch;
    demand += demandOf(pool, holdS);
    carried += usable(pool) / holdS;
    busy += pool.busy;
    hold += holdS;
    count++;
  }
  const holdS = count > 0 ? hold / count : 1;
  const limit = servers / holdS;
  const saturated = demand > limit;
  const target = saturated
    ? Math.min(MOST_STRETCH, Math.max(1, carried / Math.max(limit, 1e-6)))
    : 1 + meanWaitS(servers, demand / Math.max(limit, 1e-6), holdS) / holdS;
  pooler.active = Math.min(servers, busy / pooler.stretch) + kept;
  pooler.waiting = Math.max(0, busy - busy / pooler.stretch);
  pooler.waitS = (pooler.stretch - 1) * holdS;
  // Half-way each second, as the database's own stretch: the loop is closed. Free servers are taken at once.
  pooler.stretch += (target > pooler.stretch ? 0.5 : 0.8) * (target - pooler.stretch);
  for (const pool of poolsOf(world, database)) {
    const asked = demandOf(pool, pool.holdS * database.stretch);
    pool.most = saturated && demand > 0 ? ((asked / demand) * limit) / pool.meanWeight : Number.MAX_VALUE;
  }
}

/** Transactions per second that a pool could pass on now. */
function demandOf(pool: Pool, holdS: number): number {
  const offered = (pool.queue.total + pool.arrivalRate) * pool.meanWeight;
  const carried = usable(pool) / holdS;
  return offered < carried ? offered : carried;
}

function poolsOf(world: Pick<World, 'services'>, database: DatabaseState): Pool[] {
  return database.clients.flatMap((index) =>
    world.services[index]!.stations.flatMap(({ pool, size }) => (pool === null || size === 0 ? [] : [pool])),
  );
}

function poolerSpec(world: Pick<World, 'spec'>, database: DatabaseState): PoolerSpec {
  return world.spec.databases[database.index]!.pooler!;
}
