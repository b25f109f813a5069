import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { RuleGroup } from '../../server/engine/alerting/rules.ts';
import { compileRules } from '../../server/engine/alerting/rules.ts';

const SCENARIOS = join(import.meta.dirname, '../../scenarios');
const FILES = readdirSync(SCENARIOS)
  .map((id) => join(SCENARIOS, id, 'alerts.rules.yaml'))
  .filter((file) => existsSync(file));
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe('rule files that we ship', () => {
  test.each(FILES)('%s is sound, warnings included', (file) => {
    const { groups } = parse(readFileSync(file, 'utf8')) as { groups: RuleGroup[] };
    const { rules, problems } = compileRules(groups);
    expect(problems).toEqual([]);
    expect(rules.length).toBeGreaterThan(0);
  });

  test.skipIf(!hasPromtool && !process.env['CI'])(
    'promtool accepts every one (skipped where it is not installed)',
    () => {
      const checked = spawnSync('promtool', ['check', 'rules', ...FILES], { encoding: 'utf8' });
      expect(checked.stderr).toBe('');
      expect(checked.stdout.match(/SUCCESS/g)).toHaveLength(FILES.length);
    },
  );
});
