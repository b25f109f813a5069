import { describe, expect, test } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import { calls } from '../../server/engine/read.ts';
import { step } from '../../server/engine/step.ts';
import { latest, seriesIdentity, sortedLabels } from '../../server/engine/telemetry/series.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { stormWorld, vendorWorld } from '../support/call-worlds.ts';
import { expectSound } from '../support/expect-sound.ts';
import { service } from '../support/play.ts';

function run(world: World, seconds: number): void {
  for (let s = 0; s < seconds; s++) step(world, { kind: 'tick' });
}

/** Carries an action out; returns what the system said. */
function act(world: World, action: Action): { ok: boolean; message: string } {
  const acted = step(world, { kind: 'act', action, seat: 'fixer-1' }).find(({ kind }) => kind === 'acted');
  if (acted?.kind !== 'acted') throw new Error('nothing was said');
  return { ok: acted.ok, message: acted.message };
}

function metric(world: World, name: string, labels: Record<string, string>): number | undefined {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, sortedLabels(labels)));
  return ref === undefined ? undefined : latest(world.telemetry, ref);
}

describe('traffic admit', () => {
  const world = createWorld({ ...stormWorld(), prerollS: 60 }, [], 'admit');

  test('turns its share away before anybody has a slot, and counts it', () => {
    run(world, 20);
    expect(act(world, { do: 'traffic.admit', service: 'web', share: 0.25 }).ok).toBe(true);
    const before = { shed: service(world, 'web').shed, ok: world.users.journeys[0]!.ok };
    run(world, 60);
    const shed = service(world, 'web').shed - before.shed;
    const ok = world.users.journeys[0]!.ok - before.ok;
    // Three of four attempts of browsing are refused, whoever tries again.
    expect(shed / (shed + ok)).toBeGreaterThan(0.7);
    expect(metric(world, 'service_admission_share', { service: 'web' })).toBe(0.25);
    expect(metric(world, 'service_shed_total', { service: 'web' })).toBeCloseTo(service(world, 'web').shed, 6);
    expectSound(world);
  });

  test('says no where nothing could refuse, and to shares that are none', () => {
    expect(act(world, { do: 'traffic.admit', service: 'search', share: 0.5 })).toMatchObject({ ok: false });
    expect(act(world, { do: 'traffic.admit', service: 'web', share: 1.5 })).toMatchObject({ ok: false });
    expect(act(world, { do: 'traffic.admit', service: 'web', share: Number.NaN })).toMatchObject({ ok: false });
    expect(service(world, 'web').letIn).toBe(0.25);
  });

  test('shows among the changes, once', () => {
    act(world, { do: 'traffic.admit', service: 'web', share: 1 });
    act(world, { do: 'traffic.admit', service: 'web', share: 1 });
    expect(world.changes.filter(({ target }) => target === 'web').map(({ summary }) => summary)).toEqual([
      'web: admission 100 % → 25 %',
      'web: admission 25 % → 100 %',
    ]);
  });

  test('inside the system the caller sees a refused call, and tries again', () => {
    const spec = { ...stormWorld(), prerollS: 60 };
    spec.services[1]!.admission = true;
    const inner = createWorld(spec, [], 'inner');
    act(inner, { do: 'traffic.admit', service: 'search', share: 0.5 });
    run(inner, 60);
    const [view] = calls(inner, 'web');
    expect(view!.errorShare).toBeCloseTo(0.5, 1);
    expect(view!.retriesPerS).toBeGreaterThan(50);
    // Two retries: an eighth of the searches fails at last.
    const { ok, failed } = inner.users.journeys[0]!;
    expect(failed / (ok + failed)).toBeGreaterThan(0.04);
    expect(failed / (ok + failed)).toBeLessThan(0.16);
    expectSound(inner);
  });
});

