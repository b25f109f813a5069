import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import { calls, health, pods, thirdParties } from '../../server/engine/read.ts';
import { step } from '../../server/engine/step.ts';
import { WEIGHTS, SHAPE, settleLatency } from '../../server/engine/telemetry/latency.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { vendorWorld } from '../support/call-worlds.ts';
import { expectSound } from '../support/expect-sound.ts';
import type { Play, Run } from '../support/play.ts';
import { play, quantile, service } from '../support/play.ts';

/** The vendor takes `latencyS` from the start; nobody retries and nobody sees the other calls. */
function worldWith(change: (spec: ReturnType<typeof vendorWorld>) => void, seed = 'vendor'): World {
  const spec = { ...vendorWorld(), prerollS: 60 };
  const checkout = spec.services[3]!;
  checkout.slots = 400;
  Object.assign(checkout.calls[0]!, { retries: 0 });
  delete checkout.calls[0]!.env;
  delete checkout.calls[0]!.breaker;
  change(spec);
  return createWorld(spec, [], seed);
}

function run(world: World, seconds: number, watch?: () => void): void {
  for (let s = 0; s < seconds; s++) {
    step(world, { kind: 'tick' });
    watch?.();
  }
}

const waiting = (world: World): number =>
  service(world, 'checkout').stations.reduce((sum, { links }) => sum + links[0]!.outTotal, 0);
const callTimeout = (world: World): number => service(world, 'checkout').callErrors[0]!;

describe('answers that take longer than a second', () => {
  test.each([3, 8, 20])('calls in flight are rate times time, within two hundredths: %d s', (latencyS) => {
    const world = worldWith((spec) => {
      spec.thirdParties![0]!.latencyS = latencyS;
      Object.assign(spec.services[3]!.calls[0]!, { timeoutS: 100 });
      for (const journey of spec.journeys) journey.patienceS = 120;
      spec.services[0]!.calls[2]!.timeoutS = 100;
    });
    run(world, 100);
    const before = { answers: sum(world), time: time(world) };
    let inFlight = 0;
    run(world, 400, () => {
      inFlight += waiting(world);
    });
    const rate = (sum(world) - before.answers) / 400;
    const meanS = (time(world) - before.time) / (sum(world) - before.answers);
    // Answers within their second never wait in a ring.
    let quick = 0;
    SHAPE.forEach((factor, k) => (quick += factor * latencyS < 1 ? WEIGHTS[k]! * factor * latencyS : 0));
    expect(meanS).toBeGreaterThan(0.95 * latencyS);
    expect(meanS).toBeLessThan(1.05 * latencyS);
    expect(Math.abs(inFlight / 400 / (rate * (meanS - quick)) - 1)).toBeLessThan(0.02);
    expectSound(world);
  });

  test('what would take longer than the timeout fails at the timeout: a plateau', () => {
    const world = worldWith((spec) => {
      spec.thirdParties![0]!.latencyS = 30;
      spec.services[3]!.calls[0]!.timeoutS = 5;
    });
    run(world, 120);
    const { latency, answers } = world.thirdParties[0]!;
    settleLatency(latency);
    const before = Float64Array.from(latency.buckets);
    const failed = callTimeout(world);
    run(world, 120);
    settleLatency(latency);
    expect(callTimeout(world) - failed).toBeGreaterThan(120 * 7);
    expect(answers[0]).toBeLessThan(0.05 * answers[3]!);
    for (const q of [0.5, 0.9, 0.99]) {
      expect(quantile(q, latency.buckets, before)).toBeGreaterThan(3.2);
      expect(quantile(q, latency.buckets, before)).toBeLessThanOrEqual(5.2);
    }
  });

  test('a timeout below a second cuts off the slow part of the answers and holds nobody', () => {
    const world = worldWith((spec) => {
      spec.thirdParties![0]!.latencyS = 0.4;
      spec.services[3]!.calls[0]!.timeoutS = 0.5;
    });
    run(world, 300);
    const [ok, , , late] = world.thirdParties[0]!.answers;
    const share = late! / (ok! + late!);
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.4);
    expect(waiting(world)).toBe(0);
  });

  test('nothing is lost or doubled whatever happens meanwhile', () => {
    const world = createWorld({ ...vendorWorld(), prerollS: 60 }, [], 'chaos');
    step(world, { kind: 'fault.fire', fault: 'sick' });
    const actions: Action[] = [
      { do: 'service.restart', service: 'checkout', pods: 'all' },
      { do: 'flag.set', flag: 'pay-with-quillpay', on: false },
      { do: 'config.set', service: 'checkout', key: 'QUILLPAY_RETRIES', value: '3' },
      { do: 'flag.set', flag: 'pay-with-quillpay', on: true },
      { do: 'service.scale', service: 'checkout', replicas: 9 },
      { do: 'config.set', service: 'checkout', key: 'QUILLPAY_BREAKER', value: 'on' },
      { do: 'service.scale', service: 'checkout', replicas: 3 },
      { do: 'breaker.set', service: 'checkout', to: 'quillpay', state: 'open' },
      { do: 'service.restart', service: 'web', pods: 'rolling' },
      { do: 'breaker.set', service: 'checkout', to: 'quillpay', state: 'auto' },
    ];
    for (const [i, action] of actions.entries()) {
      run(world, 37);
      step(world, { kind: 'act', action, seat: 'fixer-1' });
      if (i % 4 === 3) expectSound(world);
    }
    step(world, { kind: 'fault.stop', fault: 'sick' });
    run(world, 200);
    expectSound(world);
    expect(waiting(world)).toBeLessThan(1);
  });

  test('noise of vendors changes no arrival', () => {
    const [plain, with_] = [false, true].map((vendor) => {
      const spec = { ...vendorWorld(), prerollS: 60 };
      if (!vendor) {
        delete spec.thirdParties;
        spec.services[3]!.calls = [];
      }
      const world = createWorld(spec, [], 'streams');
      run(world, 120);
      return world.users.journeys.map(({ arrivals }) => arrivals);
    });
    expect(with_).toEqual(plain);
  });
});

