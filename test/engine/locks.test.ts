import { beforeAll, describe, expect, test } from 'vitest';
import { digestWorld } from '../../server/engine/digest.ts';
import { checkMachine } from '../../server/engine/fault-check.ts';
import type { Action } from '../../server/engine/input.ts';
import { blockingPids, locks, sessions } from '../../server/engine/read.ts';
import { conflict, LOCK_MODES, modeOfStatement, readLockMode } from '../../server/engine/services/lock-mode.ts';
import { restoreWorld, snapshotWorld } from '../../server/engine/snapshot.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import { runTool } from '../../server/engine/tools/registry.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { initSql } from '../../server/sql/parse.ts';
import { expectSound } from '../support/expect-sound.ts';
import { fault, referenceWorld } from '../support/reference-world.ts';

beforeAll(() => initSql());

/** A long report, and 20 s later a migration that must wait for it. */
function migrationWorld(settings: Record<string, string> = {}): WorldSpec {
  const spec = { ...referenceWorld(), prerollS: 60 };
  spec.databases[0]!.settings = settings;
  const take = (params: object): object => ({
    type: 'lock.take',
    params: { db: 'orders', table: 'orders', ...params },
  });
  const machine = {
    initial: 'idle',
    states: {
      idle: { on: { BREAK: 'reading' } },
      reading: {
        entry: [
          take({
            mode: 'ACCESS SHARE',
            applicationName: 'metabase',
            user: 'bi_readonly',
            query: 'SELECT count(*) FROM orders',
          }),
        ],
        after: { '20000': 'migrating' },
      },
      migrating: {
        entry: [
          take({
            mode: 'ACCESS EXCLUSIVE',
            applicationName: 'migrate',
            user: 'migrations',
            query: 'ALTER TABLE orders ADD COLUMN note text',
            forS: 2,
          }),
        ],
        on: { 'unlocked.migrate': 'over', STOP: 'released' },
      },
      released: { entry: [{ type: 'lock.release', params: { db: 'orders', applicationName: 'metabase' } }] },
      over: { type: 'final' },
    },
  };
  expect(checkMachine(machine)).toEqual([]);
  spec.faults.push(fault('migration', 'A migration waits behind a report', machine));
  return spec;
}

function run(world: World, seconds: number): void {
  for (let s = 0; s < seconds; s++) step(world, { kind: 'tick' });
}

function act(world: World, action: Action): void {
  step(world, { kind: 'act', action, seat: 'fixer-1' });
}

/** The world 25 s after the migration began to wait. */
function blockedWorld(spec = migrationWorld()): World {
  const world = createWorld(spec, [], 'locks');
  run(world, 30);
  step(world, { kind: 'fault.fire', fault: 'migration' });
  run(world, 45);
  return world;
}

const pidOf = (world: World, applicationName: string): number =>
  sessions(world, 'orders').find(
    (session) => session.applicationName === applicationName && session.xactStartS !== null,
  )!.pid;
const waiting = (world: World): ReturnType<typeof sessions> =>
  sessions(world, 'orders').filter(({ waitEventType }) => waitEventType === 'Lock');
const pending = (world: World): number =>
  world.services[3]!.stations.reduce((sum, { pool }) => sum + pool!.queue.total, 0);
const succeeded = (world: World, j: number): number => world.users.journeys[j]!.ok;

test('the conflict matrix is that of PostgreSQL', () => {
  const rows = LOCK_MODES.map((a) => LOCK_MODES.map((b) => (conflict(a, b) ? 'X' : '.')).join(''));
  expect(rows).toEqual([
    '.......X',
    '......XX',
    '....XXXX',
    '...XXXXX',
    '..XX.XXX',
    '..XXXXXX',
    '.XXXXXXX',
    'XXXXXXXX',
  ]);
});

