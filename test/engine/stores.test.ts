import { describe, expect, test } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import { caches, disks, health, nodes, pods, queues, replicas, resolveName } from '../../server/engine/read.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { logLines } from '../../server/engine/telemetry/logs.ts';
import type { World } from '../../server/engine/world.ts';
import type { StoreRun } from '../support/store-run.ts';
import { runStores } from '../support/store-run.ts';
import {
  cacheWorld,
  diskWorld,
  doing,
  namesWorld,
  nodesWorld,
  queueWorld,
  replicaWorld,
  stampedeWorld,
} from '../support/store-worlds.ts';

const said = (world: World, service: string, text: string): boolean =>
  logLines(world, { service, fromS: -1e9, toS: world.nowS, limit: 5000 }).some(({ message }) => message.includes(text));

describe('caches', () => {
  test('what is behind gets one over one minus the hit ratio of the load, and settles as answers fill the cache', () => {
    const load: number[] = [];
    const note = (world: World): unknown => load.push(world.databases[1]!.transactions);
    const flush = { kind: 'fault.fire', fault: 'restart' } as const;
    const run = runStores(cacheWorld(), 460, { 60: flush }, { fault: null, watch: note });
    const mean = (from: number, to: number): number =>
      load.slice(60 + from, 60 + to).reduce((sum, one) => sum + one, 0) / (to - from);
    expect(mean(-60, 0)).toBeGreaterThan(12);
    expect(mean(-60, 0)).toBeLessThan(17);
    // 1/(1 − 0.92) = 12.5 times the misses when nothing hits.
    expect(mean(2, 8)).toBeGreaterThan(9 * mean(-60, 0));
    expect(mean(350, 400)).toBeLessThan(1.3 * mean(-60, 0));
    expect(caches(run.world)[0]).toMatchObject({ up: true, host: 'pages-cache.internal' });
    expect(caches(run.world)[0]!.hitRatio).toBeGreaterThan(0.88);
  });

  test('a warm-up takes the time that the spec says, with all misses answered', () => {
    const spec = cacheWorld();
    spec.databases[1]!.cores = 40;
    const run = runStores(spec, 60);
    expect(run.world.caches[0]!.hitRatio / 0.92).toBeGreaterThan(0.58);
    expect(run.world.caches[0]!.hitRatio / 0.92).toBeLessThan(0.68);
  });

  test('a cache that is down sends everything on, says so, and comes back empty after a restart', () => {
    const spec = { ...cacheWorld(), faults: [doing('down', { type: 'cache.down', params: { cache: 'pages' } })] };
    const run = runStores(spec, 60);
    expect(run.world.databases[1]!.transactions).toBeGreaterThan(120);
    expect(health(run.world).find(({ id }) => id === 'pages')).toMatchObject({ kind: 'cache', health: 'down' });
    expect(said(run.world, 'search', 'connect ECONNREFUSED pages-cache.internal:6379')).toBe(true);
    const back = runStores(spec, 60, { 50: { do: 'cache.restart', cache: 'pages' } });
    expect(caches(back.world)[0]).toMatchObject({ up: true, startedAtS: back.world.nowS - 7 });
    expect(back.world.caches[0]!.hitRatio).toBeLessThan(0.2);
  });

  describe('stampede', () => {
    const admit = (share: number): Action => ({ do: 'traffic.admit', service: 'web', share });
    const flush: Action = { do: 'cache.flush', cache: 'pages' };
    const nothing = runStores(stampedeWorld(), 900);
    const steps = { 200: admit(0.1), 260: admit(0.25), 380: admit(0.4), 500: admit(0.7), 590: admit(1) };
    const right = runStores(stampedeWorld(), 900, steps);
    const inTheEnd = (run: StoreRun): number => run.lost('browse', 750, 900);

    test('it stays down by itself: answers come too late to fill anything', () => {
      expect(inTheEnd(nothing)).toBeGreaterThan(80);
      expect(nothing.world.caches[0]!.hitRatio).toBeLessThan(0.4);
    });
    test('throttled below capacity and raised in steps it recovers and stays up at full load', () => {
      expect(inTheEnd(right)).toBeLessThan(0.1);
      expect(right.cost).toBeLessThan(0.8 * nothing.cost);
    });
    test.each([
      ['flushing again', { 200: flush }],
      ['restarting the cache', { 200: { do: 'cache.restart', cache: 'pages' } as Action }],
    ])('%s costs more than doing nothing', (_, acts) => {
      const run = runStores(stampedeWorld(), 900, acts);
      expect(run.cost).toBeGreaterThan(1.03 * nothing.cost);
    });
    test('lifting the throttle too soon relapses', () => {
      const run = runStores(stampedeWorld(), 900, { 200: admit(0.1), 230: admit(1) });
      expect(inTheEnd(run)).toBeGreaterThan(80);
      expect(run.cost).toBeGreaterThan(1.2 * right.cost);
    });
    test('flushing before the last steps throws away what was won', () => {
      const run = runStores(stampedeWorld(), 900, { ...steps, 495: flush });
      expect(inTheEnd(run)).toBeGreaterThan(50);
      expect(run.cost).toBeGreaterThan(1.2 * right.cost);
    });
  });
});