test('a quota lets its part through and answers the rest 429 at once', () => {
  const world = worldWith((spec) => {
    spec.thirdParties![0]!.quotaPerS = 4;
  });
  run(world, 200);
  const [ok, tooMany] = world.thirdParties[0]!.answers;
  const before = [ok!, tooMany!];
  run(world, 200);
  const answers = world.thirdParties[0]!.answers;
  expect((answers[0]! - before[0]!) / 200).toBeGreaterThan(3.4);
  expect((answers[0]! - before[0]!) / 200).toBeLessThan(4.4);
  expect((answers[1]! - before[1]!) / 200).toBeGreaterThan(3);
  expect(service(world, 'checkout').callErrors[2]! / answers[1]!).toBeCloseTo(1, 6);
  expectSound(world);
});

test('the status page says what the vendor says; health says what callers see', () => {
  const world = createWorld({ ...vendorWorld(), prerollS: 60 }, [], 'page');
  const healthOf = (): string => health(world).find(({ id }) => id === 'quillpay')!.health;
  run(world, 60);
  expect(healthOf()).toBe('healthy');
  step(world, { kind: 'fault.fire', fault: 'sick' });
  run(world, 180);
  const [view] = thirdParties(world);
  expect(view!.statusPage.state).toBe('operational');
  expect(view!.errorShare).toBeGreaterThan(0.9);
  expect(view!.latencyS).toBeCloseTo(3, 1);
  expect(healthOf()).toBe('down');
  const [call] = calls(world, 'checkout');
  expect(call).toMatchObject({ to: 'quillpay', timeoutS: 3, retries: 1, breaker: 'none' });
  expect(call!.errorShare).toBeGreaterThan(0.9);
  expect(call!.retriesPerS).toBeGreaterThan(1);
});

test('every pod uses the variables that it was started with', () => {
  const world = createWorld({ ...vendorWorld(), prerollS: 60 }, [], 'env');
  const settings = (): string[] =>
    pods(world, 'checkout').map(({ name }, i) => {
      const link = service(world, 'checkout').stations[i]!.links[0]!;
      expect(name).not.toBe('');
      return `${link.timeoutS} s × ${link.attempts - 1}, ${link.breaker === null ? 'no breaker' : 'breaker'}`;
    });
  expect(new Set(settings())).toEqual(new Set(['3 s × 1, no breaker']));
  const set = (key: string, value: string): void => {
    step(world, { kind: 'act', action: { do: 'config.set', service: 'checkout', key, value }, seat: 'fixer-1' });
  };
  set('QUILLPAY_TIMEOUT_MS', '1500');
  set('QUILLPAY_RETRIES', '4');
  set('QUILLPAY_BREAKER', 'on');
  run(world, 35);
  expect(settings().filter((text) => text === '2 s × 4, breaker')).toHaveLength(2);
  expect(settings().filter((text) => text === '3 s × 1, no breaker')).toHaveLength(4);
  run(world, 120);
  expect(new Set(settings())).toEqual(new Set(['2 s × 4, breaker']));
});

