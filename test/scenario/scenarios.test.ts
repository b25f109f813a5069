import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TOOL_NAMES } from '../../server/engine/tools/registry.ts';
import { lintRunbook } from '../../server/runbook/lint.ts';
import { formatProblems } from '../../server/scenario/format.ts';
import { lintScenario } from '../../server/scenario/lint.ts';
import { listScenarios, scenarioFolders } from '../../server/scenario/list.ts';
import { loadScenario, type LoadedScenario } from '../../server/scenario/load.ts';
import { SCENARIO_TOOLS } from '../../server/scenario/tool-names.ts';
import { pickVariant } from '../../server/scenario/variant.ts';

const ROOT = join(import.meta.dirname, '../../scenarios');
const VARIANTS = [
  ['connection-pool-exhaustion', 'report'],
  ['connection-pool-exhaustion', 'leak'],
  ['connection-pool-exhaustion', 'autoscaling'],
  ['bad-deploy', 'missing-variable'],
  ['bad-deploy', 'cpu-regression'],
  ['bad-deploy', 'refused-rollback'],
  ['certificate-expiry', 'leaf-expired'],
  ['certificate-expiry', 'renewed-not-reloaded'],
  ['certificate-expiry', 'intermediate-expired'],
  ['migration-lock', 'behind-report'],
  ['migration-lock', 'forgotten-console'],
  ['migration-lock', 'keeps-retrying'],
  ['quiet-shift', 'newspaper'],
  ['retry-storm', 'search-storm'],
  ['retry-storm', 'comes-back'],
  ['third-party-outage', 'slow-payments'],
  ['third-party-outage', 'quota'],
  ['third-party-outage', 'fraud-check'],
] as const;

function load(id: string, variant: string): LoadedScenario {
  const loaded = loadScenario(join(ROOT, id), variant);
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded;
}

describe.each(VARIANTS)('%s, %s', (id, variant) => {
  const loaded = load(id, variant);
  const { scenario } = loaded;

  test('loads, and lint has nothing to say', () => {
    expect(formatProblems(lintScenario(loaded))).toBe('');
    expect(scenario.variant.id).toBe(variant);
  });

  test('has what a drill needs', () => {
    expect(scenario.injects.length).toBeGreaterThanOrEqual(5);
    expect(scenario.objectives.length).toBeGreaterThanOrEqual(5);
    expect(scenario.hints).toHaveLength(3);
    expect(scenario.charts.length).toBeGreaterThanOrEqual(6);
    expect(scenario.charts.length).toBeLessThanOrEqual(8);
    expect(scenario.redHerrings.length).toBeGreaterThanOrEqual(3);
    const fired = scenario.timeline.map(({ fault }) => fault);
    if (scenario.nothingWrong) expect(fired).toEqual([]);
    else expect(scenario.world.faults.map((fault) => fault.id)).toContain(fired[0]);
    expect(scenario.runbooks.map((runbook) => runbook.id)).toContain(scenario.variant.runbook);
  });

  test('tells no fixer the cause by its cover, title or public hypothesis', () => {
    const open = [scenario.cover, scenario.title, scenario.hypothesis.public, scenario.briefing]
      .join(' ')
      .toLowerCase();
    for (const spoiler of [
      'idle in transaction',
      'reports-export',
      'leak',
      'expired',
      'intermediate',
      'payment_timeout',
      '2.18.0',
    ]) {
      expect(open).not.toContain(spoiler);
    }
  });

  test('each runbook but the stale one can be followed with the tools there are', () => {
    const options = {
      today: '2026-03-10',
      knownTools: SCENARIO_TOOLS,
      knownAlerts: scenario.rules.map((rule) => rule.name),
    };
    for (const runbook of scenario.runbooks) {
      const errors = lintRunbook(runbook, options).filter(({ severity }) => severity === 'must');
      expect([runbook.id, errors.map(({ rule }) => rule)]).toEqual([
        runbook.id,
        runbook.id === 'RUN-013' ? ['unknown-tool'] : [],
      ]);
    }
  });
});

describe('the library', () => {
  test('lists every folder with a scenario, and each loads', () => {
    const listed = listScenarios(ROOT);
    expect(listed.map(({ loaded }) => loaded.ok && loaded.scenario.id)).toEqual(
      [...new Set(VARIANTS.map(([id]) => id))].sort(),
    );
  });

  test('the stale runbook is reached from exactly one alert', () => {
    const { rules } = load('bad-deploy', 'missing-variable').scenario;
    const leading = rules.filter((rule) =>
      rule.annotations.some(([name, template]) => name === 'runbook' && template.text === 'RUN-013'),
    );
    expect(leading.map(({ name }) => name)).toEqual(['NewVersionErrors']);
  });

  test('some runbooks are overdue and most are not, on the day of the drill', () => {
    const runbooks = [...new Set(VARIANTS.map(([id]) => id))].flatMap(
      (id) => load(id, VARIANTS.find(([other]) => other === id)![1]).scenario.runbooks,
    );
    const stale = runbooks.filter(
      ({ lastTested }) => Date.parse('2026-03-10') - Date.parse(lastTested ?? '') > 90 * 86_400_000,
    );
    expect(stale.map(({ id }) => id)).toEqual(['RUN-003', 'RUN-013', 'RUN-021']);
  });

  test('conditions and bots may name exactly the tools that exist', () => {
    expect([...SCENARIO_TOOLS].sort()).toEqual([...TOOL_NAMES].sort());
  });
});

describe('the variant that a seed draws', () => {
  test('is the same for the same seed', () => {
    expect(pickVariant('copper', ['a', 'b', 'c'])).toBe(pickVariant('copper', ['a', 'b', 'c']));
    const drawn = ['one', 'two', 'three', 'four', 'five', 'six'].map((seed) => pickVariant(seed, ['a', 'b', 'c']));
    expect(drawn.join('')).toBe('cbbccc');
  });

  test('is each of them about equally often', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const drawn = pickVariant(`seed-${i}`, ['a', 'b', 'c']);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('promtool', () => {
  const found = spawnSync('promtool', ['--version']).status === 0;

  test('is there in CI', () => {
    if (process.env['CI'])
      expect(found, 'install Debian’s package prometheus: CI checks rule files with promtool').toBe(true);
  });

  test.runIf(found).each(scenarioFolders(ROOT))('accepts the rules of %s', (folder) => {
    const said = execFileSync('promtool', ['check', 'rules', join(folder, 'alerts.rules.yaml')], { encoding: 'utf8' });
    expect(said).toContain('SUCCESS');
  });
});
