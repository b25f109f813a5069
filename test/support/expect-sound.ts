import { expect } from 'vitest';
import { sessionRoom } from '../../server/engine/services/build-databases.ts';
import { isServerConnection } from '../../server/engine/services/pooler.ts';
import { held } from '../../server/engine/services/capacity.ts';
import type { World } from '../../server/engine/world.ts';

/** Everything that must hold after any second. */
export function expectSound(world: World): void {
  const { users } = world;
  const sum = (of: (journey: World['users']['journeys'][number]) => number): number =>
    users.journeys.reduce((total, journey) => total + of(journey), 0);
  const arrivals = sum((journey) => journey.arrivals);
  const ended = sum((journey) => journey.ok + journey.lost) + users.outTotal + users.retryTotal;
  expect(Math.abs(arrivals - ended) / arrivals).toBeLessThan(5e-9);
  expect(cells(users.out) - users.outTotal).toBeCloseTo(0, 6);
  for (const service of world.services) {
    for (const station of service.stations) {
      const links = station.work === null ? station.links : [...station.links, station.work];
      const outstanding = links.reduce((total, link) => total + cells(link.out) + cells(link.retry), 0);
      const waiting = station.pool?.lockWaits.reduce((total, { amount }) => total + amount, 0) ?? 0;
      expect(outstanding + waiting - held(station)).toBeCloseTo(0, 7);
      expect(cells(station.queue.cell) - station.queue.total).toBeCloseTo(0, 7);
      const { pool } = station;
      if (pool === null) continue;
      expect(pool.holders).toBeLessThanOrEqual(pool.open);
      expect(pool.open).toBeLessThanOrEqual(pool.size);
      const database = world.databases[pool.database]!;
      const own = database.sessions.filter(
        (session) => session.service === service.index && session.seat === station.seat,
      );
      // Behind a pooler a session is a client's only while its transaction is kept open.
      expect(own.length).toBe(database.pooler === null ? pool.open : pool.holders);
      expect(own.filter(({ heldBy }) => heldBy !== '').length).toBe(pool.holders);
    }
  }
  for (const database of world.databases) {
    expect(database.sessions.length).toBeLessThanOrEqual(sessionRoom(world.spec, database));
    if (database.pooler !== null) {
      const { poolSize, maxClientConn } = world.spec.databases[database.index]!.pooler!;
      expect(database.sessions.filter(isServerConnection).length).toBeLessThanOrEqual(poolSize);
      expect(database.pooler.clients).toBeLessThanOrEqual(maxClientConn);
    }
    const pids = new Set(database.sessions.map(({ pid }) => pid));
    expect(database.locks.filter(({ pid }) => !pids.has(pid))).toEqual([]);
  }
  expectNumbers(world.users);
  expectNumbers(world.services);
  expectNumbers(world.thirdParties);
}

function cells(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** No NaN, no infinity, no amount below zero in any ring. */
function expectNumbers(value: unknown): void {
  expect(unsound(value, '')).toBe('');
}

/** Path of the first number that is none, or of a ring with an amount below zero; '' = all is well. */
function unsound(value: unknown, path: string): string {
  if (typeof value === 'number') return Number.isFinite(value) ? '' : path;
  if (value instanceof Float64Array) {
    for (const cell of value) if (!(cell > -1) || !Number.isFinite(cell)) return path;
    return '';
  }
  if (typeof value !== 'object' || value === null) return '';
  for (const [key, item] of Object.entries(value)) {
    const found = unsound(item, `${path}.${key}`);
    if (found !== '') return found;
  }
  return '';
}
