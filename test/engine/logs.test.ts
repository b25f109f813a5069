import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../server/engine/inspect.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { logLines } from '../../server/engine/telemetry/logs.ts';
import { play } from '../support/play.ts';
import { autoscalingWorld, certificateWorld, missingVariableWorld, reportWorld } from '../support/reference-world.ts';

function lines(spec: WorldSpec, fault: string | undefined, service: string, forS = 420): LogLine[] {
  const { world } = play(spec, { ...(fault === undefined ? {} : { fault }), forS });
  return logLines(world, { service, fromS: world.nowS - 120, toS: world.nowS, limit: 1000 });
}

describe('the literal texts of each failure', () => {
  test('a starved pool', () => {
    expect(lines(reportWorld(), 'report', 'checkout').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^HikariPool-1 - Connection is not available, request timed out after 30000ms \(total=20, active=20, idle=0, waiting=\d+\)$/,
      ),
    );
  });
  test('too many sessions', () => {
    expect(lines(autoscalingWorld(), 'surge', 'checkout').map(({ message }) => message)).toContain(
      'FATAL: sorry, too many clients already',
    );
  });
  test('a missing variable, only on pods of the new version', () => {
    const all = lines(missingVariableWorld(), 'deploy', 'checkout', 250).filter(({ message }) =>
      message.includes('PAYMENT_API_URL'),
    );
    expect(all.length).toBeGreaterThan(10);
    expect(new Set(all.map(({ pod }) => pod)).size).toBe(2);
  });
  test('an expired certificate, at the proxy and at the client', () => {
    const texts = lines(certificateWorld(), undefined, 'edge', 100).map(({ message }) => message);
    expect(texts).toContainEqual(expect.stringContaining('SSL_do_handshake() failed'));
    expect(texts).toContainEqual(
      expect.stringContaining('tls: failed to verify certificate: x509: certificate has expired or is not yet valid'),
    );
  });
});

test('reading again, or only a part, gives the same lines', () => {
  const { world } = play(reportWorld(), { fault: 'report', forS: 300 });
  const query = { service: 'checkout', fromS: 400, toS: 590, limit: 5000 };
  const all = logLines(world, query);
  expect(logLines(world, query)).toEqual(all);
  expect(logLines(world, { ...query, fromS: 500 })).toEqual(all.filter(({ atS }) => atS > 500));
  expect(logLines(world, { ...query, limit: 7 })).toEqual(all.slice(-7));
  expect(logLines(world, { ...query, level: 'warn' }).every(({ level }) => level !== 'info' && level !== 'debug')).toBe(
    true,
  );
  expect([...all].sort((a, b) => a.atS - b.atS)).toEqual(all);
});

test('a healthy service chatters and complains of nothing', () => {
  const { world } = play(reportWorld(), { forS: 60 });
  const all = logLines(world, { service: 'checkout', fromS: world.nowS - 60, toS: world.nowS, limit: 1000 });
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});