describe('message queues', () => {
  const restart: Action = { do: 'service.restart', service: 'mailer', pods: 'all' };
  const park: Action = { do: 'queue.park', queue: 'order-mails' };

  test('consumers keep up, and everything published is consumed or waits', () => {
    const { world } = runStores(queueWorld(), 60, {}, { fault: null });
    const [queue] = queues(world);
    expect(queue!.partitions.every(({ depth, oldestS }) => depth <= 1 && oldestS <= 1)).toBe(true);
    expect(queue!.publishPerS).toBeCloseTo(9, -0.5);
    expect(new Set(queue!.partitions.map(({ consumer }) => consumer)).size).toBe(4);
  });

  test('a message that nobody can read blocks its partition: depth grows linearly while the others go on', () => {
    const { world } = runStores(queueWorld(), 600);
    const { partitions, deadLetters } = queues(world)[0]!;
    expect(partitions.map(({ blocked }) => blocked)).toEqual([false, true, false, false]);
    expect(partitions[1]!.oldestS).toBeGreaterThan(590);
    expect(partitions[1]!.depth).toBeGreaterThan(1100);
    expect(partitions[0]!.depth).toBeLessThan(5);
    expect(deadLetters).toBe(0);
    expect(health(world).find(({ id }) => id === 'order-mails')).toMatchObject({ kind: 'queue', health: 'degraded' });
    expect(world.impact.failedRequests).toBe(0);
  });

  test('restarting the consumers helps for seconds', () => {
    const depths: number[] = [];
    const note = (world: World): unknown => depths.push(queues(world)[0]!.partitions[1]!.depth);
    runStores(queueWorld(), 400, { 200: restart }, { watch: note });
    const at = (t: number): number => depths[t]!;
    const lowest = Math.min(...depths.slice(200, 230));
    expect(lowest).toBeLessThan(Math.max(...depths.slice(200, 230)) - 20);
    expect(at(380)).toBeGreaterThan(at(230) + 200);
  });

  test('parked it waits among the dead letters and the partition drains; redriven it blocks again', () => {
    const parked = runStores(queueWorld(), 500, { 200: park }).world;
    expect(queues(parked)[0]!.partitions.every(({ blocked, depth }) => !blocked && depth <= 1)).toBe(true);
    expect(queues(parked)[0]).toMatchObject({ deadLetters: 1, deadLetterQueue: 'order-mails.dlq' });
    expect(parked.queues[0]!.lost).toBe(0);
    const redriven = runStores(queueWorld(), 560, {
      200: park,
      500: { do: 'queue.redrive', queue: 'order-mails' },
    }).world;
    expect(queues(redriven)[0]!.partitions.some(({ blocked }) => blocked)).toBe(true);
    expect(queues(redriven)[0]!.deadLetters).toBe(0);
  });

  test('a consumer that can read it goes on by itself', () => {
    const { world } = runStores(queueWorld(), 500, {
      200: { do: 'deploy.start', service: 'mailer', version: '1.3.1' },
    });
    expect(queues(world)[0]!.partitions.every(({ blocked }) => !blocked)).toBe(true);
    expect(queues(world)[0]!.deadLetters).toBe(0);
  });

  test('purging loses every message that waits, and each is somebody who misses it', () => {
    const purged = runStores(queueWorld(), 700, { 400: { do: 'queue.purge', queue: 'order-mails' } });
    const right = runStores(queueWorld(), 700, { 400: park });
    const nothing = runStores(queueWorld(), 700);
    expect(purged.world.impact.messagesLost).toBeGreaterThan(800);
    expect(purged.cost).toBeGreaterThan(800);
    expect([right.cost, nothing.cost]).toEqual([0, 0]);
    expect(queues(right.world)[0]!.partitions[1]!.depth).toBeLessThan(
      queues(nothing.world)[0]!.partitions[1]!.depth / 2,
    );
  });

  test('more consumers than partitions do not drain a partition any faster', () => {
    const drained = (replicas: number): number =>
      queues(
        runStores(queueWorld(), 500, { 250: { do: 'service.scale', service: 'mailer', replicas }, 400: park }).world,
      )[0]!.partitions[1]!.depth;
    expect(drained(4)).toBeGreaterThan(400);
    expect(Math.abs(drained(12) - drained(4))).toBeLessThan(0.15 * drained(4));
  });

  test('with a limit on attempts the queue gives it up by itself; paused, nobody takes anything', () => {
    expect(queues(runStores(queueWorld(5), 60).world)[0]).toMatchObject({ deadLetters: 1 });
    const paused = runStores(queueWorld(5), 120, { 20: { do: 'queue.pause', queue: 'order-mails' } }).world;
    expect(queues(paused)[0]).toMatchObject({ paused: true });
    expect(queues(paused)[0]!.partitions[0]!.depth).toBeGreaterThan(150);
  });

  test('a consumer that dies of it crash-loops under its name', () => {
    const spec = queueWorld();
    spec.faults = [doing('crash', { type: 'queue.poison', params: { queue: 'order-mails', crashes: true } })];
    const { world } = runStores(spec, 300);
    expect(pods(world, 'mailer').some(({ restarts, phase }) => restarts >= 2 && phase === 'CrashLoopBackOff')).toBe(
      true,
    );
    expect(world.events.some(({ reason, object }) => reason === 'BackOff' && object.startsWith('mailer-'))).toBe(true);
  });
});

