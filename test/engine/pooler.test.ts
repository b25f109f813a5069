import { describe, expect, test } from 'vitest';
import { health, poolers, sessions } from '../../server/engine/read.ts';
import { latest, seriesIdentity, sortedLabels } from '../../server/engine/telemetry/series.ts';
import type { World } from '../../server/engine/world.ts';
import { poolerWorld } from '../support/call-worlds.ts';
import { expectSound } from '../support/expect-sound.ts';
import type { Run } from '../support/play.ts';
import { play } from '../support/play.ts';
import { autoscalingWorld, fault } from '../support/reference-world.ts';

const surge = (spec: ReturnType<typeof poolerWorld>, forS = 600): Run => {
  let seconds = 0;
  return play(spec, {
    fault: 'surge',
    forS,
    watch: (world) => {
      if (seconds++ % 100 === 0) expectSound(world);
    },
  });
};

function metric(world: World, name: string): number {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, sortedLabels({ db: 'orders' })))!;
  return latest(world.telemetry, ref)!;
}

describe('a surge that scales checkout up', () => {
  test('passes max_connections without a pooler, and never with one', () => {
    const bare = surge(autoscalingWorld());
    const pooled = surge(poolerWorld(40));
    expect(bare.peak(({ refused }) => refused)).toBeGreaterThan(10);
    expect(pooled.peak(({ refused }) => refused)).toBe(0);
    expect(pooled.peak(({ sessions: count }) => count)).toBe(40);
    expect(pooled.world.impact.failedRequests).toBe(0);
    expect(bare.world.impact.failedRequests).toBeGreaterThan(100);
  });

  test('finds a pooler that is too small: clients wait in it, transactions take as long as there are clients for a server', () => {
    const run = surge(poolerWorld(10));
    const [view] = poolers(run.world);
    expect(view).toMatchObject({ db: 'orders', serversActive: 10, serversIdle: 0, poolSize: 10 });
    expect(view!.clientsWaiting).toBeGreaterThan(80);
    expect(view!.maxWaitS).toBeGreaterThan(1);
    // Ten servers of 0.18 s carry 55 transactions a second, whoever waits for them.
    expect(run.mean(({ checkoutOk }) => checkoutOk, 400, 600)).toBeGreaterThan(40);
    expect(run.mean(({ checkoutOk }) => checkoutOk, 400, 600)).toBeLessThan(56);
    expect(run.mean(({ dbCpu }) => dbCpu, 400, 600)).toBeLessThan(0.3);
    expect(metric(run.world, 'pgbouncer_server_active_connections')).toBeGreaterThan(9.9);
    expect(metric(run.world, 'pgbouncer_client_waiting_connections')).toBeGreaterThan(80);
    expect(health(run.world).find(({ id }) => id === 'orders')!.health).toBe('degraded');
  });

  test('finds a pooler that takes too few clients: the last pods get none', () => {
    const run = surge(poolerWorld(40, 160));
    expect(poolers(run.world)[0]!.clientsActive).toBe(160);
    expect(metric(run.world, 'pgbouncer_client_refused_total')).toBeGreaterThan(1000);
    expect(run.mean(({ refused }) => refused, 400, 600)).toBe(0);
    expect(run.world.impact.failedRequests).toBeGreaterThan(100);
  });
});

test('the server sees the pooler, not the pods', () => {
  const { world } = surge(poolerWorld(12), 10);
  const rows = sessions(world, 'orders').filter(({ clientAddr }) => clientAddr === '10.42.91.5');
  expect(rows).toHaveLength(12);
  expect(new Set(rows.map(({ applicationName }) => applicationName))).toEqual(new Set(['checkout']));
  expect(rows.filter(({ state }) => state === 'active').length).toBe(poolers(world)[0]!.serversActive);
});

test('transactions that are left open keep server connections, until none is left for anybody', () => {
  const spec = poolerWorld(20);
  spec.faults.push(
    fault('leak', 'Checkout forgets to commit', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'leaking' } },
        leaking: { entry: [{ type: 'leak.set', params: { service: 'checkout', share: 0.02 } }] },
      },
    }),
  );
  const run = play(spec, { fault: 'leak', forS: 150 });
  expectSound(run.world);
  const kept = run.world.databases[0]!.sessions.filter(({ heldBy }) => heldBy === 'leak').length;
  expect(kept).toBe(20);
  expect(run.mean(({ checkoutOk }) => checkoutOk, 120, 150)).toBeLessThan(1);
  const freed = play(spec, {
    fault: 'leak',
    forS: 170,
    acts: [
      {
        atS: 140,
        act: (world) => ({
          do: 'db.terminate',
          db: 'orders',
          pids: world.databases[0]!.sessions.filter(({ heldBy }) => heldBy === 'leak').map(({ pid }) => pid),
        }),
      },
    ],
  });
  expect(freed.mean(({ checkoutOk }) => checkoutOk, 155, 170)).toBeGreaterThan(8);
  expectSound(freed.world);
});
