import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import { stormWorld } from '../support/call-worlds.ts';
import { expectSound } from '../support/expect-sound.ts';
import type { Play, Run } from '../support/play.ts';
import { FAULT_AT_S, journey, play, quantile, service } from '../support/play.ts';
import { settleLatency } from '../../server/engine/telemetry/latency.ts';

/**
 * The storm of the world model: a minute of slow searches tips a system over that was well, and the trigger's end does not
 * bring it back. Rows of its table, and what each move is worth against doing nothing.
 */
interface Storm extends Run {
  /** Calls of web to search, and retries among them, per second from the start of the play. */
  offered: number[];
  retries: number[];
  /** p99 of browsing over the last minute, until a minute after the trigger began. */
  p99: number[];
}

const END_S = 720;
const MOVE_S = 300;

function storm(acts: Play['acts'] = []): Storm {
  const offered: number[] = [];
  const retries: number[] = [];
  const p99: number[] = [];
  const history: Float64Array[] = [];
  let [calls, again, seconds] = [0, 0, 0];
  const run = play(stormWorld(), {
    fault: 'trigger',
    acts,
    forS: END_S,
    watch: (world) => {
      const web = service(world, 'web');
      offered.push(web.calls[0]! - calls);
      retries.push(web.callRetries[0]! - again);
      calls = web.calls[0]!;
      again = web.callRetries[0]!;
      if (seconds < FAULT_AT_S + 60) {
        const { latency } = journey(world, 'browse');
        settleLatency(latency);
        history.push(Float64Array.from(latency.buckets));
        p99.push(quantile(0.99, history.at(-1)!, history.at(-61)));
      }
      if (seconds++ % 100 === 0) expectSound(world);
    },
  });
  return { ...run, offered, retries, p99 };
}

const act = (atS: number, action: Action): NonNullable<Play['acts']>[number] => ({ atS, act: () => action });
const admit = (atS: number, share: number): NonNullable<Play['acts']>[number] =>
  act(atS, { do: 'traffic.admit', service: 'web', share });
const setEnv = (key: string, value: string): NonNullable<Play['acts']> => [
  act(MOVE_S, { do: 'config.set', service: 'web', key, value }),
];

/** Seconds after the trigger at which a row of the play first holds. */
const firstAfter = (rows: number[], holds: (value: number) => boolean): number =>
  rows.slice(FAULT_AT_S).findIndex(holds) + 1;
const mean = (rows: number[], fromS: number, toS: number): number =>
  rows.slice(FAULT_AT_S + fromS, FAULT_AT_S + toS).reduce((sum, value) => sum + value, 0) / (toS - fromS);

let nothing: Storm;
beforeAll(() => {
  nothing = storm();
});

describe('nothing done', () => {
  let run: Storm;
  beforeAll(() => {
    run = nothing;
  });
  const browseOk = (fromS: number, toS: number): number => run.mean((frame) => frame.browseOk, fromS, toS);

  test('is well before the trigger: 180 searches a second, none of them tried again', () => {
    expect(browseOk(-200, 0)).toBeGreaterThan(170);
    expect(mean(run.retries, -200, 0)).toBe(0);
  });

  test('retries come first, then the tail, then failures, all within ten seconds', () => {
    const retries = firstAfter(run.retries, (value) => value > 1);
    const tail = firstAfter(run.p99, (value) => value > 1);
    const failures = run.first(({ browseLost }) => browseLost > 1)!;
    expect(retries).toBeLessThanOrEqual(5);
    expect(tail).toBeGreaterThanOrEqual(retries);
    expect(failures).toBeGreaterThanOrEqual(tail);
    expect(failures).toBeLessThanOrEqual(10);
  });

  test('stays down long after the trigger has left', () => {
    expect(run.world.faults[0]!.done).toBe(true);
    expect(browseOk(120, END_S)).toBeLessThan(30);
    expect(Math.max(...run.frames.slice(FAULT_AT_S + 120).map((frame) => frame.browseOk))).toBeLessThan(40);
  });

  test('offers search some 1,200 calls a second, of which two hundredths come to something, at full processors', () => {
    const offered = mean(run.offered, 120, END_S);
    expect(offered).toBeGreaterThan(1210 * 0.85);
    expect(offered).toBeLessThan(1210 * 1.15);
    expect(browseOk(120, END_S) / offered).toBeCloseTo(0.02, 2);
    expect(service(run.world, 'search').stations[0]!.cpu).toBeGreaterThan(0.95);
  });

  test('its goodput is no ruler-straight line', () => {
    const goodput = run.frames.slice(FAULT_AT_S + 120).map((frame) => frame.browseOk);
    const average = goodput.reduce((sum, value) => sum + value, 0) / goodput.length;
    const deviation = Math.sqrt(goodput.reduce((sum, value) => sum + (value - average) ** 2, 0) / goodput.length);
    expect(deviation / average).toBeGreaterThan(0.015);
    expect(deviation / average).toBeLessThan(0.06);
  });
});

