import { expect, test } from 'vitest';
import { held } from '../../server/engine/services/capacity.ts';
import { step } from '../../server/engine/step.ts';
import { settleLatency } from '../../server/engine/telemetry/latency.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { expectSound } from '../support/expect-sound.ts';
import { fault, referenceWorld } from '../support/reference-world.ts';
import { quantile, service } from '../support/play.ts';

/** Sign-in takes accounts `timeS` of its own, at hardly any processor time; it has `slots` per replica. */
function slowAccounts(timeS: number, slots: number): World {
  const spec = { ...referenceWorld(), prerollS: 60 };
  const accounts = spec.services[2]!;
  accounts.slots = slots;
  accounts.versions = { '3.2.0': { timeS, cpuS: 0.012 } };
  spec.services[0]!.calls[1]!.timeoutS = 30;
  for (const journey of spec.journeys) journey.patienceS = 80;
  return createWorld(spec, [], 'slow');
}

function run(world: World, seconds: number, watch?: () => void): void {
  for (let s = 0; s < seconds; s++) {
    step(world, { kind: 'tick' });
    watch?.();
  }
}

const slotsHeld = (world: World): number =>
  service(world, 'accounts').stations.reduce((total, station) => total + held(station), 0);

test.each([2.5, 6])('own work of %d s keeps its slots, rate times time of them', (timeS) => {
  const world = slowAccounts(timeS, 100);
  run(world, 60);
  let inFlight = 0;
  const before = world.users.journeys[1]!.ok;
  run(world, 400, () => {
    inFlight += slotsHeld(world);
  });
  const rate = (world.users.journeys[1]!.ok - before) / 400;
  expect(Math.abs(inFlight / 400 / (rate * timeS) - 1)).toBeLessThan(0.05);
  expect(world.users.journeys[1]!.failed).toBe(0);
  expectSound(world);
});

test('its caller waits that long, and its own slots are held as well', () => {
  const world = slowAccounts(4, 100);
  run(world, 60);
  const { latency } = world.users.journeys[1]!;
  settleLatency(latency);
  const before = Float64Array.from(latency.buckets);
  run(world, 120);
  settleLatency(latency);
  expect(quantile(0.5, latency.buckets, before)).toBeGreaterThan(2);
  expect(quantile(0.5, latency.buckets, before)).toBeLessThan(6);
  const callers = service(world, 'web').stations.reduce((total, { links }) => total + links[1]!.outTotal, 0);
  expect(callers).toBeGreaterThan(35);
  expect(callers).toBeLessThan(60);
});

test('more than its slots carry waits: throughput is slots over time', () => {
  const world = slowAccounts(4, 16);
  run(world, 200);
  const answered = (): number => service(world, 'accounts').answers[0]!;
  const before = answered();
  run(world, 200);
  expect((answered() - before) / 200).toBeGreaterThan(0.93 * (32 / 4));
  expect((answered() - before) / 200).toBeLessThan(1.03 * (32 / 4));
  expect(slotsHeld(world)).toBeLessThan(32 + 1e-6);
  expectSound(world);
});

test('a service that a fault slows past a second, and back, loses nobody on the way', () => {
  const spec = { ...referenceWorld(), prerollS: 60 };
  spec.services[2]!.cores = 40;
  spec.faults.push(
    fault('slow', 'Sign-in crawls', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'slow' } },
        slow: {
          entry: [{ type: 'service.slow', params: { service: 'accounts', factor: 42 } }],
          exit: [{ type: 'service.slow', params: { service: 'accounts', factor: 1 } }],
          on: { STOP: 'over' },
        },
        over: { type: 'final' },
      },
    }),
  );
  const world = createWorld(spec, [], 'crawl');
  step(world, { kind: 'fault.fire', fault: 'slow' });
  run(world, 60);
  expect(slotsHeld(world)).toBeGreaterThan(3);
  expectSound(world);
  step(world, { kind: 'fault.stop', fault: 'slow' });
  run(world, 30);
  expect(slotsHeld(world)).toBeLessThan(1e-6);
  expect(world.users.journeys[1]!.failed).toBe(0);
  expectSound(world);
});
