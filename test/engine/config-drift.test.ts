import { expect, test } from 'vitest';
import { configOf, pods } from '../../server/engine/read.ts';
import { step } from '../../server/engine/step.ts';
import type { World } from '../../server/engine/world.ts';
import { createWorld } from '../../server/engine/world.ts';
import { expectSound } from '../support/expect-sound.ts';
import { fault, referenceWorld } from '../support/reference-world.ts';
import { service } from '../support/play.ts';

/** One of search's three pods gets another value of `INDEX_URL`, with which it answers errors. Web does not retry. */
function driftWorld(): World {
  const spec = { ...referenceWorld(), prerollS: 60 };
  spec.services[0]!.calls[0]!.retries = 0;
  spec.services[1]!.config['INDEX_URL'] = 'http://index-b:9200';
  spec.faults.push(
    fault('drift', 'One host kept an old index address', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'drifted' } },
        drifted: {
          entry: [
            {
              type: 'pod.config',
              params: {
                service: 'search',
                pods: 1,
                key: 'INDEX_URL',
                value: 'http://index-a:9200',
                share: 1,
                log: 'connect ECONNREFUSED index-a:9200',
              },
            },
          ],
          on: { STOP: 'over' },
        },
        over: { type: 'final' },
      },
    }),
  );
  const world = createWorld(spec, [], 'drift');
  step(world, { kind: 'fault.fire', fault: 'drift' });
  return world;
}

function errorShare(world: World, seconds: number): number {
  const { answers } = service(world, 'search');
  const before = [answers[0]!, answers[1]!];
  for (let s = 0; s < seconds; s++) step(world, { kind: 'tick' });
  const bad = answers[1]! - before[1]!;
  return bad / (bad + answers[0]! - before[0]!);
}

const odd = (world: World): string[] =>
  pods(world, 'search')
    .filter(({ env }) => env['INDEX_URL'] !== configOf(world, 'search')['INDEX_URL'])
    .map(({ name }) => name);

test('one pod of three differs: a third of answers fail, evenly, for as long as it runs', () => {
  const world = driftWorld();
  for (let minute = 0; minute < 4; minute++) expect(errorShare(world, 60)).toBeCloseTo(1 / 3, 2);
  expect(odd(world)).toHaveLength(1);
  expectSound(world);
});

test('the pod that replaces it comes back right', () => {
  const world = driftWorld();
  const action = { do: 'service.restart' as const, service: 'search', pods: odd(world) };
  step(world, { kind: 'act', action, seat: 'fixer-1' });
  errorShare(world, 40);
  expect(errorShare(world, 60)).toBe(0);
  expect(odd(world)).toEqual([]);
});

test('deleting another pod changes nothing', () => {
  const world = driftWorld();
  const right = pods(world, 'search').find(({ name }) => !odd(world).includes(name))!;
  step(world, {
    kind: 'act',
    action: { do: 'service.restart', service: 'search', pods: [right.name] },
    seat: 'fixer-1',
  });
  errorShare(world, 40);
  expect(errorShare(world, 60)).toBeCloseTo(1 / 3, 2);
});
