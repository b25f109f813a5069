import { expect, test } from 'vitest';
import { compileRules } from '../../server/engine/alerting/rules.ts';
import { copyWorld } from '../../server/engine/copy-world.ts';
import { digestWorld } from '../../server/engine/digest.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import { buildWorld, createWorld, type World } from '../../server/engine/world.ts';
import { reportWorld } from '../support/reference-world.ts';

const spec = { ...reportWorld(), prerollS: 300 };
const { rules } = compileRules([]);
const rolled = createWorld(spec, rules, 'copied');
const before = digestWorld(rolled);

function intoTheReport(world: World): string {
  step(world, { kind: 'fault.fire', fault: 'report' });
  for (let s = 0; s < 400; s++) step(world, { kind: 'tick' });
  return digestWorld(world);
}

const ofACopy = intoTheReport(copyWorld(rolled));

test('what happens to a copy leaves the world as it was', () => {
  expect(digestWorld(rolled)).toBe(before);
});

test('a copy goes on with the same bytes as a world that was rolled itself', () => {
  expect(ofACopy).toBe(intoTheReport(createWorld(spec, rules, 'copied')));
});

test('a copy can be taken in the middle of an outage', () => {
  const world = copyWorld(rolled);
  intoTheReport(world);
  const copy = copyWorld(world);
  for (const one of [world, copy]) for (let s = 0; s < 200; s++) step(one, { kind: 'tick' });
  expect(digestWorld(copy)).toBe(digestWorld(world));
});

test('a copy of a copy is as good as the first', () => {
  expect(intoTheReport(copyWorld(copyWorld(rolled)))).toBe(ofACopy);
});

/** What a copy is written onto must be its own: nothing that two worlds have in common may change. */
test('worlds of two scenarios have no changeable part in common', () => {
  const [a, b] = [structuredClone(spec), structuredClone(spec)].map((own: WorldSpec) =>
    buildWorld(own, rules, 'apart'),
  );
  const { spec: _a, rules: _ra, machines: _ma, recorder: _ca, ...left } = a!;
  const { spec: _b, rules: _rb, machines: _mb, recorder: _cb, ...right } = b!;
  expect(shared(left, right, 'world')).toEqual([]);
});

function shared(a: unknown, b: unknown, path: string): string[] {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return [];
  if (a === b) return [path];
  if (a instanceof Map || ArrayBuffer.isView(a)) return [];
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return Object.keys(left).flatMap((key) => shared(left[key], right[key], `${path}.${key}`));
}
