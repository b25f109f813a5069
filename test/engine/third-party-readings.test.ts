import { beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../../server/engine/read.ts';
import { step } from '../../server/engine/step.ts';
import { logLines } from '../../server/engine/telemetry/logs.ts';
import { latest, seriesIdentity, sortedLabels } from '../../server/engine/telemetry/series.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { vendorWorld } from '../support/call-worlds.ts';
import { platformTerminal } from '../support/platform-terminal.ts';

function run(world: World, seconds: number, watch?: () => void): void {
  for (let s = 0; s < seconds; s++) {
    step(world, { kind: 'tick' });
    watch?.();
  }
}

function metric(world: World, name: string, service: string): number {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, sortedLabels({ service })));
  return ref === undefined ? NaN : (latest(world.telemetry, ref) ?? NaN);
}

describe('a vendor that grows slow', () => {
  test('fills all slots and never more, and what has drained reads as nothing', () => {
    const world = createWorld({ ...vendorWorld(), prerollS: 60 }, [], 'slots');
    step(world, { kind: 'fault.fire', fault: 'sick' });
    let [fullest, waiting] = [0, 0];
    run(world, 400, () => {
      fullest = Math.max(fullest, metric(world, 'service_slots_in_use', 'checkout') / metric(world, 'service_slots', 'checkout')); // prettier-ignore
      waiting = Math.max(waiting, metric(world, 'service_queue', 'checkout'));
    });
    expect(fullest).toBeGreaterThan(0.95);
    expect(fullest).toBeLessThanOrEqual(1);
    expect(waiting).toBeGreaterThan(1);
    step(world, { kind: 'fault.stop', fault: 'sick' });
    run(world, 300);
    expect(metric(world, 'service_queue', 'checkout')).toBe(0);
  });
});

describe('a vendor with a quota', () => {
  const spec = { ...vendorWorld(), prerollS: 60 };
  spec.thirdParties![0]!.quotaPerS = 2;
  let terminal: ReturnType<typeof platformTerminal>;
  beforeAll(() => {
    terminal = platformTerminal(['breaker:write'], spec);
    terminal.tick(60);
  });
  const curl = (path: string): string =>
    terminal.run(`curl -s -o /dev/null -w "%{http_code}" https://api.quillpay.example${path}`).stdout;

  test('is well: what it refuses us is no part of its health', () => {
    expect(calls(terminal.world, 'checkout')[0]!.errorShare).toBeGreaterThan(0.3);
    for (let s = 0; s < 20; s++) {
      expect(curl('/health')).toBe('200');
      terminal.tick(1);
    }
  });

  test('says 429 in the log, never that it refuses connections', () => {
    const { world } = terminal;
    const said = logLines(world, { service: 'checkout', fromS: world.nowS - 60, toS: world.nowS, limit: 5000 }).map(
      ({ message }) => message,
    );
    expect(said).toContainEqual(expect.stringMatching(/^quillpay: .* HTTP 429 Too Many Requests, Retry-After: \d/));
    expect(said.filter((message) => message.includes('ECONNREFUSED'))).toEqual([]);
  });
});

test('breaker list counts no call that an open breaker did not make', () => {
  const spec = { ...vendorWorld(), prerollS: 60 };
  spec.services[3]!.config['QUILLPAY_BREAKER'] = 'on';
  const terminal = platformTerminal(['breaker:write'], spec);
  expect(terminal.run('breaker list checkout').stdout).toMatch(/checkout +quillpay +closed +rule +[1-9]/);
  terminal.does('breaker open checkout quillpay', 20);
  expect(terminal.run('breaker list checkout').stdout).toMatch(/checkout +quillpay +open +hand +0\.0 +0\.0%/);
  const { world } = terminal;
  const said = logLines(world, { service: 'checkout', fromS: world.nowS - 10, toS: world.nowS, limit: 500 });
  expect(said.map(({ message }) => message)).toContain('circuit breaker for quillpay is open: call not made');
});
