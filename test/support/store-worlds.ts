import type { FaultSpec, WorldSpec } from '../../server/engine/spec.ts';
import { referenceWorld } from './reference-world.ts';

/** The reference cast with stores, one function per kind; the fault of each does one thing at second 300. */

/** A fault whose machine does these actions when it breaks, and nothing else. */
export function doing(id: string, ...entry: { type: string; params: Record<string, unknown> }[]): FaultSpec {
  return {
    id,
    title: id,
    summary: id,
    machine: {
      initial: 'idle',
      states: { idle: { on: { BREAK: 'broken' } }, broken: { entry, on: { STOP: 'over' } }, over: { type: 'final' } },
    },
    deck: {
      blastRadius: 3,
      detectable: 3,
      cost: 2,
      reaches: ['checkout'],
      looksLike: 'something else',
      tempts: 'a restart',
      cooldownS: 60,
      undo: true,
    },
    cause: id,
  };
}

const pages = {
  id: 'pages',
  host: 'pages-cache.internal',
  port: 6379,
  engine: 'redis' as const,
  engineVersion: '7.2.4',
  hitRatio: 0.92,
  hitS: 0.001,
  fillS: 60,
  maxMemoryMiB: 4096,
  keys: 220_000,
  holds: 'product pages',
};

/** Search looks into a cache before it asks the catalogue's database, which is large enough to do without for a while. */
export function cacheWorld(): WorldSpec {
  const spec = referenceWorld();
  const search = spec.services.find(({ id }) => id === 'search')!;
  Object.assign(search, { pooled: false, slots: 160, maxQueue: 400, cores: 4 });
  search.pool = {
    db: 'catalogue',
    size: 16,
    acquireTimeoutS: 10,
    holdS: 0.06,
    cache: 'pages',
    applicationName: 'search',
    user: 'search',
    query: 'SELECT * FROM products WHERE slug = $1',
  };
  spec.databases.push({
    ...spec.databases[0]!,
    id: 'catalogue',
    host: 'catalogue-db.internal',
    maxConnections: 100,
    cores: 4,
    cpuPerTxS: 0.03,
    tables: ['products'],
  });
  spec.caches = [{ ...pages }];
  spec.faults = [doing('restart', { type: 'cache.flush', params: { cache: 'pages' } })];
  return spec;
}

/**
 * Web keeps search's answers in a cache: 180 look-ups a second, of which 14 call on. Search could do 100: when the cache is
 * empty its answers come after web has stopped waiting, and fill nothing.
 */
export function stampedeWorld(): WorldSpec {
  const spec = referenceWorld();
  const web = spec.services.find(({ id }) => id === 'web')!;
  Object.assign(web, { slots: 700, maxQueue: 600, admission: true });
  Object.assign(web.calls[0]!, { cache: 'pages', timeoutS: 2, retries: 1 });
  const search = spec.services.find(({ id }) => id === 'search')!;
  Object.assign(search, { maxQueue: 400, versions: { '4.8.1': { timeS: 0.08, cpuS: 0.06 } } });
  spec.caches = [{ ...pages }];
  spec.slos = [{ id: 'browse', journey: 'browse', title: 'Browsing', objective: 0.97, latencyS: 1, windowS: 120 }];
  spec.faults = [doing('flush', { type: 'cache.flush', params: { cache: 'pages' } })];
  return spec;
}

/** Paid orders are mailed by a worker, through a queue of four partitions. */
export function queueWorld(maxAttempts = 0): WorldSpec {
  const spec = referenceWorld();
  spec.services.push({
    ...spec.services[1]!,
    id: 'mailer',
    replicas: 4,
    pooled: false,
    slots: 8,
    startS: 6,
    cores: 1,
    version: '1.3.0',
    versions: { '1.3.0': { timeS: 0.05, cpuS: 0.02 }, '1.3.1': { timeS: 0.05, cpuS: 0.02 } },
    calls: [],
  });
  spec.queues = [
    {
      id: 'order-mails',
      engine: 'kafka',
      host: 'kafka.internal',
      port: 9092,
      producer: { service: 'checkout', journey: 'pay', perSuccess: 1 },
      consumer: { service: 'mailer', perReplicaPerS: 5 },
      partitions: 4,
      maxAttempts,
      deadLetters: 'order-mails.dlq',
      carries: 'order confirmation mails',
    },
  ];
  spec.faults = [
    doing('poison', { type: 'queue.poison', params: { queue: 'order-mails', partition: 1, fixedBy: '1.3.1' } }),
  ];
  return spec;
}