describe('breaker set', () => {
  const spec = { ...vendorWorld(), prerollS: 60 };
  spec.services[3]!.config['QUILLPAY_BREAKER'] = 'on';
  const world = createWorld(spec, [], 'breaker');
  const state = (): string => calls(world, 'checkout')[0]!.breaker;

  test('open: no call leaves, and what has a fallback goes on', () => {
    run(world, 20);
    expect(state()).toBe('closed');
    expect(act(world, { do: 'breaker.set', service: 'checkout', to: 'quillpay', state: 'open' }).ok).toBe(true);
    const before = { asked: world.thirdParties[0]!.answers[0]!, ok: world.users.journeys[3]!.ok };
    run(world, 100);
    expect(state()).toBe('open');
    expect(world.thirdParties[0]!.answers[0]).toBe(before.asked);
    expect(world.users.journeys[3]!.ok - before.ok).toBeGreaterThan(700);
    expect(metric(world, 'service_breaker_open', { service: 'checkout', to: 'quillpay' })).toBe(1);
  });

  test('it holds for pods that start later', () => {
    act(world, { do: 'service.restart', service: 'checkout', pods: 'all' });
    run(world, 60);
    expect(service(world, 'checkout').stations.every(({ links }) => links[0]!.breaker!.state === 'open')).toBe(true);
  });

  test('given back to its own rule it tries, and closes when all is well', () => {
    act(world, { do: 'breaker.set', service: 'checkout', to: 'quillpay', state: 'auto' });
    run(world, 10);
    expect(state()).toBe('closed');
    expectSound(world);
  });

  test('held closed it never opens, however sick the vendor is', () => {
    act(world, { do: 'breaker.set', service: 'checkout', to: 'quillpay', state: 'closed' });
    step(world, { kind: 'fault.fire', fault: 'sick' });
    for (let s = 0; s < 120; s++) {
      run(world, 1);
      expect(service(world, 'checkout').stations[0]!.links[0]!.breaker!.state).toBe('closed');
    }
    expect(calls(world, 'checkout')[0]!.errorShare).toBeGreaterThan(0.8);
  });

  test('says no where there is no such call, and no breaker', () => {
    expect(act(world, { do: 'breaker.set', service: 'checkout', to: 'search', state: 'open' }).message).toContain(
      'does not call',
    );
    expect(act(world, { do: 'breaker.set', service: 'web', to: 'search', state: 'open' }).message).toContain(
      'no circuit breaker',
    );
  });
});

test('without a fallback an open breaker fails the request at once', () => {
  const spec = { ...vendorWorld(), prerollS: 60 };
  spec.services[3]!.config['QUILLPAY_BREAKER'] = 'on';
  delete spec.services[3]!.calls[0]!.fallback;
  spec.services[0]!.calls[2]!.retries = 0;
  const world = createWorld(spec, [], 'no fallback');
  act(world, { do: 'breaker.set', service: 'checkout', to: 'quillpay', state: 'open' });
  const before = world.users.journeys[3]!.ok;
  run(world, 60);
  expect(world.users.journeys[3]!.ok).toBe(before);
  expect(world.users.journeys[3]!.failedS).toBeLessThan(0.5);
});

test('a call behind a flag that is off is not made, and nothing under way is asked twice when it goes off', () => {
  const world = createWorld({ ...vendorWorld(), prerollS: 60 }, [], 'flag');
  step(world, { kind: 'fault.fire', fault: 'sick' });
  run(world, 90);
  act(world, { do: 'flag.set', flag: 'pay-with-quillpay', on: false });
  run(world, 1);
  const made = service(world, 'checkout').calls[0]!;
  run(world, 60);
  // Only what waited for its retry still went out.
  expect(service(world, 'checkout').calls[0]! - made).toBeLessThan(40);
  run(world, 30);
  const settled = service(world, 'checkout').calls[0]!;
  run(world, 30);
  expect(service(world, 'checkout').calls[0]).toBe(settled);
  expectSound(world);
});