test.each([
  ['SELECT * FROM t', 'AccessShareLock'],
  ['DECLARE c CURSOR FOR SELECT * FROM t', 'AccessShareLock'],
  ['COPY (SELECT * FROM t) TO STDOUT', 'AccessShareLock'],
  ['COPY t FROM STDIN', 'RowExclusiveLock'],
  ['SELECT id FROM t FOR UPDATE', 'RowShareLock'],
  ['update t set a = 1', 'RowExclusiveLock'],
  ['WITH old AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM old', 'RowExclusiveLock'],
  ['VACUUM t', 'ShareUpdateExclusiveLock'],
  ['VACUUM FULL t', 'AccessExclusiveLock'],
  ['CREATE INDEX CONCURRENTLY i ON t (a)', 'ShareUpdateExclusiveLock'],
  ['CREATE UNIQUE INDEX i ON t (a)', 'ShareLock'],
  ['CREATE TRIGGER g AFTER INSERT ON t', 'ShareRowExclusiveLock'],
  ['ALTER TABLE t VALIDATE CONSTRAINT c', 'ShareUpdateExclusiveLock'],
  ['ALTER TABLE t ADD COLUMN a int', 'AccessExclusiveLock'],
  ['LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE', 'ShareRowExclusiveLock'],
  ['LOCK TABLE t', 'AccessExclusiveLock'],
])('%s takes %s', (statement, mode) => {
  expect(modeOfStatement(statement)).toBe(mode);
});

test('modes are read as SQL writes them and as pg_locks shows them', () => {
  expect(readLockMode('share update exclusive')).toBe('ShareUpdateExclusiveLock');
  expect(readLockMode('AccessShareLock')).toBe('AccessShareLock');
  expect(readLockMode('very exclusive')).toBeNull();
});

test('a report alone is in nobody’s way; a migration that waits for it blocks all who come later', () => {
  const world = createWorld(migrationWorld(), [], 'locks');
  run(world, 30);
  step(world, { kind: 'fault.fire', fault: 'migration' });
  run(world, 18);
  expect(waiting(world)).toEqual([]);
  run(world, 12);
  const report = pidOf(world, 'metabase');
  const migration = pidOf(world, 'migrate');
  expect(blockingPids(world, 'orders', migration)).toEqual([report]);
  const behind = waiting(world).filter(({ applicationName }) => applicationName === 'checkout');
  expect(behind.length).toBeGreaterThan(50);
  for (const { pid } of behind) expect(blockingPids(world, 'orders', pid)).toEqual([migration]);
  expect(blockingPids(world, 'orders', report)).toEqual([]);
});

test('sessions, locks and blocking processes tell the same story', () => {
  const world = blockedWorld();
  const open = new Map(sessions(world, 'orders').map((session) => [session.pid, session]));
  const all = locks(world, 'orders').filter(({ locktype }) => locktype === 'relation');
  const ungranted = all.filter(({ granted }) => !granted);
  expect(ungranted.map(({ pid }) => pid).sort()).toEqual(
    waiting(world)
      .map(({ pid }) => pid)
      .sort(),
  );
  for (const lock of all) expect(open.get(lock.pid)?.xactStartS).not.toBeNull();
  for (const { pid, relation, mode } of ungranted) {
    expect(open.get(pid)).toMatchObject({ state: 'active', waitEventType: 'Lock', waitEvent: 'relation' });
    expect(blockingPids(world, 'orders', pid).length).toBeGreaterThan(0);
    // The usual self-join finds a holder behind every one who waits, directly or through another who waits.
    for (const blocker of blockingPids(world, 'orders', pid))
      expect(all.some((held) => held.pid === blocker && held.relation === relation && conflict(held.mode as typeof mode & 'AccessShareLock', mode as 'AccessShareLock'))).toBe(true); // prettier-ignore
  }
  const granted = all.filter((lock) => lock.granted);
  for (const a of granted)
    for (const b of granted)
      if (a.pid !== b.pid && a.relation === b.relation)
        expect(conflict(a.mode as 'AccessShareLock', b.mode as 'AccessShareLock')).toBe(false);
});