describe('names', () => {
  const right: Action = { do: 'dns.set', name: 'checkout.internal', value: '10.40.2.10' };
  const failing = (run: StoreRun, from: number, to: number): number => run.lost('checkout', from, to);

  test('a removed record spreads with the TTL, pod by pod, and the literal error names it', () => {
    const run = runStores(namesWorld(), 120);
    expect(failing(run, 0, 6)).toBeLessThan(8);
    expect(failing(run, 20, 30)).toBeGreaterThan(1);
    expect(failing(run, 70, 120)).toBeGreaterThan(15);
    expect(said(run.world, 'web', 'getaddrinfo ENOTFOUND checkout.internal')).toBe(true);
    expect(resolveName(run.world, 'checkout.internal', null).status).toBe('NXDOMAIN');
  });

  test('a new pod asks at once', () => {
    const spec = namesWorld();
    spec.dns!.records[0]!.ttlS = 3600;
    const rolled: Action = { do: 'service.restart', service: 'web', pods: 'rolling' };
    expect(failing(runStores(spec, 200), 100, 200)).toBeLessThan(2);
    expect(failing(runStores(spec, 200, { 10: rolled }), 150, 200)).toBeGreaterThan(12);
  });

  test('after the fix "no such name" is remembered for a while; flushing the resolvers ends it at once', () => {
    const fixed = runStores(namesWorld(), 300, { 150: right });
    const flushed = runStores(namesWorld(), 300, { 150: [right, { do: 'dns.flush', service: 'web' }] });
    expect(failing(fixed, 152, 165)).toBeGreaterThan(5);
    expect(failing(fixed, 230, 300)).toBeLessThan(0.1);
    expect(failing(flushed, 152, 165)).toBeLessThan(4);
  });

  test('a pool lives on with its connections when the name of its database is gone, until somebody restarts it', () => {
    const untouched = runStores(namesWorld(), 300, {}, { fault: 'db-gone' });
    expect(untouched.cost).toBeLessThan(1);
    const restarted = runStores(namesWorld(), 300, { 120: { do: 'service.restart', service: 'checkout', pods: 'all' } }, { fault: 'db-gone' }); // prettier-ignore
    expect(failing(restarted, 200, 300)).toBeGreaterThan(12);
    expect(said(restarted.world, 'checkout', 'getaddrinfo ENOTFOUND orders-db.internal')).toBe(true);
  });

  test('when the name of the shop itself is gone users drop out over its TTL, and never reach a server', () => {
    const spec = namesWorld();
    spec.dns!.records.push({ name: 'shop.example', type: 'A', value: '203.0.113.9', ttlS: 60, of: 'web' });
    spec.faults = [doing('shop', { type: 'dns.set', params: { name: 'shop.example', value: null } })];
    const run = runStores(spec, 300, { 200: { do: 'dns.set', name: 'shop.example', value: '203.0.113.9' } });
    expect(run.lost('browse', 0, 10)).toBeLessThan(40);
    expect(run.lost('browse', 150, 200)).toBeGreaterThan(130);
    expect(run.lost('browse', 290, 300)).toBeLessThan(40);
    expect(run.world.users.journeys[0]!.blocked).toBeGreaterThan(10_000);
    expect(run.world.services[0]!.answers.slice(1, 5).reduce((sum, value) => sum + value, 0)).toBe(0);
  });

  test('a zone whose servers fail answers SERVFAIL and comes back within seconds', () => {
    const spec = namesWorld();
    const fail = (on: boolean) => ({ type: 'dns.servfail', params: { name: '*', on } });
    spec.faults = [doing('fail', fail(true)), doing('well', fail(false))];
    const run = runStores(spec, 200, { 120: { kind: 'fault.fire', fault: 'well' } });
    expect(failing(run, 80, 120)).toBeGreaterThan(15);
    expect(failing(run, 145, 200)).toBeLessThan(0.5);
    expect(said(run.world, 'web', 'getaddrinfo EAI_AGAIN')).toBe(true);
  });
});