/** Names with a TTL of a minute for what checkout needs: its database, and checkout itself. */
export function namesWorld(): WorldSpec {
  const spec = referenceWorld();
  spec.dns = {
    resolver: '10.43.0.10',
    negativeTtlS: 45,
    records: [
      { name: 'checkout.internal', type: 'A', value: '10.40.2.10', ttlS: 60, of: 'checkout' },
      { name: 'orders-db.internal', type: 'A', value: '10.40.9.5', ttlS: 60, of: 'orders' },
    ],
  };
  spec.services[0]!.pooled = false;
  spec.faults = [
    doing('gone', { type: 'dns.set', params: { name: 'checkout.internal', value: null } }),
    doing('db-gone', { type: 'dns.set', params: { name: 'orders-db.internal', value: null } }),
  ];
  return spec;
}

/** The orders database on a disk of its own, with log that fills it in twenty minutes once the fault begins. */
export function diskWorld(): WorldSpec {
  const spec = referenceWorld();
  const pool = spec.services.find(({ id }) => id === 'checkout')!.pool!;
  pool.query = 'SELECT * FROM orders WHERE id = $1';
  pool.queries = { pay: 'INSERT INTO payments (order_id, total) VALUES ($1, $2)' };
  spec.disks = [
    {
      id: 'orders-data',
      of: 'orders',
      host: 'orders-db-0',
      mount: '/var/lib/postgresql',
      device: '/dev/nvme1n1',
      sizeGiB: 100,
      files: [
        { path: '/var/lib/postgresql/15/base', gib: 61, growsGibPerH: 0.2, kind: 'data' },
        { path: '/var/lib/postgresql/15/pg_wal', gib: 6, growsGibPerH: 0, kind: 'wal' },
        {
          path: '/var/lib/postgresql/log/postgresql.log',
          gib: 14,
          growsGibPerH: 0.1,
          kind: 'log',
          openBy: { command: 'postgres', pid: 61, user: 'postgres' },
        },
        { path: '/var/lib/postgresql/old-dump.sql.gz', gib: 9, growsGibPerH: 0, kind: 'tmp' },
        { path: '/var/lib/postgresql/backup', gib: 4, growsGibPerH: 0, kind: 'backup' },
      ],
    },
  ];
  spec.faults = [
    doing('debug', {
      type: 'disk.grow',
      params: { disk: 'orders-data', path: '/var/lib/postgresql/log/postgresql.log', gibPerH: 60 },
    }),
  ];
  return spec;
}

/** Half of checkout's reads come from a replica that replays 60 transactions a second. */
export function replicaWorld(): WorldSpec {
  const spec = referenceWorld();
  const pool = spec.services.find(({ id }) => id === 'checkout')!.pool!;
  pool.query = 'SELECT * FROM orders WHERE id = $1';
  pool.queries = { pay: 'INSERT INTO payments (order_id, total) VALUES ($1, $2)' };
  spec.databases[0]!.replicas = [
    { id: 'orders-r1', host: 'orders-r1.internal', port: 5432, readShare: 0.8, applyPerS: 60 },
  ];
  spec.faults = [doing('bulk', { type: 'db.writes', params: { db: 'orders', perS: 400 } })];
  return spec;
}

/** Three nodes under everything. */
export function nodesWorld(): WorldSpec {
  const spec = referenceWorld();
  spec.nodes = ['a', 'b', 'c'].map((zone) => ({ name: `node-${zone}`, zone, cores: 16, memoryGiB: 64 }));
  spec.faults = [doing('node', { type: 'node.down', params: { node: 'node-b' } })];
  return spec;
}
