import { describe, expect, test } from 'vitest';
import type { CompiledRules } from '../../server/engine/alerting/rules.ts';
import { compileRules } from '../../server/engine/alerting/rules.ts';
import type { Effect } from '../../server/engine/effect.ts';
import { evalInstant } from '../../server/engine/promql/evaluate.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import { step } from '../../server/engine/step.ts';
import { logLines } from '../../server/engine/telemetry/logs.ts';
import { range, seriesIdentity, sortedLabels } from '../../server/engine/telemetry/series.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { leakWorld, referenceWorld } from '../support/reference-world.ts';
import { doing } from '../support/store-worlds.ts';

const RULES: CompiledRules = compileRules([
  {
    name: 'shop',
    rules: [
      rule('TargetDown', 'up == 0', 'ticket', '15s'),
      rule('Errors', 'sum by (service) (rate(http_requests_total{code="500"}[1m])) > 1', 'page', '0s'),
    ],
  },
]).rules;

function rule(alert: string, expr: string, tier: string, time: string) {
  const annotations = { summary: alert, impact: 'x', dashboard: 'd', escalation: 'e', runbook: 'RUN-001' };
  return { alert, expr, for: time, labels: { tier, severity: 'sev2', team: 'API' }, annotations };
}

/** A calm world in which half of checkout's requests fail from second 100 on, with these actions of the monitoring at 60. */
function watched(forS: number, ...actions: { type: string; params: Record<string, unknown> }[]): [World, Effect[]] {
  const spec = { ...referenceWorld(), prerollS: 60 };
  spec.faults = [
    doing('blind', ...actions),
    doing('bug', {
      type: 'version.trip',
      params: { service: 'checkout', version: '*', journey: '*', share: 0.5, status: 500, log: 'boom' },
    }),
    doing('paging', { type: 'paging.restore', params: {} }),
    doing('scrape', { type: 'scrape.start', params: {} }),
  ];
  const world = createWorld(spec, RULES, 'watch');
  const effects: Effect[] = [];
  const run = (s: number): unknown => {
    for (; world.nowS < s;) effects.push(...step(world, { kind: 'tick' }));
    return undefined;
  };
  run(60);
  if (actions.length > 0) step(world, { kind: 'fault.fire', fault: 'blind' });
  run(100);
  step(world, { kind: 'fault.fire', fault: 'bug' });
  run(forS);
  return [world, effects];
}

const pages = (effects: Effect[]) =>
  effects.flatMap((effect) =>
    effect.kind === 'alert' && effect.transition.tier === 'page' ? [effect.transition] : [],
  );
const samples = (world: World, name: string, labels: Record<string, string>, from: number): number[] => {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, sortedLabels(labels)))!;
  return range(world.telemetry, ref, from, 1e9).map(({ value }) => value);
};
/** How many series a query finds now. */
const ask = (world: World, query: string): number => {
  const parsed = parsePromql(query);
  if (!parsed.ok) throw new Error(parsed.message);
  const answer = evalInstant(parsed.expr, world.telemetry, world.nowS - (world.nowS % 5));
  if (!answer.ok || answer.type !== 'vector') throw new Error('no vector');
  return answer.elements.length;
};

