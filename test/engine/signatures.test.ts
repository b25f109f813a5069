import { expect, test } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import { evalRange } from '../../server/engine/promql/evaluate-range.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import {
  autoscalingWorld,
  certificateWorld,
  leakWorld,
  missingVariableWorld,
  referenceWorld,
  reportWorld,
} from '../support/reference-world.ts';
import { cacheWorld, diskWorld, doing, namesWorld, queueWorld } from '../support/store-worlds.ts';

/** The shapes that people know failures by, read from the recorded series as a chart would. Times in seconds after the fault. */

const FAULT_AT_S = 60;

/** A minute of health, the fault, what people do, and `forS` seconds. */
function record(spec: WorldSpec, fault: string | null, forS: number, acts: Record<number, Action> = {}): World {
  const world = createWorld({ ...spec, prerollS: 300 }, [], 'signature');
  for (let t = -FAULT_AT_S; t < forS; t++) {
    if (t === 0 && fault !== null) step(world, { kind: 'fault.fire', fault });
    const action = acts[t];
    if (action !== undefined) step(world, { kind: 'act', action, seat: 'fixer-1' });
    step(world, { kind: 'tick' });
  }
  return world;
}

interface Line {
  /** Values of a query's only series, one per sample, from `fromS` to `toS`. */
  (fromS: number, toS: number): number[];
}

/** What a panel with this query draws. */
function draw(world: World, query: string): Line {
  const parsed = parsePromql(query);
  if (!parsed.ok) throw new Error(parsed.message);
  return (fromS, toS) => {
    const from = FAULT_AT_S + fromS;
    const answer = evalRange(parsed.expr, world.telemetry, from, FAULT_AT_S + toS, 5);
    if (!answer.ok) throw new Error(answer.message);
    return (answer.series[0]?.points ?? []).map(({ value }) => value);
  };
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);

/** Least squares: slope per sample, and how much of the variance the line explains, 0..1. */
function fit(values: number[]): { slope: number; r2: number } {
  const middle = (values.length - 1) / 2;
  const level = mean(values);
  let sxy = 0;
  let sxx = 0;
  let syy = 0;
  values.forEach((value, i) => {
    sxy += (i - middle) * (value - level);
    sxx += (i - middle) * (i - middle);
    syy += (value - level) * (value - level);
  });
  return { slope: sxy / sxx, r2: syy > 0 ? (sxy * sxy) / (sxx * syy) : 1 };
}

/** Times (in samples) at which a line turns down after having risen by at least `by`, and up again likewise. */
function turns(values: number[], by: number): number[] {
  const at: number[] = [];
  let extreme = values[0]!;
  let rising = true;
  values.forEach((value, i) => {
    if (rising ? value > extreme : value < extreme) extreme = value;
    if (rising ? value <= extreme - by : value >= extreme + by) {
      at.push(i);
      rising = !rising;
      extreme = value;
    }
  });
  return at;
}

test('stair-step: each wave of a bad deploy lifts the error share to its share of the fleet, flat in between', () => {
  const world = record(missingVariableWorld(), 'deploy', 660);
  const share = draw(
    world,
    'sum(rate(http_requests_total{service="checkout",code="500"}[30s])) / sum(rate(http_requests_total{service="checkout"}[30s]))',
  );
  const steps = [share(80, 145), share(230, 295), share(380, 445), share(530, 655)];
  steps.forEach((values, i) => {
    expect(mean(values)).toBeCloseTo([1 / 6, 2 / 6, 4 / 6, 1][i]!, 1);
    expect(spread(values)).toBeLessThan(0.08);
  });
  for (let i = 1; i < steps.length; i++)
    expect(Math.min(...steps[i]!)).toBeGreaterThan(Math.max(...steps[i - 1]!) + 0.1);
});

test('cliff: a database that is down takes its commits from normal to nothing within a sample', () => {
  const world = record(referenceWorld(), null, 60, { 20: { do: 'db.restart', db: 'orders' } });
  const commits = draw(world, 'rate(pg_stat_database_xact_commit_total[10s])');
  const up = draw(world, 'pg_up');
  expect(Math.min(...commits(-40, 15))).toBeGreaterThan(15);
  expect(up(-40, 60).filter((value) => value === 0).length).toBeGreaterThanOrEqual(5);
  const values = up(10, 30);
  expect(values.slice(0, 3)).toEqual([1, 1, 1]);
  expect(values.slice(3).every((value) => value === 0)).toBe(true);
});

test('cliff: at notAfter the outside probe drops from one to nought, while requests only slope down', () => {
  const world = record(certificateWorld('leaf', FAULT_AT_S), null, 200);
  const probe = draw(world, 'probe_success{target=~".*shop.*"}');
  expect(new Set(probe(-50, -5))).toEqual(new Set([1]));
  expect(new Set(probe(5, 195))).toEqual(new Set([0]));
  const requests = draw(world, 'sum(rate(edge_requests_total[15s]))');
  const fall = requests(15, 105);
  expect(fall[0]!).toBeGreaterThan(0.75 * mean(requests(-40, -5)));
  expect(fit(fall).slope).toBeLessThan(0);
  expect(fit(fall).r2).toBeGreaterThan(0.9);
});

test('cliff: with a TTL of a few seconds a removed name fails every call within it', () => {
  const spec = namesWorld();
  spec.dns!.records[0]!.ttlS = 5;
  const world = record(spec, 'gone', 60);
  const errors = draw(world, 'sum(rate(service_call_errors_total{service="web",to="checkout",reason="error"}[10s]))');
  expect(Math.max(...errors(-40, 0))).toBe(0);
  expect(Math.min(...errors(15, 55))).toBeGreaterThan(25);
});

