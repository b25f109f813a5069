import { describe, expect, test } from 'vitest';
import type { Frame, Play, Run } from '../support/play.ts';
import { play } from '../support/play.ts';
import {
  autoscalingWorld,
  certificateWorld,
  cpuRegressionWorld,
  leakWorld,
  missingVariableWorld,
  refusedRollbackWorld,
  reportWorld,
} from '../support/reference-world.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';

/**
 * The prototype's table of onsets (seconds after the fault) and peaks. It was measured with one seed and chance moves some onsets by a
 * minute, so the median of five seeds must lie within 15 %. What differs for a reason is in docs/decisions/002.
 */
const SEEDS = ['reference', 'b', 'c', 'd', 'e'];

function runs(spec: () => WorldSpec, how: Omit<Play, 'seed'>): Run[] {
  return SEEDS.map((seed) => play(spec(), { ...how, seed }));
}

function median(all: Run[], of: (run: Run) => number | null): number {
  const values = all.map((run) => of(run) ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  return values[values.length >> 1]!;
}

const onset = (all: Run[], holds: (frame: Frame) => boolean): number => median(all, (run) => run.first(holds));

/** Within 15 % of the table; a quarter of a minute for what comes at once. */
function expectNear(actual: number, target: number): void {
  const tolerance = Math.max(0.15 * Math.abs(target), target >= 5 && target < 60 ? 5 : 0);
  expect(actual).toBeGreaterThanOrEqual(target - tolerance);
  expect(actual).toBeLessThanOrEqual(target + tolerance);
}

describe('pool, report', () => {
  const all = runs(reportWorld, { fault: 'report', forS: 1800 });

  test.each<[string, (frame: Frame) => boolean, number]>([
    ['requests wait for a connection', ({ pending }) => pending >= 1, 232],
    ['the wait passes 1 s', ({ wait }) => wait > 1, 231],
    ['the first replica is unready', ({ ready }) => ready < 6, 251],
    ['p99 passes 25 s', ({ p99 }) => p99 > 25, 260],
    ['more than one journey a second fails', ({ lost }) => lost > 1, 261],
    ['p50 passes 1 s', ({ p50 }) => p50 > 1, 345],
    ['no checkout succeeds', ({ checkoutOk }) => checkoutOk < 0.05, 348],
    ['browsing dips', ({ browseLost }) => browseLost > 5, 357],
  ])('%s', (_, holds, target) => {
    expectNear(onset(all, holds), target);
  });

  test('144 requests wait at the peak and the database grows idle', () => {
    expectNear(
      median(all, (run) => run.peak(({ pending }) => pending)),
      144,
    );
    expectNear(
      median(all, (run) => run.mean(({ dbCpu }) => dbCpu, -200, 0)),
      0.17,
    );
    expect(median(all, (run) => run.mean(({ dbCpu }) => dbCpu, 900, 1800))).toBeLessThan(0.045);
  });

  test('half an hour of doing nothing fails some 48,800 journeys', () => {
    expectNear(
      median(all, (run) => run.world.impact.failedRequests),
      48_797,
    );
  });
});

describe('pool, leak', () => {
  const all = runs(leakWorld, { fault: 'deploy', forS: 1000 });
  test.each<[string, (frame: Frame) => boolean, number]>([
    ['20 connections have leaked', ({ holders }) => holders >= 20, 127],
    ['the wait passes 1 s', ({ wait }) => wait > 1, 319],
    ['a replica is unready', ({ ready, t }) => t > 160 && ready < 6, 335],
    ['more than one journey a second fails', ({ lost }) => lost > 1, 352],
    ['p99 passes 25 s', ({ p99 }) => p99 > 25, 355],
    ['browsing suffers', ({ browseLost }) => browseLost > 5, 423],
  ])('%s', (_, holds, target) => {
    expectNear(onset(all, holds), target);
  });
  test('in the end every checkout fails', () => {
    expectNear(
      median(all, (run) => run.mean(({ checkoutLost }) => checkoutLost, 700, 1000)),
      24,
    );
  });
});

describe('pool, autoscaling', () => {
  const all = runs(autoscalingWorld, { fault: 'surge', forS: 1500 });
  test.each<[string, (frame: Frame) => boolean, number]>([
    ['the autoscaler adds replicas', ({ replicas }) => replicas > 6, 90],
    ['more than 170 sessions, others included', ({ sessions }) => sessions + 14 > 170, 113],
    ['the database refuses connections', ({ refused }) => refused > 0, 169],
    ['p99 passes 25 s', ({ p99 }) => p99 > 25, 210],
    ['more than one journey a second fails', ({ lost }) => lost > 1, 210],
  ])('%s', (_, holds, target) => {
    expectNear(onset(all, holds), target);
  });
  test('12 or 13 replicas, tens of refusals a second, about one failure a second, and p50 stays fine', () => {
    expectNear(
      median(all, (run) => run.peak(({ replicas }) => replicas)),
      13,
    );
    const refused = median(all, (run) => run.mean((frame) => frame.refused, 600, 1500));
    expect(refused).toBeGreaterThan(24);
    expect(refused).toBeLessThan(50);
    expect(median(all, (run) => run.mean(({ lost }) => lost, 0, 1500))).toBeGreaterThan(0.7);
    expect(median(all, (run) => run.mean(({ lost }) => lost, 0, 1500))).toBeLessThan(1.8);
    expect(median(all, (run) => run.peak(({ p50 }) => p50))).toBeLessThan(0.5);
  });
});

describe('deploy, missing variable', () => {
  const all = runs(missingVariableWorld, { fault: 'deploy', forS: 800 });
  const share = (fromS: number, toS: number): number =>
    median(all, (run) => run.mean(({ checkoutLost }) => checkoutLost, fromS, toS) / 24);

  test('calls fail from the first new replica on, users notice at the third wave', () => {
    expectNear(
      onset(all, ({ callErrors }) => callErrors > 0),
      27,
    );
    expectNear(
      onset(all, ({ lost, t }) => t > 290 && lost > 1),
      306,
    );
  });
  test('retries mask the failures: users see 2 %, 19 %, then everything', () => {
    expect(share(60, 150)).toBeLessThan(0.005);
    expectNear(share(200, 300), 0.02);
    expectNear(share(350, 450), 0.191);
    expectNear(share(540, 800), 1);
  });
  test('most answers stay quick until half of the fleet is bad', () => {
    expect(median(all, (run) => run.peak(({ p50 }) => p50, 200, 300))).toBeLessThan(0.25);
  });
});

describe('deploy, CPU regression', () => {
  const all = runs(cpuRegressionWorld, { fault: 'deploy', forS: 900 });
  const within = (run: Run, seconds: number, of: (frame: Frame) => number, at: number): number =>
    run.mean(of, at - seconds, at);

  test('p99, then CPU, then failures, then readiness', () => {
    expectNear(
      onset(all, ({ p99 }) => p99 > 1),
      30,
    );
    expectNear(
      median(all, (run) => run.first(({ t }) => within(run, 10, ({ cpu }) => cpu, t) > 0.5)),
      130,
    );
    expectNear(
      onset(all, ({ p99 }) => p99 > 7),
      140,
    );
    expectNear(
      onset(all, ({ cpu }) => cpu > 0.95),
      249,
    );
    expectNear(
      median(all, (run) => run.first(({ t }) => within(run, 30, ({ lost }) => lost, t) > 5)),
      253,
    );
    expectNear(
      median(all, (run) => run.frames.findLast(({ ready }) => ready > 0)?.t ?? 0),
      320,
    );
  });
  test('in the end every checkout fails', () => {
    expectNear(
      median(all, (run) => run.mean(({ checkoutLost }) => checkoutLost, 500, 900)),
      24,
    );
  });
});

test('deploy, refused roll-back: paying fails, checkout does not', () => {
  const all = runs(refusedRollbackWorld, { fault: 'deploy', forS: 500 });
  expectNear(
    onset(all, ({ payLost }) => payLost > 1),
    62,
  );
  expectNear(
    median(all, (run) => run.mean(({ payLost }) => payLost, 200, 500)),
    8.5,
  );
  expect(median(all, (run) => run.peak(({ checkoutLost }) => checkoutLost, 150))).toBeLessThan(0.1);
});

describe.each(['leaf', 'intermediate'] as const)('certificate, %s', (part) => {
  const all = runs(() => certificateWorld(part), { forS: 1600 });
  test('handshakes fail at once, and connection churn blocks more and more requests', () => {
    expect(onset(all, ({ handshakesFailed }) => handshakesFailed > 0)).toBeLessThanOrEqual(2);
    expectNear(
      onset(all, ({ blocked }) => blocked > 0.05),
      10,
    );
    expectNear(
      onset(all, ({ blocked }) => blocked > 0.25),
      44,
    );
    expectNear(
      onset(all, ({ blocked }) => blocked > 0.5),
      98,
    );
    expectNear(
      onset(all, ({ blocked }) => blocked > 0.95),
      1522,
    );
  });
  test('the request rate falls while servers answer no error', () => {
    expectNear(
      median(all, (run) => run.mean(({ requests }) => requests, -100, 0)),
      225,
    );
    expectNear(
      median(all, (run) => run.mean(({ requests }) => requests, 200, 260)),
      88,
    );
    expectNear(
      median(all, (run) => run.mean(({ requests }) => requests, 540, 600)),
      43,
    );
    expectNear(
      median(all, (run) => run.mean(({ requests }) => requests, 1500, 1600)),
      15,
    );
    expect(median(all, (run) => run.peak(({ serverErrors }) => serverErrors))).toBe(0);
  });
});