describe('scrapes', () => {
  const targets = ['checkout'];

  test('every target is up while all is well, and pages come at once', () => {
    const [world, effects] = watched(160);
    for (const job of ['web', 'checkout', 'orders'])
      expect(samples(world, 'up', { job }, 0).every((v) => v === 1)).toBe(true);
    expect(pages(effects).map(({ kind }) => kind)).toContain('firing');
    expect(pages(effects)[0]!.atS).toBeLessThan(125);
  });

  test('a target that is not scraped goes stale: up is 0, alerts over it never fire, the one over up does', () => {
    const [world, effects] = watched(200, { type: 'scrape.stop', params: { targets } });
    expect(samples(world, 'up', { job: 'checkout' }, 70).every((value) => value === 0)).toBe(true);
    expect(samples(world, 'service_replicas_ready', { service: 'checkout' }, 70)).toEqual([]);
    expect(ask(world, 'service_replicas_ready{service="checkout"}')).toBe(0);
    expect(ask(world, 'service_replicas_ready{service="web"}')).toBe(1);
    expect(pages(effects).filter(({ labels }) => labels['service'] === 'checkout')).toEqual([]);
    expect(effects.some((e) => e.kind === 'alert' && e.transition.rule === 'TargetDown' && e.transition.kind === 'firing')).toBe(true); // prettier-ignore
  });

  test('its logs go on: they do not come through Prometheus', () => {
    const [world] = watched(200, { type: 'scrape.stop', params: { targets } });
    const lines = logLines(world, { service: 'checkout', fromS: 150, toS: 200, limit: 500 });
    expect(lines.filter(({ message }) => message === 'boom').length).toBeGreaterThan(10);
  });

  test('a frozen exporter draws a flat line while users fail: up stays 1 and no alert comes', () => {
    const [world, effects] = watched(200, { type: 'scrape.stop', params: { targets, how: 'frozen' } });
    const answered = samples(world, 'http_requests_total', { service: 'checkout', code: '200' }, 70);
    expect(new Set(answered).size).toBe(1);
    expect(answered.length).toBeGreaterThan(20);
    expect(samples(world, 'up', { job: 'checkout' }, 70).every((value) => value === 1)).toBe(true);
    expect(pages(effects).filter(({ labels }) => labels['service'] === 'checkout')).toEqual([]);
    expect(world.impact.failedRequests).toBeGreaterThan(500);
  });

  test('when Prometheus itself is down nothing is recorded, no rule is evaluated, and old values last five minutes', () => {
    const [world, effects] = watched(300, { type: 'scrape.stop', params: { targets: ['*'] } });
    expect(samples(world, 'service_replicas_ready', { service: 'web' }, 70)).toEqual([]);
    expect(effects.some(({ kind }) => kind === 'alert')).toBe(false);
    expect(ask(world, 'service_replicas_ready{service="web"}')).toBe(1);
    for (; world.nowS < 400;) step(world, { kind: 'tick' });
    expect(ask(world, 'service_replicas_ready{service="web"}')).toBe(0);
    step(world, { kind: 'fault.fire', fault: 'scrape' });
    for (; world.nowS < 480;) effects.push(...step(world, { kind: 'tick' }));
    expect(pages(effects).some(({ kind }) => kind === 'firing')).toBe(true);
  });
});

describe('paging', () => {
  const fired = (world: World): number => Object.values(world.alerting.instances).find(({ tier, state }) => tier === 'page' && state === 'firing')!.firedAtS!; // prettier-ignore

  test('a delayed page comes later than its alert fired', () => {
    const [world, effects] = watched(300, { type: 'paging.delay', params: { s: 120 } });
    const [first] = pages(effects).filter(({ kind }) => kind === 'firing');
    expect(fired(world)).toBeLessThan(125);
    expect(first!.atS).toBeGreaterThanOrEqual(fired(world) + 120);
    expect(first!.atS).toBeLessThanOrEqual(fired(world) + 125);
  });

  test('pages that do not come at all come when paging is restored', () => {
    const [world, effects] = watched(300, { type: 'paging.delay', params: {} });
    expect(pages(effects).filter(({ kind }) => kind !== 'pending')).toEqual([]);
    expect(fired(world)).toBeLessThan(125);
    step(world, { kind: 'fault.fire', fault: 'paging' });
    for (; world.nowS < 310;) effects.push(...step(world, { kind: 'tick' }));
    expect(pages(effects).filter(({ kind }) => kind === 'firing').map(({ atS }) => atS)).toEqual([305, 305]); // prettier-ignore
  });

  test('acknowledging works once the page has come', () => {
    const [world, effects] = watched(300, { type: 'paging.delay', params: { s: 60 } });
    const { fingerprint } = pages(effects).find(({ kind }) => kind === 'firing')!;
    const acked = step(world, { kind: 'alert.ack', fingerprint, seat: 'fixer-1' });
    expect(acked).toMatchObject([{ kind: 'alert', transition: { kind: 'acked' } }]);
  });
});

test('a world whose monitoring is well pays nothing for it', () => {
  const world = createWorld({ ...leakWorld(), prerollS: 60 }, [], 'well');
  expect(world.monitoring).toEqual({ stopped: [], pagingDelayS: 0, held: [] });
  expect(world.telemetry.unseen).toEqual({});
});
