import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evalInstant } from '../../server/engine/promql/evaluate.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import { step } from '../../server/engine/step.ts';
import { createWorld } from '../../server/engine/world.ts';
import { formatProblems } from '../../server/scenario/format.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';

const ROOT = join(import.meta.dirname, '../../scenarios');
const RUN_S = 1500;

interface Run {
  fired: Set<string>;
  pagedAtS: number | null;
  /** When the promise was last broken for good; null = it is kept at the end. */
  brokenSinceS: number | null;
  browsePerS: number[];
}

function load(folder: string, variant: string | null): Scenario {
  const loaded = loadScenario(folder, variant);
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded.scenario;
}

/** 25 minutes with nobody at the keyboard, after ten minutes of history instead of an hour. */
function doNothing(scenario: Scenario): Run {
  const world = createWorld({ ...scenario.world, prerollS: 600 }, scenario.rules, 'nobody');
  const browse = parsePromql('sum(rate(journey_requests_total{journey="browse"}[1m]))');
  const run: Run = { fired: new Set(), pagedAtS: null, brokenSinceS: null, browsePerS: [] };
  for (let atS = 0; atS < RUN_S; atS++) {
    for (const { fault } of scenario.timeline.filter((entry) => entry.atS === atS))
      step(world, { kind: 'fault.fire', fault });
    for (const effect of step(world, { kind: 'tick' })) {
      if (effect.kind === 'slo' && effect.slo === scenario.slo) run.brokenSinceS = effect.breached ? atS : null;
      if (effect.kind !== 'alert' || effect.transition.kind !== 'firing') continue;
      run.fired.add(effect.transition.rule);
      if (effect.transition.tier === 'page') run.pagedAtS ??= atS;
    }
    if (atS % 120 !== 119 || !browse.ok) continue;
    const value = evalInstant(browse.expr, world.telemetry, world.nowS);
    if (value.ok && value.type === 'vector') run.browsePerS.push(value.elements[0]?.value ?? 0);
  }
  return run;
}

describe.each(scenarioFolders(ROOT).map((folder) => [basename(folder), folder] as const))(
  '%s, nothing done',
  (_id, folder) => {
    const variants = load(folder, null).variants.map(({ id }) => load(folder, id));
    const runs = variants.map(doNothing);

    test('no variant heals itself, each pages within ten minutes after its fault; where nothing is wrong nothing breaks', () => {
      variants.forEach((scenario, i) => {
        if (scenario.nothingWrong) {
          expect(runs[i], scenario.variant.id).toMatchObject({ brokenSinceS: null, pagedAtS: expect.any(Number) });
          return;
        }
        const firedAtS = scenario.timeline[0]!.atS;
        expect(runs[i]!.brokenSinceS, scenario.variant.id).not.toBeNull();
        expect(runs[i]!.pagedAtS, scenario.variant.id).toBeGreaterThan(firedAtS);
        expect(runs[i]!.pagedAtS, scenario.variant.id).toBeLessThan(firedAtS + 600);
      });
    });

    test('every alert fires in one of the variants, unless the scenario says why it does not', () => {
      const fired = new Set(runs.flatMap((run) => [...run.fired]));
      const expected = variants[0]!.rules.map(({ name }) => name).filter((name) => !(name in variants[0]!.quiet));
      expect(expected.filter((name) => !fired.has(name))).toEqual([]);
    });

    test('the red herring moves: the catalogue gets a third more visitors', () => {
      for (const { browsePerS } of runs) expect(Math.max(...browsePerS) / browsePerS[0]!).toBeGreaterThan(1.3);
    });
  },
);
