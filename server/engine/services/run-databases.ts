import { meanWaitS } from '../queueing.ts';
import { draw } from '../random.ts';
import type { World } from '../world.ts';
import { openSession, sessionRoom, WARM_HIT_RATIO } from './build-databases.ts';
import type { DatabaseState } from './database.ts';
import { closeFiles } from './disk.ts';
import { failingShare } from './names.ts';
import { cannotStart, endStop, failStart } from './run-disks.ts';
import type { Station } from './station.ts';
import { readsElsewhere } from './storage.ts';
import { readSettingsAtStart } from './server-settings.ts';
import type { Pool } from './pool.ts';
import { usable } from './pool.ts';
import { connectThroughPooler, sharePooler } from './pooler.ts';
import { needsOf, queryOf } from './lock-queue.ts';
import { stepLockTakers } from './lock-taker.ts';
import { holdSession, removeSessions } from './sessions.ts';
import { applyTimeouts } from './statement.ts';

/** Hit ratio after a restart: nothing is in memory. */
const COLD_HIT_RATIO = 0.25;
/** A row of a batch against a transaction of an application. */
const BULK_COST = 0.02;
/** A pool opens at most this many connections a second. */
const OPEN_PER_S = 8;

/** Sessions come and go, leaks become holders, and the processor is shared. Before anything asks for a connection. */
export function runDatabases(world: World): void {
  for (const database of world.databases) {
    database.grants = 0;
    database.refused = 0;
    if (database.downS > 0) {
      if (--database.downS === 0) {
        if (cannotStart(world, database) === null) comeUp(world, database);
        else failStart(database);
      }
      continue;
    }
    countTransactions(world, database);
    applyTimeouts(world, database);
    if (database.lockTakers.length > 0) stepLockTakers(world, database);
    if (database.pooler === null) connect(world, database);
    else connectThroughPooler(world, database, database.pooler);
    database.refusedTotal += database.refused;
    shareProcessor(world, database);
    if (database.pooler !== null) sharePooler(world, database, database.pooler);
  }
}

/** Drops every session and holder at once; the server answers again after its restart time, with a cold cache. */
export function restartDatabase(world: World, database: DatabaseState): void {
  removeSessions(world, database, () => true);
  database.downS = Math.max(1, Math.round(world.spec.databases[database.index]!.restartS));
  database.cpu = 0;
}

function comeUp(world: World, database: DatabaseState): void {
  database.hitRatio = COLD_HIT_RATIO;
  if (world.disks.length > 0) {
    closeFiles(world, database.id);
    endStop(world, database);
  }
  database.startedAtS = world.nowS;
  readSettingsAtStart(world, database);
  world.raised.push(`restarted.${database.id}`);
}

/** What the pools served in the last second; it also warms the cache. */
function countTransactions(world: World, database: DatabaseState): void {
  let transactions = 0;
  for (let c = 0; c < database.clients.length; c++) {
    const { stations } = world.services[database.clients[c]!]!;
    for (let i = 0; i < stations.length; i++) transactions += stations[i]!.pool!.served * stations[i]!.pool!.meanWeight;
  }
  database.transactions = transactions;
  database.committed += transactions;
  countWrites(world, database);
  const { cores, cpuPerTxS } = world.spec.databases[database.index]!;
  const cpu = 0.03 + ((transactions * onPrimary(database) + bulkLoad(database)) * cpuPerTxS) / cores;
  database.cpu = cpu < 1 ? cpu : 1;
  if (database.hitRatio < WARM_HIT_RATIO) {
    database.hitRatio += ((WARM_HIT_RATIO - database.hitRatio) * (transactions / (transactions + 30))) / 55;
  }
}

/** Which of the last second's transactions wrote; the rest may be answered by replicas. */
function countWrites(world: World, database: DatabaseState): void {
  const { storage } = database;
  let wrote = 0;
  for (let c = 0; c < database.clients.length; c++) {
    const { stations } = world.services[database.clients[c]!]!;
    for (let i = 0; i < stations.length; i++) wrote += stations[i]!.pool!.wrote;
  }
  storage.writesPerS = wrote;
  storage.writeRate += 0.02 * (wrote - storage.writeRate);
  if (database.transactions > 0)
    storage.readShare += 0.1 * (Math.max(0, 1 - wrote / database.transactions) - storage.readShare);
}

