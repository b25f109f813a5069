import { expect, test } from 'vitest';
import { held } from '../../server/engine/services/capacity.ts';
import { step } from '../../server/engine/step.ts';
import type { LatencyRecord } from '../../server/engine/telemetry/latency.ts';
import { settleLatency } from '../../server/engine/telemetry/latency.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { referenceWorld } from '../support/reference-world.ts';

const SECONDS = 1500;

/** Checkout's pools carry a little less than is asked of them, so that waits of seconds come and go; users retry. */
function busyWorld(acquireTimeoutS: number): World {
  const spec = { ...referenceWorld(), prerollS: 60 };
  const pool = spec.services[3]!.pool!;
  Object.assign(pool, { size: 2, holdS: 0.4, acquireTimeoutS });
  const world = createWorld(spec, [], 'little');
  for (let s = 0; s < 120; s++) step(world, { kind: 'tick' });
  return world;
}

/** Plays on: the mean of what `inFlight` sees at the end of each second, and rate × mean time of what `ended`. */
function bothSides(
  world: World,
  inFlight: (world: World) => number,
  ended: (world: World) => LatencyRecord[],
): { inFlight: number; rateTimesTime: number; meanS: number } {
  const totals = (): { count: number; timeS: number } => {
    let [count, timeS] = [0, 0];
    for (const record of ended(world)) {
      settleLatency(record);
      count += record.count;
      timeS += record.sum;
    }
    return { count, timeS };
  };
  const before = totals();
  let sum = 0;
  for (let s = 0; s < SECONDS; s++) {
    step(world, { kind: 'tick' });
    sum += inFlight(world);
  }
  const after = totals();
  const rate = (after.count - before.count) / SECONDS;
  const meanS = (after.timeS - before.timeS) / (after.count - before.count);
  return { inFlight: sum / SECONDS, rateTimesTime: rate * meanS, meanS };
}

const checkoutOf = (world: World): World['services'][number] => world.services[3]!;

/** Waits below a second and service times are not stepped but come from queueing formulas: their part of what is in flight. */
function withinTheSecond(world: World): number {
  return checkoutOf(world).stations.reduce((sum, { pool, behaviour, admitRate, waitS }) => {
    const atOnce = pool!.served * pool!.waitS + pool!.busy;
    return sum + atOnce + admitRate * (waitS + behaviour.timeS);
  }, 0);
}

test.each([3, 5, 30])(
  'a service whose pool gives up after %d s: requests in flight are rate times time, within two hundredths',
  (acquireTimeoutS) => {
    const { inFlight, rateTimesTime, meanS } = bothSides(
      busyWorld(acquireTimeoutS),
      (world) =>
        checkoutOf(world).stations.reduce((sum, station) => sum + station.queue.total + held(station), 0) +
        withinTheSecond(world),
      (world) => [checkoutOf(world).latency],
    );
    expect(meanS).toBeGreaterThan(1.2);
    expect(Math.abs(inFlight / rateTimesTime - 1)).toBeLessThan(0.02);
  },
);

test('a pool: requests pending are rate times wait within 5 %', () => {
  // With a timeout of 3 s nobody waits for a slot: beside the wait for a connection there is only what fits in a second.
  let short = 0;
  const { inFlight, rateTimesTime } = bothSides(
    busyWorld(3),
    (world) => {
      short += withinTheSecond(world);
      return checkoutOf(world).stations.reduce((sum, { pool }) => sum + pool!.queue.total, 0);
    },
    (world) => [checkoutOf(world).latency],
  );
  expect(Math.abs(inFlight / (rateTimesTime - short / SECONDS) - 1)).toBeLessThan(0.05);
});
