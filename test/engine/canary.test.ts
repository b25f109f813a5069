import { expect, test } from 'vitest';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { referenceWorld } from '../support/reference-world.ts';

/** Checkout's pipeline has a canary of one replica; 2.18.0 answers that share of requests with an error. */
function canaryWorld(errorShare: number): WorldSpec {
  const spec = { ...referenceWorld(), prerollS: 60 };
  const checkout = spec.services[3]!;
  checkout.versions = {
    '2.17.2': { timeS: 0.014, cpuS: 0.011 },
    '2.18.0': { timeS: 0.014, cpuS: 0.011, errors: { '*': { share: errorShare, status: 500, log: 'TypeError' } } },
  };
  checkout.pipeline = {
    canary: { replicas: 1, watchS: 60, stopAboveErrorShare: 0.05 },
    waves: [2, 3],
    everyS: 30,
  };
  return spec;
}

/** Deploys and runs; the highest number of pods that had the new version at once, and what the world said. */
function deploy(spec: WorldSpec, forS: number): { world: World; most: number; said: string[] } {
  const world = createWorld(spec, [], 'canary');
  const action = { do: 'deploy.start', service: 'checkout', version: '2.18.0' } as const;
  const effects = step(world, { kind: 'act', action, seat: 'fixer-1' });
  let most = 0;
  for (let s = 0; s < forS; s++) {
    effects.push(...step(world, { kind: 'tick' }));
    most = Math.max(most, newPods(world));
  }
  const said = effects.flatMap((effect) => (effect.kind === 'change' ? [effect.change.summary] : []));
  return { world, most, said };
}

function newPods(world: World): number {
  const service = world.services[3]!;
  return service.pods.filter((pod) => service.versions[pod.version] === '2.18.0' && pod.phase === 'running').length;
}

test('a bad canary stops the deploy and goes back by itself; no other replica gets the version', () => {
  const { world, most, said } = deploy(canaryWorld(0.5), 180);
  expect(most).toBe(1);
  expect(newPods(world)).toBe(0);
  expect(world.services[3]!.rollout).toMatchObject({ kind: 'rollback', state: 'complete' });
  expect(said).toContain('deploy of 2.18.0 stopped by its canary: errors above 5 %');
  // One of six replicas, and web tries again: hardly anybody noticed.
  expect(world.impact.failedRequests).toBeLessThan(60);
});

test('a canary within its limit is watched for its time, then the waves follow', () => {
  const spec = canaryWorld(0.01);
  expect(newPods(deploy(spec, 5 + 22 + 55).world)).toBe(1);
  const { world, most } = deploy(spec, 300);
  expect(most).toBe(6);
  expect(world.services[3]!.rollout).toMatchObject({ kind: 'deploy', state: 'complete', waves: [1, 2, 3] });
});

test('where going back is refused the pipeline only halts', () => {
  const spec = canaryWorld(0.5);
  spec.services[3]!.pipeline!.rollbackBlocked = [{ from: '2.18.0', reason: 'a migration' }];
  const { world, most } = deploy(spec, 180);
  expect(most).toBe(1);
  expect(newPods(world)).toBe(1);
  expect(world.services[3]!.rollout).toMatchObject({ kind: 'deploy', state: 'halted' });
});

test('a canary that nobody asked proves nothing: the deploy stops', () => {
  const spec = canaryWorld(0);
  for (const journey of spec.journeys.slice(2)) journey.rate = 0;
  const { most, said } = deploy(spec, 180);
  expect(most).toBe(1);
  expect(said).toContain('deploy of 2.18.0 stopped by its canary: no answers');
});
