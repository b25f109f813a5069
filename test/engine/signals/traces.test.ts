import { describe, expect, it } from 'vitest';
import { LATENCY_BUCKETS_S } from '../../../server/engine/metrics.ts';
import { quantileOf, spreadOf } from '../../../server/engine/signals/latency-window.ts';
import { findTraces, openTrace } from '../../../server/engine/signals/traces.ts';
import { sampleNumberAt, sampleTimeS } from '../../../server/engine/telemetry/series.ts';
import type { World } from '../../../server/engine/world.ts';
import { play } from '../../support/play.ts';
import {
  autoscalingWorld,
  certificateWorld,
  cpuRegressionWorld,
  missingVariableWorld,
  reportWorld,
} from '../../support/reference-world.ts';

const WORLDS: [string, World][] = [
  ['a starved pool', play(reportWorld(), { fault: 'report', forS: 420 }).world],
  ['a version that lacks a variable', play(missingVariableWorld(), { fault: 'deploy', forS: 250 }).world],
  ['a slow version', play(cpuRegressionWorld(), { fault: 'deploy', forS: 300 }).world],
  ['too many pods', play(autoscalingWorld(), { fault: 'surge', forS: 300 }).world],
  ['an expired certificate', play(certificateWorld(), { forS: 60 }).world],
];

const all = { service: null, journey: null, minMs: null, failedOnly: false };

function tracesOf(world: World, fromS: number, toS: number) {
  return findTraces(world, { ...all, fromS, toS }).traces.map(({ id }) => openTrace(world, { id }));
}

describe.each(WORLDS)('traces of %s', (_name, world) => {
  const seconds = [-600, 60, 290, 340, 400, world.nowS - 70];

  it('have spans that lie within their parents and own times that add up to the whole', () => {
    let seen = 0;
    for (const atS of seconds) {
      for (const { tree, durationMs, spans, id } of tracesOf(world, atS, atS + 10)) {
        seen++;
        const root = tree[0]!;
        expect([root.parent, root.startMs, root.durationMs, spans]).toEqual([null, 0, durationMs, tree.length]);
        expect(
          tree.reduce((sum, { ownMs }) => sum + ownMs, 0),
          id,
        ).toBe(durationMs);
        for (const span of tree) {
          const children = tree.filter(({ parent }) => parent === span.id);
          expect(span.ownMs + children.reduce((sum, child) => sum + child.durationMs, 0)).toBe(span.durationMs);
          for (const child of children) {
            expect(child.startMs).toBeGreaterThanOrEqual(span.startMs);
            expect(child.startMs + child.durationMs).toBeLessThanOrEqual(span.startMs + span.durationMs);
          }
          expect(span.ownMs).toBeGreaterThan(0);
        }
        expect(new Set(tree.map((span) => span.id)).size).toBe(tree.length);
      }
    }
    expect(seen).toBeGreaterThan(50);
  });

  it('take as long as the recorded distribution has it', () => {
    for (const atS of seconds) {
      const n = sampleNumberAt(world.telemetry, atS) + 1;
      const moment = { world, n, atS: sampleTimeS(world.telemetry, n) };
      for (const { id: journey } of world.spec.journeys) {
        const spread = spreadOf(moment, 'journey_duration_seconds', { journey })!;
        const window = { journey, fromS: moment.atS - 5, toS: moment.atS - 0.5 };
        const { traces } = findTraces(world, { ...all, ...window });
        const longest = Math.max(...traces.map(({ durationMs }) => durationMs));
        const bound = LATENCY_BUCKETS_S.find((le) => le >= quantileOf(spread, 0.9999)! - 1e-9)!;
        expect(longest, `${journey} at ${atS}`).toBeLessThanOrEqual(1000 * bound * 1.1 + 50);
        if (atS > 280) continue;
        const median = traces.map(({ durationMs }) => durationMs).sort((x, y) => x - y)[1]!;
        expect(median / 1000 / quantileOf(spread, 0.5)!, `${journey} at ${atS}`).toBeCloseTo(1, 1);
      }
    }
  });

  it('are the same whenever they are opened, and only for ids of this drill', () => {
    const page = findTraces(world, { ...all, fromS: 280, toS: 320 });
    expect(findTraces(world, { ...all, fromS: 280, toS: 320 })).toEqual(page);
    for (const { id, ...summary } of page.traces.slice(0, 10)) expect(openTrace(world, { id })).toMatchObject(summary);
    expect(openTrace(world, { id: 'deadbeefdeadbeef' }).tree).toEqual([]);
    expect(openTrace(world, { id: 'x' }).tree).toEqual([]);
  });
});

describe('what a trace shows', () => {
  const world = WORLDS[0]![1];
  const range = { fromS: 400, toS: world.nowS };
  const failed = findTraces(world, { ...all, ...range, failedOnly: true, minMs: 25_000 }).traces;

  it('a plateau of 30 s is a wait for a connection', () => {
    const slowest = failed.map(({ slowest }) => slowest).filter((text) => text.includes('wait for a connection'));
    expect(slowest.length).toBeGreaterThan(0);
    expect(slowest).toContainEqual(expect.stringMatching(/^checkout: wait for a connection, (?:2[5-9]|30)\.\d s$/));
  });

  it('failures carry their status and the text that the log has', () => {
    expect(failed.every(({ status }) => status >= 499)).toBe(true);
    const errors = failed.slice(0, 20).flatMap(({ id }) => openTrace(world, { id }).tree.map(({ error }) => error));
    expect(errors).toContainEqual(expect.stringContaining('Connection is not available'));
  });

  it('a quick failure is tried again, so its span repeats', () => {
    const retried = WORLDS[1]![1];
    const traces = findTraces(retried, {
      ...all,
      failedOnly: true,
      fromS: retried.nowS - 60,
      toS: retried.nowS,
    }).traces;
    const attempts = openTrace(retried, { id: traces[0]!.id }).tree.filter(({ tags }) => 'attempt' in tags);
    expect(attempts.length).toBeGreaterThanOrEqual(2);
    expect(attempts.every(({ error }) => error?.includes('PAYMENT_API_URL') === true)).toBe(true);
  });

  it('can be narrowed to a service, a time and to failures', () => {
    expect(findTraces(world, { ...all, ...range, minMs: 20_000 }).traces.every((one) => one.durationMs >= 20_000)).toBe(
      true,
    );
    const some = findTraces(world, { ...all, ...range, service: 'search' }).traces;
    expect(some.length).toBeGreaterThan(0);
    expect(some.every(({ journey }) => journey === 'browse')).toBe(true);
    expect(findTraces(world, { ...all, ...range, journey: 'none' }).traces).toEqual([]);
  });
});