test.each([
  [
    'pg_blocking_pids',
    'SELECT DISTINCT b.application_name FROM pg_stat_activity b WHERE cardinality(pg_blocking_pids(b.pid)) = 0 AND b.pid IN (SELECT unnest(pg_blocking_pids(w.pid)) FROM pg_stat_activity w)',
  ],
  [
    'the self-join of pg_locks',
    "SELECT DISTINCT a.application_name FROM pg_locks w JOIN pg_locks h ON h.relation = w.relation AND h.pid <> w.pid AND h.granted JOIN pg_stat_activity a ON a.pid = h.pid WHERE NOT w.granted AND w.mode = 'AccessExclusiveLock'",
  ],
])('%s finds the report at the head of the queue', (_, sql) => {
  const world = blockedWorld();
  const access = ['psql:orders', 'psql:orders:pg_monitor'];
  const ctx = { seat: 'fixer', access, env: { USER: 'oncall' }, nowMs: world.spec.startsAtMs + world.nowS * 1000 };
  const { stdout, stderr } = runTool(world, ctx, 'psql', ['-h', 'orders', '-Atc', sql], '');
  expect(stderr).toBe('');
  expect(stdout).toBe('metabase\n');
});

test('blocked transactions hold connections and no processor: pending rises, the database idles', () => {
  const world = createWorld(migrationWorld(), [], 'locks');
  run(world, 40);
  const before = { cpu: world.databases[0]!.cpu, pending: pending(world) };
  step(world, { kind: 'fault.fire', fault: 'migration' });
  run(world, 60);
  expect(world.databases[0]!.cpu).toBeLessThan(0.4 * before.cpu);
  expect(pending(world)).toBeGreaterThan(before.pending + 20);
  for (const { pool } of world.services[3]!.stations) expect(pool!.open - pool!.holders).toBe(0);
  expect(world.databases[0]!.lockWaits).toBe(121);
  expect(world.impact.failedRequests).toBeGreaterThan(0);
});

const ways: [string, (world: World) => Action][] = [
  ['cancelling the migration', (world) => ({ do: 'db.cancel', db: 'orders', pids: [pidOf(world, 'migrate')] })],
  ['cancelling the report', (world) => ({ do: 'db.cancel', db: 'orders', pids: [pidOf(world, 'metabase')] })],
  ['terminating the migration', (world) => ({ do: 'db.terminate', db: 'orders', pids: [pidOf(world, 'migrate')] })],
  ['terminating the report', (world) => ({ do: 'db.terminate', db: 'orders', pids: [pidOf(world, 'metabase')] })],
];
test.each(ways)('%s lets everybody through', (_, action) => {
  const world = blockedWorld();
  act(world, action(world));
  run(world, 20);
  expect(waiting(world)).toEqual([]);
  expect(pending(world)).toBeLessThan(1);
  const before = succeeded(world, 2);
  run(world, 20);
  expect(succeeded(world, 2) - before).toBeGreaterThan(20 * 15);
  expectSound(world);
});

test('ending application sessions one by one helps nobody: the next ones wait in their place', () => {
  const world = blockedWorld();
  const pids = waiting(world)
    .filter(({ applicationName }) => applicationName === 'checkout')
    .map(({ pid }) => pid);
  act(world, { do: 'db.terminate', db: 'orders', pids });
  run(world, 15);
  expect(waiting(world).length).toBeGreaterThan(80);
  expectSound(world);
});

test.each(['statement_timeout', 'lock_timeout'])(
  '%s ends waits that last too long, and the migration with them',
  (name) => {
    const world = createWorld(migrationWorld({ [name]: '5s' }), [], 'locks');
    run(world, 30);
    step(world, { kind: 'fault.fire', fault: 'migration' });
    run(world, 20 + 15);
    expect(waiting(world).some(({ applicationName }) => applicationName === 'migrate')).toBe(false);
    expect(world.faults[0]!.done).toBe(true);
    run(world, 15);
    expect(waiting(world)).toEqual([]);
    expectSound(world);
  },
);

test('a setting of a role counts for its sessions alone, from the next one on', () => {
  const world = createWorld(migrationWorld(), [], 'locks');
  run(world, 10);
  act(world, { do: 'db.set', db: 'orders', name: 'lock_timeout', value: '3s', role: 'migrations' });
  step(world, { kind: 'fault.fire', fault: 'migration' });
  run(world, 26);
  expect(world.faults[0]!.done).toBe(true);
  expect(sessions(world, 'orders').some(({ query }) => query === 'SELECT count(*) FROM orders')).toBe(true);
  expect(world.databases[0]!.settings['lock_timeout']).toBeUndefined();
});

