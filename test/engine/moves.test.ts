import { describe, expect, test } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import type { World } from '../../server/engine/world.ts';
import type { Run } from '../support/play.ts';
import { play } from '../support/play.ts';
import {
  autoscalingWorld,
  certificateWorld,
  cpuRegressionWorld,
  leakWorld,
  missingVariableWorld,
  refusedRollbackWorld,
  reportWorld,
  stubbornReportWorld,
} from '../support/reference-world.ts';

/** Plays half an hour after the fault with acts at given seconds after it. */
function after(spec: WorldSpec, fault: string | undefined, acts: Record<number, (world: World) => Action[]> = {}): Run {
  return play(spec, {
    ...(fault === undefined ? {} : { fault }),
    forS: 1800,
    acts: Object.entries(acts).map(([atS, act]) => ({ atS: Number(atS), act })),
  });
}

const lost = (run: Run): number => run.world.impact.failedRequests;
const userMinutes = (run: Run): number => run.world.impact.userMinutesLost;
const inTheEnd = (run: Run): number => run.mean((frame) => frame.lost, 1500, 1800);
const holders = (world: World): number[] =>
  world.databases[0]!.sessions.filter(({ heldBy }) => heldBy !== '').map(({ pid }) => pid);

const pause: Action = { do: 'job.pause', job: 'nightly-export' };
const restartDatabase: Action = { do: 'db.restart', db: 'orders' };
const restartApp: Action = { do: 'service.restart', service: 'checkout', pods: 'rolling' };
const terminate = (world: World): Action => ({ do: 'db.terminate', db: 'orders', pids: holders(world) });

describe('pool, report', () => {
  const nothing = after(reportWorld(), 'report');
  const right = after(reportWorld(), 'report', { 600: (world) => [pause, terminate(world)] });

  test('pausing the job and ending its sessions brings checkout back within seconds', () => {
    expect(lost(right)).toBeLessThan(0.25 * lost(nothing));
    expect(right.mean((frame) => frame.lost, 640, 1800)).toBeLessThan(0.05);
    expect(right.effects.some((effect) => effect.kind === 'slo' && effect.slo === 'checkout' && !effect.breached)).toBe(
      true,
    );
  });

  test('without pausing, the outage comes back', () => {
    expect(inTheEnd(after(reportWorld(), 'report', { 600: (world) => [terminate(world)] }))).toBeGreaterThan(20);
  });

  test.each([
    ['the database', restartDatabase],
    ['the app', restartApp],
  ])('restarting %s ends in the same outage, far behind the right move', (_, action) => {
    const run = after(reportWorld(), 'report', { 600: () => [action] });
    expect(inTheEnd(run)).toBeGreaterThan(20);
    expect(lost(run)).toBeGreaterThan(2.5 * lost(right));
  });

  test('a database restart in the partial phase turns slow into down, then is cold', () => {
    const run = after(reportWorld(), 'report', { 270: () => [restartDatabase] });
    expect(run.mean((frame) => frame.checkoutOk, 275, 295)).toBeLessThan(2);
    expect(run.peak((frame) => frame.dbCpu, 298, 420)).toBeGreaterThan(0.3);
  });

  test('a job whose workers reconnect at once makes every restart cost more than doing nothing', () => {
    const idle = after(stubbornReportWorld(), 'report');
    expect(userMinutes(after(stubbornReportWorld(), 'report', { 280: () => [restartDatabase] }))).toBeGreaterThan(
      userMinutes(idle),
    );
    expect(userMinutes(after(stubbornReportWorld(), 'report', { 280: () => [restartApp] }))).toBeGreaterThan(
      userMinutes(idle),
    );
    const healed = after(stubbornReportWorld(), 'report', { 280: (world) => [pause, terminate(world)] });
    expect(userMinutes(healed)).toBeLessThan(0.2 * userMinutes(idle));
  });

  test('more pods want more sessions than the server has', () => {
    const run = after(reportWorld(), 'report', {
      300: () => [{ do: 'service.scale', service: 'checkout', replicas: 12 }],
    });
    expect(run.mean((frame) => frame.refused, 600, 1800)).toBeGreaterThan(30);
    expect(inTheEnd(run)).toBeGreaterThan(5);
  });

  test('an idle-in-transaction timeout ends the holders for good', () => {
    const run = after(reportWorld(), 'report', {
      500: () => [{ do: 'db.set', db: 'orders', name: 'idle_in_transaction_session_timeout', value: '20s' }],
    });
    expect(inTheEnd(run)).toBeLessThan(0.1);
  });
});

describe('pool, leak', () => {
  test('a rolling restart buys one leak period, a roll-back ends it', () => {
    const restarted = after(leakWorld(), 'deploy', { 900: () => [restartApp] });
    const rolledBack = after(leakWorld(), 'deploy', { 900: () => [{ do: 'deploy.rollback', service: 'checkout' }] });
    expect(restarted.peak((frame) => frame.checkoutOk, 1000, 1200)).toBeGreaterThan(15);
    expect(inTheEnd(restarted)).toBeGreaterThan(20);
    expect(inTheEnd(rolledBack)).toBeLessThan(0.05);
  });
});