/** Share of the transactions that the primary itself works on, 0..1. */
function onPrimary({ storage }: DatabaseState): number {
  return storage.replicas.length === 0 ? 1 : 1 - storage.readShare * readsElsewhere(storage);
}

/** What a bulk writer costs, in transactions of the applications per second: its batches are cheap, but many. */
function bulkLoad({ storage }: DatabaseState): number {
  return storage.refusesWrites === null ? BULK_COST * storage.bulkPerS : 0;
}

/** Retires old idle connections, turns leaks into holders, and grants new sessions first come, in replica order. */
function connect(world: World, database: DatabaseState): void {
  const of = world.spec.databases[database.index]!;
  let accept = of.acceptPerS;
  let room = sessionRoom(world.spec, database) - database.sessions.length;
  for (let c = 0; c < database.clients.length; c++) {
    const service = world.services[database.clients[c]!]!;
    for (let i = 0; i < service.stations.length; i++) {
      const station = service.stations[i]!;
      if (station.size === 0) continue;
      const pool = station.pool!;
      pool.retired += usable(pool) / of.connectionLifeS;
      if (pool.retired >= 1 && usable(pool) >= 1) {
        pool.retired -= 1;
        if (retire(database, pool, service.index, i)) room++;
      }
      // Leaks come one at a time and by chance, so that replicas do not run dry in the same second.
      if (pool.leaked > 0 && draw(world.streams.leaks) < pool.leaked)
        holdSession(world, service.index, i, 'leak', needsOf(world, database, queryOf(world, service.index, -1)));
      if (pool.open >= pool.size) continue;
      if (world.names !== null && failingShare(world, poolRecord(station), service, station) > 0) continue;
      const wanted = Math.min(OPEN_PER_S, pool.size - pool.open);
      const granted = Math.max(0, Math.min(wanted, room, accept));
      for (let n = 0; n < granted; n++) openSession(database, service.index, i, world.nowS);
      pool.open += granted;
      room -= granted;
      accept -= granted;
      database.grants += granted;
      database.refused += wanted - granted;
    }
  }
}

/** The name by which a replica's pool finds its database. */
function poolRecord(station: Station): number {
  return station.links[station.links.length - 1]!.record;
}

/** The oldest connection that nobody keeps. */
function retire(database: DatabaseState, pool: Pool, service: number, seat: number): boolean {
  const { sessions } = database;
  for (let i = 0; i < sessions.length; i++) {
    const session = sessions[i]!;
    if (session.service !== service || session.seat !== seat || session.heldBy !== '') continue;
    sessions.splice(i, 1);
    pool.open--;
    return true;
  }
  return false;
}

/**
 * Processor sharing: offered load over capacity stretches every transaction. A cold cache stretches it too, up to
 * tenfold. The stretch moves half-way each second, for the closed loop would ring.
 */
function shareProcessor(world: World, database: DatabaseState): void {
  const { cores, cpuPerTxS, cpuPerConnectS, pooler } = world.spec.databases[database.index]!;
  let demand = 0;
  let hold = 0;
  let pools = 0;
  for (let c = 0; c < database.clients.length; c++) {
    const { stations } = world.services[database.clients[c]!]!;
    for (let i = 0; i < stations.length; i++) {
      const pool = stations[i]!.pool!;
      const offered = (pool.queue.total + pool.arrivalRate) * pool.meanWeight;
      const carried = usable(pool) / pool.holdS;
      demand += offered < carried ? offered : carried;
      hold += pool.holdS;
      pools++;
    }
  }
  // Behind a pooler no more than its server connections can be at work.
  const { poolSize } = pooler ?? {};
  if (poolSize !== undefined) demand = Math.min(demand, (poolSize * pools) / Math.max(hold, 1e-6));
  const capacity = Math.max(0.1 * cores, cores - database.grants * cpuPerConnectS) / cpuPerTxS;
  const rho = (demand * onPrimary(database) + bulkLoad(database)) / capacity;
  const cold = 1 + (9 * (WARM_HIT_RATIO - database.hitRatio)) / WARM_HIT_RATIO;
  const meanHold = pools > 0 ? hold / pools : 1;
  const waiting = 1 + meanWaitS(cores, rho, cpuPerTxS) / meanHold;
  const target = cold * (rho < 0.95 ? waiting : Math.max(rho, waiting));
  database.stretch += 0.5 * (target - database.stretch);
}