describe('moves', () => {
  const STAGED = [admit(MOVE_S, 0.2), admit(MOVE_S + 60, 0.5), admit(MOVE_S + 90, 0.75), admit(MOVE_S + 120, 1)];
  const more = setEnv('SEARCH_RETRIES', '3');
  let right: Run;
  let moreRetries: Run;
  let longer: Run;
  beforeAll(() => {
    right = storm(STAGED);
    moreRetries = storm(more);
    longer = storm(setEnv('SEARCH_TIMEOUT_MS', '3000'));
  });
  const endsWith = (run: Run): number => run.mean((frame) => frame.browseOk, END_S - 120, END_S);

  test('admitting a fifth for a minute, then 50, 75 and 100 %, recovers', () => {
    expect(endsWith(right)).toBeGreaterThan(175);
    expect(right.mean((frame) => frame.browseLost, END_S - 120, END_S)).toBe(0);
  });

  test('while it sheds, those who are turned away fail at once and are counted', () => {
    const shedding = right.mean((frame) => frame.browseLost, MOVE_S + 5, MOVE_S + 60);
    expect(shedding).toBeGreaterThan(50);
    expect(service(right.world, 'web').shed).toBeGreaterThan(10_000);
  });

  test.each<[string, () => Run]>([
    ['back to 100 % after twelve seconds', () => storm([admit(MOVE_S, 0.2), admit(MOVE_S + 12, 1)])],
    ['search restarted', () => storm([act(MOVE_S, { do: 'service.restart', service: 'search', pods: 'rolling' })])],
    ['three retries instead of two', () => moreRetries],
    ['no retries: users still try again', () => storm(setEnv('SEARCH_RETRIES', '0'))],
    ['a timeout of 3 s', () => longer],
  ])('%s: still down, and fails no fewer than doing nothing', (_, played) => {
    const run = played();
    expect(endsWith(run)).toBeLessThan(30);
    expect(run.world.impact.failedRequests).toBeGreaterThan(0.99 * nothing.world.impact.failedRequests);
    expect(run.world.impact.failedRequests).toBeGreaterThan(1.5 * right.world.impact.failedRequests);
  });

  test('more retries and longer timeouts cost users more time; more retries take checkout along', () => {
    for (const run of [moreRetries, longer])
      expect(run.world.impact.userMinutesLost).toBeGreaterThan(nothing.world.impact.userMinutesLost);
    expect(nothing.mean((frame) => frame.checkoutLost, 500, END_S)).toBe(0);
    expect(moreRetries.mean((frame) => frame.checkoutLost, 500, END_S)).toBeGreaterThan(0.3);
  });

  test('twice the replicas serve twice the dead work', () => {
    const run = storm([act(MOVE_S, { do: 'service.scale', service: 'search', replicas: 6 })]);
    expect(endsWith(run)).toBeLessThan(60);
    expect(run.world.impact.failedRequests).toBeGreaterThan(1.5 * right.world.impact.failedRequests);
  });

  test('a timeout of 10 s, longer than the queue, heals it', () => {
    expect(endsWith(storm(setEnv('SEARCH_TIMEOUT_MS', '10000')))).toBeGreaterThan(170);
  });
});