describe('a sick payment provider, by what people do about it', () => {
  const MOVE_S = 180;
  const set = (key: string, value: string): NonNullable<Play['acts']> => [
    { atS: MOVE_S, act: () => ({ do: 'config.set', service: 'checkout', key, value }) },
  ];
  const sick = (acts: Play['acts'] = []): Run => play(vendorWorld(), { fault: 'sick', acts, forS: 600, seed: 'sick' });
  let nothing: Run;
  let flagOff: Run;
  beforeAll(() => {
    nothing = sick();
    flagOff = sick([{ atS: MOVE_S, act: () => ({ do: 'flag.set', flag: 'pay-with-quillpay', on: false }) }]);
  });
  const lostAtTheEnd = (of: Run): number => of.mean(({ lost, browseLost }) => lost + browseLost, 420, 600);

  test('nothing: payments fail, then checkout has no slot left and takes the shop along, while processors idle', () => {
    const pay = nothing.first(({ payLost }) => payLost > 1)!;
    const checkout = nothing.first(({ checkoutLost }) => checkoutLost > 1)!;
    const browse = nothing.first(({ browseLost }) => browseLost > 5)!;
    expect(pay).toBeLessThan(checkout);
    expect(checkout).toBeLessThanOrEqual(browse);
    expect(nothing.mean(({ browseLost }) => browseLost, 300, 600)).toBeGreaterThan(10);
    expect(nothing.mean(({ payLost }) => payLost, 300, 600)).toBeGreaterThan(6);
    expect(nothing.mean(({ cpu }) => cpu, 300, 600)).toBeLessThan(nothing.mean(({ cpu }) => cpu, -200, 0) + 0.02);
  });

  test('the flag off: no call, no slot held, nobody fails', () => {
    expect(lostAtTheEnd(flagOff)).toBe(0);
    expect(waiting(flagOff.world)).toBe(0);
    expect(flagOff.mean(({ checkoutOk }) => checkoutOk, 420, 600)).toBeGreaterThan(22);
  });

  test('a breaker with a fallback: nearly nobody fails once the pods run with it', () => {
    const run = sick(set('QUILLPAY_BREAKER', 'on'));
    expect(lostAtTheEnd(run)).toBeLessThan(1);
    expect(run.world.impact.failedRequests).toBeLessThan(0.8 * nothing.world.impact.failedRequests);
  });

  test('more retries cost more than doing nothing', () => {
    const run = sick(set('QUILLPAY_RETRIES', '3'));
    expect(run.world.impact.failedRequests).toBeGreaterThan(1.3 * nothing.world.impact.failedRequests);
    expect(lostAtTheEnd(run)).toBeGreaterThan(1.5 * lostAtTheEnd(nothing));
  });

  test('scaling out helps the others and no payment', () => {
    const run = sick([{ atS: MOVE_S, act: () => ({ do: 'service.scale', service: 'checkout', replicas: 10 }) }]);
    expect(run.mean(({ payLost }) => payLost, 420, 600)).toBeGreaterThan(
      nothing.mean(({ payLost }) => payLost, 420, 600),
    );
    expect(run.world.impact.failedRequests).toBeGreaterThan(1.5 * flagOff.world.impact.failedRequests);
  });

  test('a restart frees slots for as long as it takes to fill them', () => {
    const run = sick([{ atS: MOVE_S, act: () => ({ do: 'service.restart', service: 'checkout', pods: 'rolling' }) }]);
    expect(lostAtTheEnd(run)).toBeGreaterThan(0.6 * lostAtTheEnd(nothing));
    expect(run.world.impact.failedRequests).toBeGreaterThan(2 * flagOff.world.impact.failedRequests);
  });

  test('when the vendor is well again, so is everybody, without another hand', () => {
    const run = sick([{ atS: MOVE_S, act: () => ({ kind: 'fault.stop', fault: 'sick' }) }]);
    expect(lostAtTheEnd(run)).toBe(0);
  });
});

function sum(world: World): number {
  return world.thirdParties[0]!.answers.reduce((total, value) => total + value, 0);
}

function time(world: World): number {
  const { latency } = world.thirdParties[0]!;
  settleLatency(latency);
  return latency.sum;
}
