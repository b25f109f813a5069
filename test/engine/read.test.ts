import { expect, test } from 'vitest';
import {
  certificates,
  configOf,
  databaseSettings,
  deployments,
  endpoint,
  faults,
  health,
  impact,
  jobs,
  locks,
  pods,
  sessions,
  slos,
} from '../../server/engine/read.ts';
import { play } from '../support/play.ts';
import { certificateWorld, missingVariableWorld, reportWorld } from '../support/reference-world.ts';

test('sessions add up to what the model holds, holders are idle in transaction with their statement', () => {
  const { world } = play(reportWorld(), { fault: 'report', forS: 200 });
  const rows = sessions(world, 'orders').filter(({ backendType }) => backendType === 'client backend');
  expect(rows).toHaveLength(120 + 14);
  const held = rows.filter(({ state }) => state === 'idle in transaction');
  expect(held).toHaveLength(jobs(world)[0]!.sessions);
  expect(
    held.every(
      ({ applicationName, query, xactStartS }) =>
        applicationName === 'nightly-export' && query.includes('order_lines') && xactStartS !== null,
    ),
  ).toBe(true);
  expect(new Set(rows.map(({ pid }) => pid)).size).toBe(rows.length);
  expect(locks(world, 'orders').some(({ relation, pid }) => relation === 'order_lines' && pid === held[0]!.pid)).toBe(
    true,
  );
  expect(databaseSettings(world, 'orders')['max_connections']).toBe('180');
});

test('a roll-out shows in deployments and pods', () => {
  const { world } = play(missingVariableWorld(), { fault: 'deploy', forS: 200 });
  const checkout = deployments(world).find(({ service }) => service === 'checkout')!;
  expect(checkout).toMatchObject({
    version: '2.18.0',
    updated: 2,
    rollout: { state: 'progressing', from: '2.17.2', to: '2.18.0', wave: 2, waves: 4 },
  });
  expect(checkout.rollout!.nextWaveAtS).toBeGreaterThan(world.nowS);
  expect(pods(world, 'checkout').filter(({ version }) => version === '2.18.0')).toHaveLength(2);
  expect(configOf(world, 'checkout')['PAYMENT_API_URL']).toBeUndefined();
  expect(faults(world)[0]).toMatchObject({ state: 'deploying', fired: true, done: false });
});

test('an endpoint shows what a new client meets: served chain, disk, OpenSSL’s words', () => {
  const { world } = play(certificateWorld(), {
    forS: 60,
    acts: [{ atS: 10, act: () => ({ do: 'certificate.renew', certificate: 'shop' }) }],
  });
  const met = endpoint(world, 'shop.example', '/');
  expect(met.tlsError).toBe('certificate has expired');
  expect(met.served!.serial).not.toBe(met.onDisk!.serial);
  expect(certificates(world)[0]!.serial).toBe(met.onDisk!.serial);
  expect(endpoint(world, 'nowhere.example', '/').service).toBe('');
  expect(endpoint(world, 'checkout', '/healthz').status).toBe(200);
});

test('health, promises and impact tell of the outage', () => {
  const { world } = play(reportWorld(), { fault: 'report', forS: 600 });
  expect(health(world).find(({ id }) => id === 'checkout')!.health).toBe('down');
  expect(health(world).find(({ id }) => id === 'search')!.health).toBe('healthy');
  expect(slos(world).find(({ id }) => id === 'checkout')).toMatchObject({ breached: true });
  expect(impact(world).userMinutesLost).toBeGreaterThan(1000);
  expect(impact(world).moneyLost).toBeGreaterThan(1000);
});