describe('disks', () => {
  const log = '/var/lib/postgresql/log/postgresql.log';
  const wal = '/var/lib/postgresql/15/pg_wal';
  const act = (what: 'disk.delete' | 'disk.truncate', path: string): Action => ({
    do: what,
    disk: 'orders-data',
    path,
  });
  const stop = doing('stop', { type: 'disk.grow', params: { disk: 'orders-data', path: log, gibPerH: 0 } });
  const world = (): WorldSpec => {
    const spec = diskWorld();
    spec.faults.push(stop);
    return spec;
  };
  const nothing = runStores(world(), 900);

  test('a full disk stops writes first, while reads go on, then the server', () => {
    const full = nothing.firstLoss('pay', 3)!;
    expect(full).toBeGreaterThan(300);
    expect(full).toBeLessThan(400);
    expect(nothing.lost('checkout', full, full + 60)).toBeLessThan(0.5);
    expect(nothing.lost('pay', full + 10, full + 60)).toBeGreaterThan(5);
    expect(nothing.lost('checkout', full + 140, 900)).toBeGreaterThan(20);
    expect(said(nothing.world, 'orders', 'could not extend file "base/16401/24617": No space left on device')).toBe(
      true,
    );
    expect(said(nothing.world, 'orders', 'PANIC:  could not write to file "pg_wal/xlogtemp.7203"')).toBe(true);
    expect(said(nothing.world, 'checkout', 'No space left on device')).toBe(true);
    expect(health(nothing.world).find(({ id }) => id === 'orders')).toMatchObject({ health: 'down' });
  });

  test('deleting an open log frees nothing; truncating it does, but the producer fills it again', () => {
    const removed = runStores(world(), 500, { 400: act('disk.delete', log) }).world;
    expect(disks(removed)[0]!.usedGiB).toBeCloseTo(100, 1);
    expect(disks(removed)[0]!.files.find(({ path }) => path === log)).toMatchObject({ deleted: true });
    const truncated = runStores(world(), 500, { 400: act('disk.truncate', log) });
    expect(disks(truncated.world)[0]!.usedGiB).toBeLessThan(85);
    expect(truncated.lost('pay', 430, 500)).toBeLessThan(0.1);
    const again = runStores(world(), 900, { 400: act('disk.delete', '/var/lib/postgresql/old-dump.sql.gz') });
    expect(again.lost('pay', 430, 600)).toBeLessThan(0.2);
    expect(disks(again.world)[0]!.usedGiB).toBeGreaterThan(98);
  });

  test('stopping the producer and making room ends it; extending makes room, too', () => {
    const spec = world();
    const run = runStores(spec, 600, {
      400: { kind: 'fault.fire', fault: 'stop' },
      405: { do: 'disk.extend', disk: 'orders-data', gib: 20 },
    });
    expect(run.lost('pay', 450, 600)).toBeLessThan(0.1);
    expect(disks(run.world)[0]).toMatchObject({ sizeGiB: 120 });
  });

  test('deleting write-ahead log takes the database down until it is restored: worse than doing nothing', () => {
    const deleted = runStores(world(), 900, { 400: act('disk.delete', wal) });
    const right = runStores(world(), 900, { 400: act('disk.truncate', log) });
    expect(deleted.cost).toBeGreaterThan(1.05 * nothing.cost);
    expect(right.cost).toBeLessThan(0.2 * nothing.cost);
    expect(said(deleted.world, 'orders', 'PANIC:  could not locate a valid checkpoint record')).toBe(true);
    const restarted = runStores(world(), 600, {
      400: act('disk.delete', wal),
      420: { do: 'db.restart', db: 'orders' },
    });
    expect(restarted.world.databases[0]!.downS).toBeGreaterThan(0);
    const restored = runStores(world(), 1200, {
      400: [act('disk.delete', wal), act('disk.truncate', log)],
      450: { do: 'db.restore', db: 'orders' },
    });
    expect(restored.lost('checkout', 700, 1000)).toBeGreaterThan(20);
    expect(restored.lost('checkout', 1130, 1200)).toBeLessThan(1);
    expect(restored.world.impact.writesLost).toBeGreaterThan(0);
  });

  test("a service's full disk fails the journeys that write to it", () => {
    const spec = world();
    Object.assign(spec.disks![0]!, { of: 'checkout', journeys: ['pay'] });
    const run = runStores(spec, 500);
    expect(run.lost('pay', 420, 500)).toBeGreaterThan(5);
    expect(run.lost('checkout', 420, 500)).toBeLessThan(0.1);
    expect(said(run.world, 'checkout', 'ENOSPC: no space left on device')).toBe(true);
  });
});