describe('pool, autoscaling', () => {
  test('freezing at a count that fits ends it; a higher maximum or a restart does not', () => {
    const nothing = after(autoscalingWorld(), 'surge');
    const freeze = after(autoscalingWorld(), 'surge', {
      600: () => [{ do: 'autoscaler.set', service: 'checkout', min: 8, max: 8 }],
    });
    const raise = after(autoscalingWorld(), 'surge', {
      600: () => [{ do: 'autoscaler.set', service: 'checkout', max: 20 }],
    });
    const restart = after(autoscalingWorld(), 'surge', { 600: () => [restartDatabase] });
    expect(inTheEnd(freeze)).toBeLessThan(0.05);
    expect(lost(freeze)).toBeLessThan(0.6 * lost(nothing));
    expect(lost(raise)).toBeGreaterThanOrEqual(0.95 * lost(nothing));
    expect(lost(restart)).toBeGreaterThan(2 * lost(nothing));
  });
});

describe('bad deploy', () => {
  test('missing variable: halt and roll back, or set the variable; restarting pods changes nothing', () => {
    const halt = after(missingVariableWorld(), 'deploy', {
      400: () => [
        { do: 'deploy.halt', service: 'checkout' },
        { do: 'deploy.rollback', service: 'checkout' },
      ],
    });
    const set = after(missingVariableWorld(), 'deploy', {
      700: () => [{ do: 'config.set', service: 'checkout', key: 'PAYMENT_API_URL', value: 'https://pay' }],
    });
    expect(inTheEnd(halt)).toBeLessThan(0.05);
    expect(inTheEnd(set)).toBeLessThan(0.05);
    expect(inTheEnd(after(missingVariableWorld(), 'deploy', { 700: () => [restartApp] }))).toBeGreaterThan(30);
  });

  test('CPU: rolling back ends it, restarting does not', () => {
    expect(
      inTheEnd(after(cpuRegressionWorld(), 'deploy', { 600: () => [{ do: 'deploy.rollback', service: 'checkout' }] })),
    ).toBeLessThan(0.05);
    expect(inTheEnd(after(cpuRegressionWorld(), 'deploy', { 600: () => [restartApp] }))).toBeGreaterThan(30);
  });

  test('a refused roll-back is refused aloud, forcing it makes it worse, the flag ends it', () => {
    const rollback = (force: boolean): Action => ({ do: 'deploy.rollback', service: 'checkout', force });
    const refused = after(refusedRollbackWorld(), 'deploy', { 300: () => [rollback(false)] });
    const forced = after(refusedRollbackWorld(), 'deploy', { 300: () => [rollback(true)] });
    const flag = after(refusedRollbackWorld(), 'deploy', {
      300: () => [{ do: 'flag.set', flag: 'minor-units', on: false }],
    });
    const answer = refused.effects.find((effect) => effect.kind === 'acted');
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('migration 42') as string });
    expect(forced.mean((frame) => frame.checkoutLost, 600, 1800)).toBeGreaterThan(14);
    expect(forced.mean((frame) => frame.payLost, 600, 1800)).toBeGreaterThan(5.5);
    expect(inTheEnd(flag)).toBeLessThan(0.05);
  });
});

describe('certificate', () => {
  test('clients of a host whose certificate is valid go on while those of another one are shut out', () => {
    const spec = certificateWorld('leaf', 60);
    const edge = spec.edge!;
    edge.hosts.push({ host: 'api.example', certificate: 'api' });
    spec.certificates.push({ ...spec.certificates[0]!, id: 'api', notAfterMs: spec.certificates[0]!.notAfterMs + 86_400_000 }); // prettier-ignore
    edge.clients.forEach((client, i) => (client.host = i === 2 ? 'api.example' : 'shop.example'));
    const { clients } = play(spec, { forS: 900 }).world.edge!;
    expect(clients[0]!.blocked).toBeGreaterThan(10_000);
    expect(clients[1]!.blocked).toBeGreaterThan(10_000);
    expect(clients[2]!.blocked).toBeLessThan(100);
  });

  const renew: Action = { do: 'certificate.renew', certificate: 'shop' };
  const reload: Action = { do: 'edge.reload', edge: 'edge' };

  test('restarting the proxies turns partial into total', () => {
    const run = after(certificateWorld(), undefined, { 120: () => [{ do: 'edge.restart', edge: 'edge' }] });
    expect(run.mean((frame) => frame.requests, 125, 400)).toBe(0);
  });

  test('renewing without a reload changes nothing', () => {
    expect(lost(after(certificateWorld(), undefined, { 690: () => [renew] }))).toBeCloseTo(
      lost(after(certificateWorld(), undefined)),
      6,
    );
  });

  test('after renewal and reload the herd comes back at the rate of handshakes', () => {
    const run = after(certificateWorld(), undefined, { 690: () => [renew], 718: () => [reload] });
    const well = run.frames.find((frame) => frame.t > 720 && frame.blocked < 0.02)!.t - 720;
    expect(well).toBeGreaterThan(48);
    expect(well).toBeLessThan(70);
    expect(run.mean((frame) => frame.handshakesOk, 730, 760)).toBeCloseTo(20, 1);
  });

  test('a new leaf does not help when the intermediate died; installing the present chain does', () => {
    const leaf = after(certificateWorld('intermediate'), undefined, { 690: () => [renew], 718: () => [reload] });
    const chain = after(certificateWorld('intermediate'), undefined, {
      690: () => [{ do: 'certificate.install', certificate: 'shop' }],
      718: () => [reload],
    });
    expect(inTheEnd(leaf)).toBeGreaterThan(100);
    expect(inTheEnd(chain)).toBeLessThan(0.05);
  });
});