test('whoever has its lock for as long as it wants commits and goes', () => {
  const world = blockedWorld();
  step(world, { kind: 'fault.stop', fault: 'migration' });
  expect(locks(world, 'orders')).toContainEqual(
    expect.objectContaining({ relation: 'orders', mode: 'AccessExclusiveLock', granted: true }),
  );
  run(world, 10);
  expect(world.databases[0]!.lockTakers).toEqual([]);
  expect(waiting(world)).toEqual([]);
});

test('a journey that touches another table goes on until the pool is full', () => {
  const spec = migrationWorld();
  spec.services[3]!.pool!.queries = { pay: 'INSERT INTO payments (amount) VALUES ($1)' };
  const world = createWorld(spec, [], 'locks');
  run(world, 30);
  step(world, { kind: 'fault.fire', fault: 'migration' });
  run(world, 21);
  const [checkout, pay] = [succeeded(world, 2), succeeded(world, 3)];
  run(world, 3);
  expect(succeeded(world, 2) - checkout).toBeLessThan(3);
  expect(succeeded(world, 3) - pay).toBeGreaterThan(3 * 5);
  run(world, 30);
  const later = succeeded(world, 3);
  run(world, 5);
  expect(succeeded(world, 3) - later).toBeLessThan(5);
  expectSound(world);
});

test('a job’s transactions lock what its fault says', () => {
  const spec = { ...referenceWorld(), prerollS: 60 };
  spec.jobs.push({ id: 'cleanup', service: 'reports', db: 'orders', applicationName: 'cleanup', user: 'jobs', query: 'DELETE FROM payments', state: 'idle in transaction', schedule: '0 3 * * *', paused: false }); // prettier-ignore
  const params = { job: 'cleanup', perS: 1, max: 1, table: 'orders', mode: 'EXCLUSIVE' };
  spec.faults.push(fault('lock', 'The clean-up locks orders', { initial: 'idle', states: { idle: { on: { BREAK: 'on' } }, on: { entry: [{ type: 'job.start', params }], on: { STOP: 'over' } }, over: { entry: [{ type: 'job.stop', params: { job: 'cleanup' } }] } } })); // prettier-ignore
  const world = createWorld(spec, [], 'locks');
  step(world, { kind: 'fault.fire', fault: 'lock' });
  run(world, 10);
  expect(blockingPids(world, 'orders', waiting(world)[0]!.pid)).toEqual([pidOf(world, 'cleanup')]);
  step(world, { kind: 'fault.stop', fault: 'lock' });
  run(world, 5);
  expect(waiting(world)).toEqual([]);
  expectSound(world);
});

describe('whatever happens meanwhile', () => {
  const acts: [string, Action][] = [
    ['a restart of the database', { do: 'db.restart', db: 'orders' }],
    ['a restart of the service', { do: 'service.restart', service: 'checkout', pods: 'all' }],
    ['scaling in', { do: 'service.scale', service: 'checkout', replicas: 2 }],
  ];
  test.each(acts)('%s keeps the accounts', (_, action) => {
    const world = blockedWorld();
    act(world, action);
    for (let s = 0; s < 60; s++) {
      step(world, { kind: 'tick' });
      if (s % 10 === 0) expectSound(world);
    }
    const known = new Set(world.databases[0]!.sessions.map(({ pid }) => pid));
    expect(world.databases[0]!.locks.filter(({ pid }) => !known.has(pid))).toEqual([]);
  });

  test('a snapshot goes on with the same bytes', () => {
    const spec = migrationWorld();
    const world = blockedWorld(spec);
    const copy = restoreWorld(JSON.parse(JSON.stringify(snapshotWorld(world))) as ReturnType<typeof snapshotWorld>, spec, [], ENGINE_VERSION); // prettier-ignore
    const pids = [pidOf(world, 'migrate')];
    for (const one of [world, copy]) act(one, { do: 'db.cancel', db: 'orders', pids });
    for (const one of [world, copy]) run(one, 60);
    expect(digestWorld(copy)).toBe(digestWorld(world));
  });
});
