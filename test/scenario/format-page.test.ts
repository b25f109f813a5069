import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { step } from '../../server/engine/step.ts';
import { createWorld } from '../../server/engine/world.ts';
import { formatProblems } from '../../server/scenario/format.ts';
import { scenarioJsonSchema } from '../../server/scenario/json-schema.ts';
import { lintScenario, STATIC_CHECKS } from '../../server/scenario/lint.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { VARIANT_PATCHES } from '../../server/scenario/schema/scenario.ts';
import { ACTION_TARGETS } from '../../server/scenario/check/check-actions.ts';
import { edited, exampleWith, FILES, FOLDER } from './support/page-example.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const PAGE = readFileSync(join(DOCS, 'scenario-format.md'), 'utf8');

function example() {
  const loaded = loadScenario(FOLDER, null, { read: exampleWith() });
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded;
}

/** Seconds at which the page came and the promise was kept again (null = never), over 20 minutes. */
function run(scenario: Scenario, rollBackAtS: number | null): { pagedAtS: number | null; keptAgainAtS: number | null } {
  const world = createWorld(scenario.world, scenario.rules, 'page');
  const times: { pagedAtS: number | null; keptAgainAtS: number | null } = { pagedAtS: null, keptAgainAtS: null };
  for (let atS = 0; atS < 1200; atS++) {
    for (const { fault } of scenario.timeline.filter((entry) => entry.atS === atS))
      step(world, { kind: 'fault.fire', fault });
    if (atS === rollBackAtS)
      step(world, { kind: 'act', seat: 'a', action: { do: 'deploy.rollback', service: 'search' } });
    for (const effect of step(world, { kind: 'tick' })) {
      if (effect.kind === 'alert' && effect.transition.kind === 'firing') times.pagedAtS ??= atS;
      if (effect.kind === 'slo') times.keptAgainAtS = effect.breached ? null : atS;
    }
  }
  return times;
}

test('the example of docs/scenario-format.md loads', () => {
  expect(example().scenario.title).toBe('The catalogue hangs');
});

test('with nobody at the keyboard it pages within six minutes and the promise stays broken', () => {
  const { pagedAtS, keptAgainAtS } = run(example().scenario, null);
  expect(pagedAtS).toBeGreaterThan(180);
  expect(pagedAtS).toBeLessThan(360);
  expect(keptAgainAtS).toBeNull();
});

test('the rollback restores it', () => {
  expect(run(example().scenario, 420).keptAgainAtS).toBeGreaterThan(420);
});

test('the problem that the page quotes is what the loader says', () => {
  const quoted = /^(scenarios\/slow-search\/scenario\.yaml:.*)$/m.exec(PAGE)?.[1];
  const loaded = loadScenario(FOLDER, null, { read: edited(FILES.scenario, 'entry: web', 'entry: wbe') });
  expect(loaded.ok ? '' : formatProblems(loaded.problems)).toBe(quoted);
});

test('lint finds that the example has few injects, and nothing else', () => {
  expect(lintScenario(example(), STATIC_CHECKS).map(({ rule }) => rule)).toEqual(['lint/injects-few']);
});

test('the page names every key of the schema, every action and what a variant may change', () => {
  const missing = [...keysOf(scenarioJsonSchema()), ...Object.keys(ACTION_TARGETS), ...VARIANT_PATCHES].filter(
    (key) => !PAGE.includes(`\`${key}\``) && !new RegExp(`[{,\\s]${key.replace('.', '\\.')}:`).test(PAGE),
  );
  expect(missing).toEqual([]);
});

test('docs/scenario.schema.json is what scripts/generate-schema.ts would write', async () => {
  const written = readFileSync(join(DOCS, 'scenario.schema.json'), 'utf8');
  expect(await format(JSON.stringify(scenarioJsonSchema()), { parser: 'json', printWidth: 120 })).toBe(written);
});

function keysOf(schema: unknown): Set<string> {
  const keys = new Set<string>();
  const open: unknown[] = [schema];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const { properties } = node as { properties?: Record<string, unknown> };
    for (const key of Object.keys(properties ?? {})) keys.add(key);
    open.push(...(Object.values(node) as unknown[]));
  }
  return keys;
}
