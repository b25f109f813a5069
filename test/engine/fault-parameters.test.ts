import { describe, expect, test } from 'vitest';
import { compileRules } from '../../server/engine/alerting/rules.ts';
import { copyWorld } from '../../server/engine/copy-world.ts';
import { digestWorld } from '../../server/engine/digest.ts';
import { checkMachine } from '../../server/engine/fault-check.ts';
import { dialProblem } from '../../server/engine/fault-dials.ts';
import { restoreWorld, snapshotWorld } from '../../server/engine/snapshot.ts';
import type { FaultSpec, WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import { createWorld, type World } from '../../server/engine/world.ts';
import type { FaultParameter } from '../../server/protocol/breaking.ts';
import { fault, referenceWorld } from '../support/reference-world.ts';

const { rules } = compileRules([]);
const TIMES: FaultParameter = {
  id: 'times',
  label: 'Time of a search',
  unit: 'times',
  value: 2,
  min: 1,
  max: 6,
  step: 0.5,
};
const LASTS: FaultParameter = { id: 'lasts', label: 'How long', unit: 'min', value: 2, min: 1, max: 5, step: 1 };
const SHARE: FaultParameter = { id: 'share', label: 'Errors', unit: '%', value: 7, min: 0, max: 100, step: 1 }; // prettier-ignore

function slow(factor: unknown, lasts: string): Record<string, unknown> {
  return {
    initial: 'idle',
    states: {
      idle: { on: { BREAK: 'slow' } },
      slow: {
        entry: [{ type: 'service.slow', params: { service: 'search', factor } }],
        after: { [lasts]: 'over' },
      },
      over: { entry: [{ type: 'service.slow', params: { service: 'search', factor: 1 } }], type: 'final' },
    },
  };
}

function worldWith(machine: Record<string, unknown>, parameters?: FaultParameter[]): WorldSpec {
  const one: FaultSpec = fault('slow', 'Search is slow', machine);
  const deck = parameters ? { ...one.deck, parameters } : one.deck;
  return { ...referenceWorld(), prerollS: 15, faults: [{ ...one, deck }] };
}

function created(spec: WorldSpec): World {
  return createWorld(spec, rules, 'dials');
}

/** Seconds for which the fault stayed in its state, and how slow search was then. */
function played(world: World, parameters?: Record<string, number>): { slowness: number; lastedS: number } {
  step(world, { kind: 'fault.fire', fault: 'slow', ...(parameters ? { parameters } : {}) });
  const slowness = world.services.find(({ id }) => id === 'search')!.slowness;
  const firedS = world.nowS;
  while (!world.faults[0]!.done && world.nowS - firedS < 1000) step(world, { kind: 'tick' });
  return { slowness, lastedS: world.nowS - firedS };
}

const DIALLED = worldWith(slow('$times', '$lasts'), [TIMES, LASTS]);

describe('a fault with dials', () => {
  test('behaves byte for byte like one without while they stand where the scenario has them', () => {
    const [dialled, plain] = [created(DIALLED), created(worldWith(slow(2, '120000')))];
    for (const world of [dialled, plain]) {
      step(world, { kind: 'fault.fire', fault: 'slow' });
      for (let s = 0; s < 200; s++) step(world, { kind: 'tick' });
    }
    expect(digestWorld(dialled)).toBe(digestWorld(plain));
  });

  test('takes what it is fired with into actions and delays', () => {
    expect(played(created(DIALLED))).toMatchObject({ slowness: 2 });
    expect(played(created(DIALLED), { times: 4.5 })).toMatchObject({ slowness: 4.5 });
    const usual = played(created(DIALLED)).lastedS;
    expect(played(created(DIALLED), { lasts: 4 }).lastedS - usual).toBe(120);
  });

  test('keeps its dials through a copy and a snapshot of the world', () => {
    const world = created(DIALLED);
    step(world, { kind: 'fault.fire', fault: 'slow', parameters: { times: 3, lasts: 1 } });
    for (let s = 0; s < 20; s++) step(world, { kind: 'tick' });
    const copy = copyWorld(world);
    const restored = restoreWorld(
      JSON.parse(JSON.stringify(snapshotWorld(world))) as ReturnType<typeof snapshotWorld>,
      DIALLED,
      rules,
      world.version,
    );
    for (let s = 0; s < 100; s++) for (const one of [world, copy, restored]) step(one, { kind: 'tick' });
    expect(world.faults[0]).toMatchObject({ done: true, dials: { times: 3, lasts: 1 } });
    expect([digestWorld(copy), digestWorld(restored)]).toEqual([digestWorld(world), digestWorld(world)]);
  });

  test('cannot be fired anew with other dials', () => {
    const world = created(DIALLED);
    step(world, { kind: 'fault.fire', fault: 'slow', parameters: { times: 3 } });
    step(world, { kind: 'fault.fire', fault: 'slow', parameters: { times: 6 } });
    expect(world.faults[0]!.dials).toEqual({ times: 3 });
  });

  test('reads a percentage to the bits that a scenario’s own percentage has', () => {
    const trip = (share: unknown) => ({
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'on' } },
        on: {
          entry: [
            {
              type: 'version.trip',
              params: { service: 'search', version: '*', journey: '*', share, status: 500, log: 'no' },
            },
          ],
        },
      },
    });
    const [dialled, plain] = [created(worldWith(trip('$share'), [SHARE])), created(worldWith(trip(0.07)))];
    for (const world of [dialled, plain]) step(world, { kind: 'fault.fire', fault: 'slow' });
    expect(digestWorld(dialled)).toBe(digestWorld(plain));
  });
});

describe('what a dial cannot be is told', () => {
  const said = (machine: unknown, dials: FaultParameter[]) =>
    checkMachine(machine, dials).map(({ path, message }) => `${path}: ${message}`);

  test('a machine that names a dial which is not there', () => {
    expect(said(slow('$tims', '$lasts'), [TIMES, LASTS])).toEqual([
      'slow.entry: unknown dial "$tims"; known: times, lasts',
    ]);
    expect(said(slow(2, '$lasts'), [])).toEqual([
      'slow.after.$lasts: unknown dial "$lasts"; declare it under deck.parameters',
    ]);
  });

  test('a bound that the model cannot take', () => {
    expect(said(slow('$times', '$lasts'), [{ ...TIMES, min: -1 }, LASTS])).toEqual([
      'slow.entry: action "service.slow": "factor" must be a factor, 0 or more, not -1',
    ]);
  });

  test('settings outside their range, between two steps, and of nothing', () => {
    expect(dialProblem([TIMES], { times: 1.5 })).toBeNull();
    expect(dialProblem([TIMES], { times: 6.5 })).toBe('Time of a search goes from 1 to 6 times; 6.5 is outside.');
    expect(dialProblem([TIMES], { times: 1.7 })).toBe('Time of a search goes in steps of 0.5 times.');
    expect(dialProblem([TIMES], { share: 1 })).toBe('This fault has no dial "share".');
  });
});