test('oscillation: health checks eject what the database cannot serve and take it back, so p99 swings between fine and the timeout', () => {
  const world = record(autoscalingWorld(), 'surge', 1500);
  const p99 = draw(
    world,
    'histogram_quantile(0.99, sum by (le) (rate(journey_duration_seconds_bucket{journey="checkout"}[1m])))',
  )(400, 1495);
  const at = turns(p99, 20);
  expect(at.length).toBeGreaterThanOrEqual(8);
  // There and back is two turns.
  const periodS = (5 * 2 * (at[at.length - 1]! - at[0]!)) / (at.length - 1);
  expect(periodS).toBeGreaterThan(60);
  expect(periodS).toBeLessThan(300);
  const ready = draw(world, 'service_replicas_ready{service="checkout"}')(400, 1495);
  expect(turns(ready, 1).length).toBeGreaterThanOrEqual(10);
  expect(mean(draw(world, 'service_replicas{service="checkout"}')(400, 1495))).toBeGreaterThan(mean(ready) + 1.5);
});

test('flat line: a frozen exporter draws a ruler while users fail, a stopped one draws nothing', () => {
  const bug = { type: 'version.trip', params: { service: 'checkout', version: '*', journey: '*', share: 1, status: 500, log: 'x' } }; // prettier-ignore
  const stop = (how: string) => ({ type: 'scrape.stop', params: { targets: ['checkout'], how } });
  const queue = 'service_slots_in_use{service="checkout"}';
  const frozen = record({ ...referenceWorld(), faults: [doing('f', bug, stop('frozen'))] }, 'f', 200);
  expect(spread(draw(frozen, queue)(-50, -5))).toBeGreaterThan(0);
  expect(draw(frozen, queue)(5, 195)).toHaveLength(39);
  expect(spread(draw(frozen, queue)(5, 195))).toBe(0);
  expect(Math.max(...draw(frozen, 'sum(rate(http_requests_total{service="checkout"}[30s]))')(40, 195))).toBe(0);
  const gone = record({ ...referenceWorld(), faults: [doing('g', bug, stop('gone'))] }, 'g', 200);
  expect(draw(gone, queue)(5, 195)).toEqual([]);
  expect(frozen.impact.failedRequests).toBeGreaterThan(1000);
});

test('spike and settle: behind a cold cache the load leaps at once and decays to where it was', () => {
  const world = record(cacheWorld(), 'restart', 420);
  const cpu = draw(world, 'pg_cpu_utilization{db="catalogue"}');
  const before = mean(cpu(-50, -5));
  const values = cpu(0, 415);
  const peak = Math.max(...values);
  expect(peak).toBeGreaterThan(4 * before);
  expect(values.indexOf(peak)).toBeLessThanOrEqual(4);
  expect(mean(cpu(360, 415))).toBeLessThan(1.4 * before);
  const decay = [30, 90, 150, 210, 300].map((t) => mean(cpu(t, t + 30)));
  for (let i = 1; i < decay.length; i++) expect(decay[i]!).toBeLessThan(decay[i - 1]!);
  const settled = decay.map((value) => value - before);
  // Fast first, then slow: each minute takes away a part of what is left.
  expect(settled[0]! - settled[1]!).toBeGreaterThan(2 * (settled[3]! - settled[4]!));
});

test('plateau: in pool starvation p99 sits at the timeout of the call and does not move', () => {
  const world = record(reportWorld(), 'report', 700);
  const p99 = draw(
    world,
    'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{service="web"}[1m])))',
  );
  expect(Math.max(...p99(-50, -5))).toBeLessThan(1);
  // Web calls checkout with a timeout of 31 s.
  const values = p99(500, 690);
  expect(mean(values)).toBeCloseTo(31, 0);
  expect(spread(values)).toBeLessThan(0.8);
  const wait = draw(world, 'max(db_pool_acquire_seconds_max{service="checkout"})')(500, 690);
  expect(mean(wait)).toBeGreaterThan(28);
  expect(Math.max(...wait)).toBeLessThan(31);
});

test('saw-tooth: a leak climbs until a restart, and climbs again at the same pace', () => {
  const restart: Action = { do: 'service.restart', service: 'checkout', pods: 'all' };
  const world = record(leakWorld(), 'deploy', 1000, { 460: restart, 730: restart });
  const active = draw(world, 'sum(db_pool_connections{service="checkout",state="active"})');
  const teeth = [active(170, 455), active(510, 725), active(780, 995)];
  const slopes = teeth.map((values) => fit(values));
  for (const { slope, r2 } of slopes) {
    expect(slope).toBeGreaterThan(0.5);
    expect(r2).toBeGreaterThan(0.85);
  }
  expect(Math.max(...slopes.map(({ slope }) => slope))).toBeLessThan(2 * Math.min(...slopes.map(({ slope }) => slope)));
  expect(active(510, 515)[0]!).toBeLessThan(0.3 * active(455, 458)[0]!);
  expect(active(780, 785)[0]!).toBeLessThan(0.4 * active(725, 728)[0]!);
});

test('linear growth: a blocked partition gains a straight line of messages, a disk loses a straight line of space', () => {
  const depth = draw(record(queueWorld(), 'poison', 600), 'queue_depth')(20, 595);
  expect(fit(depth).slope / 5).toBeCloseTo(9 / 4, 0);
  expect(fit(depth).r2).toBeGreaterThan(0.995);
  const world = record(diskWorld(), 'debug', 300);
  const free = draw(world, 'node_filesystem_avail_bytes')(0, 295);
  expect(fit(free).r2).toBeGreaterThan(0.999);
  const gibPerH = (-fit(free).slope / 5 / 1024 ** 3) * 3600;
  expect(gibPerH).toBeGreaterThan(60);
  expect(gibPerH).toBeLessThan(60.5);
});
