import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestWorld } from '../../server/engine/digest.ts';
import type { Action, Input } from '../../server/engine/input.ts';
import { draw } from '../../server/engine/random.ts';
import { snapshotWorld, restoreWorld } from '../../server/engine/snapshot.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import { createWorld } from '../../server/engine/world.ts';
import { stormWorld, vendorWorld } from '../support/call-worlds.ts';
import { expectSound } from '../support/expect-sound.ts';
import { play } from '../support/play.ts';
import {
  autoscalingWorld,
  certificateWorld,
  cpuRegressionWorld,
  leakWorld,
  missingVariableWorld,
  referenceWorld,
  reportWorld,
} from '../support/reference-world.ts';

const VARIANTS: [string, () => WorldSpec, string | undefined][] = [
  ['report', reportWorld, 'report'],
  ['leak', leakWorld, 'deploy'],
  ['autoscaling', autoscalingWorld, 'surge'],
  ['missing variable', missingVariableWorld, 'deploy'],
  ['CPU regression', cpuRegressionWorld, 'deploy'],
  ['certificate', () => certificateWorld('leaf', 60), undefined],
  ['storm', stormWorld, 'trigger'],
  ['vendor', vendorWorld, 'sick'],
];

/** A short pre-roll keeps property tests quick. */
function quick(spec: WorldSpec): WorldSpec {
  return { ...spec, prerollS: 60 };
}

const inputs: fc.Arbitrary<Input> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Input>({ kind: 'tick' }) },
  {
    weight: 1,
    arbitrary: fc
      .oneof<fc.Arbitrary<Action>[]>(
        fc.constant({ do: 'db.restart', db: 'orders' }),
        fc.constant({ do: 'service.restart', service: 'checkout', pods: 'rolling' }),
        fc.constant({ do: 'service.restart', service: 'web', pods: 'all' }),
        fc
          .integer({ min: 0, max: 14 })
          .map((replicas) => ({ do: 'service.scale' as const, service: 'checkout', replicas })),
        fc
          .integer({ min: 1, max: 5 })
          .map((replicas) => ({ do: 'service.scale' as const, service: 'search', replicas })),
        fc.constant({ do: 'config.set', service: 'checkout', key: 'A', value: '1' }),
        fc
          .array(fc.integer({ min: 2000, max: 2600 }), { maxLength: 40 })
          .map((pids) => ({ do: 'db.terminate' as const, db: 'orders', pids })),
        fc.constant({ do: 'job.pause', job: 'nightly-export' }),
        fc.constant({ do: 'job.resume', job: 'nightly-export' }),
      )
      .map((action): Input => ({ kind: 'act', action, seat: 'fixer-1' })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Input>({ kind: 'fault.fire', fault: 'report' }, { kind: 'fault.stop', fault: 'report' }),
  },
);

test.each(VARIANTS)('users, slots, sessions and signs add up in every phase of %s', (_, spec, fault) => {
  let seconds = 0;
  play(spec(), {
    ...(fault === undefined ? {} : { fault }),
    forS: 700,
    watch: (world) => {
      if (seconds++ % 50 === 0) expectSound(world);
    },
  });
});

test('they add up whatever people do, in whatever order', () => {
  fc.assert(
    fc.property(
      fc.array(inputs, { minLength: 50, maxLength: 200 }),
      fc.string({ minLength: 1, maxLength: 4 }),
      (list, seed) => {
        const world = createWorld(quick(reportWorld()), [], seed);
        for (const input of list) step(world, input);
        for (let s = 0; s < 40; s++) step(world, { kind: 'tick' });
        expectSound(world);
      },
    ),
    { numRuns: 25, seed: 7 },
  );
});

test('same seed and inputs, same digest; another seed, another', () => {
  fc.assert(
    fc.property(fc.array(inputs, { minLength: 20, maxLength: 120 }), (list) => {
      const [a, b, c] = ['s', 's', 't'].map((seed) => {
        const world = createWorld(quick(reportWorld()), [], seed);
        for (const input of list) step(world, input);
        return digestWorld(world);
      });
      expect(a).toBe(b);
      expect(a).not.toBe(c);
    }),
    { numRuns: 10, seed: 7 },
  );
});

test('a snapshot goes on with the same bytes', () => {
  const spec = reportWorld();
  const world = createWorld(quick(spec), [], 'snap');
  step(world, { kind: 'fault.fire', fault: 'report' });
  for (let s = 0; s < 330; s++) step(world, { kind: 'tick' });
  const copy = restoreWorld(
    JSON.parse(JSON.stringify(snapshotWorld(world))) as ReturnType<typeof snapshotWorld>,
    quick(spec),
    [],
    ENGINE_VERSION,
  );
  expect(digestWorld(copy)).toBe(digestWorld(world));
  for (let s = 0; s < 120; s++) for (const one of [world, copy]) step(one, { kind: 'tick' });
  expect(digestWorld(copy)).toBe(digestWorld(world));
});

describe('noise streams', () => {
  test.each(['capacity', 'jobs', 'leaks'] as const)('an extra draw from "%s" changes no arrival', (name) => {
    const [plain, drawn] = [0, 1].map((extra) => {
      const world = createWorld(quick(reportWorld()), [], 'streams');
      for (let i = 0; i < extra; i++) draw(world.streams[name]);
      for (let s = 0; s < 120; s++) step(world, { kind: 'tick' });
      return world.users.journeys.map(({ arrivals }) => arrivals);
    });
    expect(drawn).toEqual(plain);
  });
});

test('a healthy hour fails nobody', () => {
  const world = createWorld(referenceWorld(), [], 'healthy');
  for (let s = 0; s < 3600; s++) step(world, { kind: 'tick' });
  expect(world.impact.failedRequests).toBe(0);
  expect(world.users.journeys.every(({ failed }) => failed === 0)).toBe(true);
});

test('halving the rate of a fault delays its symptoms and never changes their order', () => {
  const order = (perS: number): { name: string; t: number }[] => {
    const spec = reportWorld();
    const states = spec.faults[0]!.machine['states'] as { holding: { entry: { params: { perS: number } }[] } };
    states.holding.entry[0]!.params.perS = perS;
    const run = play(spec, { fault: 'report', forS: 1000 });
    return [
      { name: 'pending', t: run.first(({ pending }) => pending >= 1)! },
      { name: 'unready', t: run.first(({ ready }) => ready < 6)! },
      { name: 'failures', t: run.first(({ lost }) => lost > 1)! },
      { name: 'p50', t: run.first(({ p50 }) => p50 > 1)! },
    ];
  };
  const [full, half] = [order(0.36), order(0.18)];
  const names = (list: { name: string; t: number }[]): string[] =>
    [...list].sort((a, b) => a.t - b.t).map(({ name }) => name);
  expect(names(half!)).toEqual(names(full!));
  half!.forEach(({ t }, i) => expect(t).toBeGreaterThan(1.5 * full![i]!.t));
});
