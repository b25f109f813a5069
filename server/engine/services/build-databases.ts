import type { WorldSpec } from '../spec.ts';
import type { DatabaseState } from './database.ts';
import { createPooler, fillPooler } from './pooler.ts';
import type { ServiceState } from './station.ts';
import { createStorage } from './storage.ts';

/** Hit ratio of a warm cache. */
export const WARM_HIT_RATIO = 0.99;

/** All databases, up and warm, every pool filled as far as `max_connections` allows. */
export function buildDatabases(spec: WorldSpec, services: ServiceState[]): DatabaseState[] {
  const databases: DatabaseState[] = spec.databases.map((db, index) => ({
    index,
    id: db.id,
    clients: services.filter(({ index: s }) => spec.services[s]!.pool?.db === db.id).map(({ index: s }) => s),
    maxConnections: db.maxConnections,
    downS: 0,
    startedAtS: -spec.prerollS - 86_400 * 11,
    sessions: [],
    nextPid: 2117,
    locks: [],
    lockWaits: 0,
    lockGrantedS: -spec.prerollS - 60,
    lockTakers: [],
    hitRatio: WARM_HIT_RATIO,
    stretch: 1,
    schemaVersion: db.schemaVersion ?? '1',
    settings: { ...db.settings },
    roleSettings: (db.roleSettings ?? []).map((setting) => ({ ...setting, fromS: -spec.prerollS - 86_400 * 30 })),
    writtenSettings: {},
    restartSettings: {},
    cpu: 0,
    transactions: 0,
    grants: 0,
    refused: 0,
    committed: 0,
    pooler: createPooler(db.pooler),
    storage: createStorage(db),
    refusedTotal: 0,
  }));
  for (const service of services) {
    for (const station of service.stations) {
      const { pool } = station;
      if (pool === null) continue;
      const database = databases[pool.database]!;
      if (database.pooler !== null) continue;
      const limit = sessionRoom(spec, database);
      while (pool.open < pool.size && database.sessions.length < limit) {
        openSession(database, service.index, station.seat, -spec.prerollS - 60 - 13 * database.sessions.length);
        pool.open++;
      }
    }
  }
  for (const database of databases)
    if (database.pooler !== null) fillPooler({ spec, services }, database, database.pooler);
  return databases;
}

/** Sessions that modelled clients may have: the reserved ones and those of others are not theirs. */
export function sessionRoom(spec: WorldSpec, database: DatabaseState): number {
  const of = spec.databases[database.index]!;
  return Math.max(0, database.maxConnections - of.reserved - of.otherSessions);
}

/** Appends a session with the next process id; ids rise by small uneven steps, as other processes take some. */
export function openSession(database: DatabaseState, service: number, seat: number, atS: number): void {
  database.sessions.push({ pid: database.nextPid, service, seat, openedS: atS, heldBy: '', heldSinceS: 0 });
  database.nextPid += 1 + ((database.nextPid * 7 + seat) % 5);
}
