import { beforeAll, describe, expect, test } from 'vitest';
import { step } from '../../server/engine/step.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { expectSound } from '../support/expect-sound.ts';
import { referenceWorld } from '../support/reference-world.ts';

interface Second {
  state: string;
  /** Calls of web that checkout answered, calls that failed by themselves, calls shed by the breaker; per second. */
  arrived: number;
  failed: number;
  shed: number;
  held: number;
}

/** Web's breaker on checkout: above 50 % of errors it opens for 20 s. Checkout fails wholly from second 60 to 150. */
function seconds(breaker: boolean): { world: World; seconds: Second[] } {
  const spec = { ...referenceWorld(), prerollS: 60 };
  const call = spec.services[0]!.calls[2]!;
  if (breaker) call.breaker = { errorShare: 0.5, minRate: 5, openS: 20 };
  const world = createWorld(spec, [], 'breaker');
  const [web, checkout] = [world.services[0]!, world.services[3]!];
  const link = web.stations[0]!.links[2]!;
  const rows: Second[] = [];
  let [answers, errors, shed] = [0, 0, 0];
  for (let s = 0; s < 260; s++) {
    for (const station of checkout.stations) {
      station.behaviour.failsAny = s >= 60 && s < 150;
      station.behaviour.errorShare.fill(station.behaviour.failsAny ? 1 : 0);
    }
    step(world, { kind: 'tick' });
    const before = { answers, errors, shed };
    answers = checkout.answers.reduce((sum, amount) => sum + amount, 0);
    errors = web.callErrors[2 * 3 + 1]!;
    shed = web.callErrors[2 * 3 + 2]!;
    rows.push({
      state: link.breaker?.state ?? 'none',
      arrived: answers - before.answers,
      failed: errors - before.errors,
      shed: shed - before.shed,
      held: link.outTotal + link.retryTotal,
    });
  }
  return { world, seconds: rows };
}

describe('a circuit breaker on a link', () => {
  let world: World;
  let rows: Second[];
  beforeAll(() => {
    ({ world, seconds: rows } = seconds(true));
  });
  const phase = (state: string, from: number): number => rows.findIndex((row, s) => s >= from && row.state === state);

  test('stays closed while errors are below its ratio', () => {
    expect(rows.slice(0, 60).every(({ state, shed }) => state === 'closed' && shed === 0)).toBe(true);
  });

  test('opens soon after errors pass its ratio, not at the first error', () => {
    expect(phase('open', 60)).toBeGreaterThan(60 + 2);
    expect(phase('open', 60)).toBeLessThan(60 + 15);
  });

  test('sheds everything at once while it is open: the callee hears nothing, nobody waits for a retry', () => {
    const open = phase('open', 60);
    for (const { arrived, shed, failed } of rows.slice(open + 4, open + 18)) {
      expect(arrived).toBeLessThan(1e-9);
      expect(failed).toBeLessThan(1e-9);
      expect(shed).toBeGreaterThan(15);
    }
    expect(rows[open + 10]!.held).toBeLessThan(1e-9);
  });

  test('lets a tenth through on trial after its time, and opens again when that fails', () => {
    const trial = phase('half-open', 60);
    expect(trial - phase('open', 60)).toBe(20);
    for (const { arrived, shed } of rows.slice(trial + 1, trial + 5))
      expect(arrived / (arrived + shed)).toBeCloseTo(0.1, 2);
    expect(phase('open', trial) - trial).toBe(5);
  });

  test('closes after a trial that went well, and everything passes again', () => {
    const closed = phase('closed', 150);
    expect(closed).toBeLessThan(150 + 20 + 5 + 5);
    expect(rows.slice(closed + 2).every(({ state, shed }) => state === 'closed' && shed === 0)).toBe(true);
    expect(rows[closed + 40]!.arrived).toBeGreaterThan(25);
  });

  test('spares the callee, and adds up', () => {
    const bare = seconds(false).seconds;
    const during = (list: Second[]): number => list.slice(70, 150).reduce((sum, { arrived }) => sum + arrived, 0);
    expect(during(rows)).toBeLessThan(0.1 * during(bare));
    expectSound(world);
  });
});
