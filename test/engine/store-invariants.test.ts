import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestWorld } from '../../server/engine/digest.ts';
import type { Action, Input } from '../../server/engine/input.ts';
import { restoreWorld, snapshotWorld } from '../../server/engine/snapshot.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { expectSound } from '../support/expect-sound.ts';
import {
  cacheWorld,
  diskWorld,
  doing,
  namesWorld,
  nodesWorld,
  queueWorld,
  replicaWorld,
} from '../support/store-worlds.ts';

/** Every kind of store in one world: search behind a cache, mails through a queue, names, a disk, a replica, nodes. */
function everything(): WorldSpec {
  const spec = cacheWorld();
  const queue = queueWorld(3);
  const disk = diskWorld();
  spec.services[3]!.pool = disk.services[3]!.pool!;
  spec.services.push(queue.services[4]!);
  spec.queues = queue.queues!;
  spec.disks = disk.disks!;
  spec.dns = namesWorld().dns!;
  spec.nodes = nodesWorld().nodes!;
  spec.databases[0]!.replicas = replicaWorld().databases[0]!.replicas!;
  const log = '/var/lib/postgresql/log/postgresql.log';
  spec.faults = [
    doing('cache', { type: 'cache.down', params: { cache: 'pages' } }),
    doing('poison', { type: 'queue.poison', params: { queue: 'order-mails', count: 2, crashes: true } }),
    doing('names', { type: 'dns.servfail', params: { name: '*' } }),
    doing('disk', { type: 'disk.grow', params: { disk: 'orders-data', path: log, gibPerH: 2000 } }),
    doing('writes', { type: 'db.writes', params: { db: 'orders', perS: 500 } }),
    doing('node', { type: 'node.down', params: { node: 'node-a' } }),
    doing('blind', { type: 'scrape.stop', params: { targets: ['checkout', 'orders'] } }),
    doing('frozen', { type: 'scrape.stop', params: { targets: ['*'], how: 'frozen' } }),
  ];
  return { ...spec, prerollS: 60 };
}

const FAULTS = everything().faults.map(({ id }) => id);
const path = '/var/lib/postgresql/15/pg_wal';

const acts = fc.constantFrom<Action>(
  { do: 'cache.flush', cache: 'pages' },
  { do: 'cache.restart', cache: 'pages' },
  { do: 'queue.pause', queue: 'order-mails' },
  { do: 'queue.resume', queue: 'order-mails' },
  { do: 'queue.purge', queue: 'order-mails' },
  { do: 'queue.park', queue: 'order-mails' },
  { do: 'queue.redrive', queue: 'order-mails' },
  { do: 'dns.set', name: 'checkout.internal', value: null },
  { do: 'dns.set', name: 'orders-db.internal', value: '10.0.0.1', ttlS: 5 },
  { do: 'dns.flush', service: 'web' },
  { do: 'disk.delete', disk: 'orders-data', path },
  { do: 'disk.truncate', disk: 'orders-data', path: '/var/lib/postgresql/log/postgresql.log' },
  { do: 'disk.extend', disk: 'orders-data', gib: 5 },
  { do: 'replica.route', db: 'orders', replica: 'orders-r1', readShare: 0.3 },
  { do: 'replica.promote', db: 'orders', replica: 'orders-r1' },
  { do: 'replica.drop', db: 'orders', replica: 'orders-r1' },
  { do: 'db.restore', db: 'orders' },
  { do: 'db.restart', db: 'catalogue' },
  { do: 'node.cordon', node: 'node-b', on: true },
  { do: 'service.restart', service: 'mailer', pods: 'all' },
  { do: 'service.scale', service: 'mailer', replicas: 2 },
);

const inputs: fc.Arbitrary<Input> = fc.oneof(
  { weight: 10, arbitrary: fc.constant<Input>({ kind: 'tick' }) },
  { weight: 2, arbitrary: acts.map((action): Input => ({ kind: 'act', action, seat: 'fixer-1' })) },
  { weight: 1, arbitrary: fc.constantFrom(...FAULTS).map((fault): Input => ({ kind: 'fault.fire', fault })) },
);