describe('replicas', () => {
  const route = (readShare: number): Action => ({ do: 'replica.route', db: 'orders', replica: 'orders-r1', readShare });
  const promote: Action = { do: 'replica.promote', db: 'orders', replica: 'orders-r1' };

  test('a write burst puts the replica behind: stale reads, and no error at all', () => {
    const { world } = runStores(replicaWorld(), 300);
    const [replica] = replicas(world, 'orders');
    expect(replica!.lagS).toBeGreaterThan(200);
    expect(replica!.state).toBe('catchup');
    expect(replica!.staleReadsPerS).toBeGreaterThan(8);
    expect(world.impact.failedRequests).toBe(0);
    expect(world.databases[0]!.storage.replicas[0]!.staleReads).toBeGreaterThan(1000);
  });

  test('reads routed to the primary are fresh, and load it', () => {
    const before = runStores(replicaWorld(), 250);
    const { world } = runStores(replicaWorld(), 250, { 150: route(0) });
    expect(replicas(world, 'orders')[0]!.staleReadsPerS).toBe(0);
    expect(world.databases[0]!.cpu).toBeGreaterThan(1.2 * before.world.databases[0]!.cpu);
  });

  test('promoting a replica that is behind loses what it had not replayed; once it has caught up, nothing', () => {
    const early = runStores(replicaWorld(), 400, { 300: promote }).world;
    expect(early.impact.writesLost).toBeGreaterThan(1000);
    expect(early.events.some(({ message }) => message.includes('were not replicated'))).toBe(true);
    expect(replicas(early, 'orders')[0]).toMatchObject({ state: 'promoted' });
    const healthy = runStores(replicaWorld(), 200, { 100: promote }, { fault: null }).world;
    expect(healthy.impact.writesLost ?? 0).toBeLessThan(30);
  });

  test('the primary keeps its log for a replica that is gone, until its slot is dropped', () => {
    const spec = diskWorld();
    spec.databases[0]!.replicas = replicaWorld().databases[0]!.replicas!;
    const bulk = { type: 'db.writes', params: { db: 'orders', perS: 3000 } };
    spec.faults = [doing('gone', { type: 'replica.down', params: { db: 'orders', replica: 'orders-r1' } }, bulk)];
    const kept = runStores(spec, 400).world;
    const dropped = runStores(spec, 400, { 200: { do: 'replica.drop', db: 'orders', replica: 'orders-r1' } }).world;
    expect(disks(kept)[0]!.usedGiB).toBeGreaterThan(99.9);
    expect(disks(dropped)[0]!.usedGiB).toBeLessThan(95.5);
  });
});

describe('nodes', () => {
  test('pods spread over them; a node that is cordoned gets no new ones, one that is gone loses its own', () => {
    const calm = runStores(nodesWorld(), 20, {}, { fault: null }).world;
    const counts = nodes(calm).map((node) => node.pods);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    const cordoned = runStores(nodesWorld(), 60, {
      5: [{ do: 'node.cordon', node: 'node-a', on: true }, { do: 'service.scale', service: 'checkout', replicas: 12 }],
    }, { fault: null }).world; // prettier-ignore
    expect(nodes(cordoned)[0]).toMatchObject({ cordoned: true, pods: counts[0] });
    const gone = runStores(nodesWorld(), 60).world;
    expect(nodes(gone)[1]).toMatchObject({ ready: false, pods: 0 });
    expect(pods(gone).every(({ node }) => node !== 'node-b')).toBe(true);
  });
});