test('whatever fails and whatever people do, users, messages and sizes add up', () => {
  fc.assert(
    fc.property(fc.array(inputs, { minLength: 60, maxLength: 160 }), (list) => {
      const world = createWorld(everything(), [], 'sound');
      for (const input of list) step(world, input);
      for (let s = 0; s < 30; s++) step(world, { kind: 'tick' });
      expectSound(world);
      expectStoresSound(world);
    }),
    { numRuns: 8, seed: 7 },
  );
});

test('a snapshot of it goes on with the same bytes, and the same inputs give the same digest', () => {
  const spec = everything();
  const [world, twin] = [0, 1].map(() => {
    const one = createWorld(spec, [], 'snap');
    for (const fault of FAULTS.slice(0, -1)) step(one, { kind: 'fault.fire', fault });
    for (let s = 0; s < 150; s++) step(one, { kind: 'tick' });
    return one;
  }) as [World, World];
  expect(digestWorld(twin)).toBe(digestWorld(world));
  const packed = JSON.parse(JSON.stringify(snapshotWorld(world))) as ReturnType<typeof snapshotWorld>;
  const copy = restoreWorld(packed, spec, [], ENGINE_VERSION);
  expect(digestWorld(copy)).toBe(digestWorld(world));
  for (let s = 0; s < 60; s++) for (const one of [world, copy]) step(one, { kind: 'tick' });
  expect(digestWorld(copy)).toBe(digestWorld(world));
});

test('a quarter of an hour with every store and no fault fails nobody', () => {
  const world = createWorld(everything(), [], 'healthy');
  for (let s = 0; s < 900; s++) step(world, { kind: 'tick' });
  expect(world.impact.failedRequests).toBe(0);
  expectStoresSound(world);
});

function expectStoresSound(world: World): void {
  for (const cache of world.caches) {
    expect(cache.hitRatio).toBeGreaterThanOrEqual(0);
    expect(cache.hitRatio).toBeLessThanOrEqual(1);
  }
  for (const queue of world.queues) {
    const waiting = queue.partitions.reduce((sum, { backlog }) => sum + backlog.total, 0);
    const taken = queue.partitions.reduce((sum, { consumed }) => sum + consumed, 0);
    const published = queue.partitions.reduce((sum, one) => sum + one.published, 0);
    expect(published - taken - waiting).toBeCloseTo(0, 6);
    for (const { backlog, poisons, consumed } of queue.partitions) {
      expect(backlog.entries.reduce((sum, { amount }) => sum + amount, 0) - backlog.total).toBeCloseTo(0, 6);
      for (const { amount } of backlog.entries) expect(amount).toBeGreaterThan(0);
      for (const { at } of poisons) expect(at - consumed).toBeGreaterThanOrEqual(-1e-6);
    }
    expect(queue.deadLetters).toBeGreaterThanOrEqual(queue.deadPoison.length - 1e-6);
  }
  for (const disk of world.disks) {
    let used = 0;
    for (const { gib, keptGib } of disk.files) {
      expect(gib).toBeGreaterThanOrEqual(0);
      expect(keptGib).toBeGreaterThanOrEqual(0);
      used += gib + keptGib;
    }
    expect(used).toBeLessThanOrEqual(disk.sizeGiB + 1e-6);
  }
  for (const { storage } of world.databases)
    for (const { behind, stalePerS } of storage.replicas) {
      expect(behind.total).toBeGreaterThanOrEqual(0);
      expect(stalePerS).toBeGreaterThanOrEqual(0);
    }
  expectFinite(world.caches);
  expectFinite(world.queues);
  expectFinite(world.names);
  expectFinite(world.disks);
  expectFinite(world.databases);
}

function expectFinite(value: unknown): void {
  if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) expectFinite(item);
}
