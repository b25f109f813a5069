import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG, readLintConfig } from '../../server/runbook/lint/config.ts';
import { RULE_IDS } from '../../server/runbook/lint/rules.ts';
import { formatProblems } from '../../server/scenario/format.ts';

const FILE = 'shop/drillbook.lint.yaml';
const read = (text: string) => readLintConfig(text, FILE, RULE_IDS);

function refused(text: string): string {
  const result = read(text);
  return result.ok ? 'accepted' : formatProblems(result.problems);
}

describe('drillbook.lint.yaml', () => {
  test('gives rules a severity, limits and known names; what it leaves out stays as it is', () => {
    const result = read(
      'rules:\n  why: off\n  vague: must\nlimits:\n  stale-days: 180\nknown:\n  tools: [orderctl]\n  owners: [Platform on-call]\n',
    );
    expect(result).toEqual({
      ok: true,
      config: {
        severities: { why: 'off', vague: 'must' },
        limits: { ...DEFAULT_CONFIG.limits, staleDays: 180 },
        known: { tools: ['orderctl'], alerts: [], owners: ['Platform on-call'] },
      },
    });
  });

  test.each([
    ['rules:\n  vaguee: must\n', `${FILE}:2:3 there is no rule "vaguee"; did you mean "vague"?`],
    ['rules:\n  vague: loud\n', `${FILE}:2:10 rules.vague: expected one of off, may, should, must, found "loud"`],
    ['rule:\n  vague: must\n', `${FILE}:1:1 unknown key "rule" in the lint configuration; did you mean "rules"?`],
    ['limits:\n  stale-days: 0\n', `${FILE}:2:15 limits.stale-days: expected a whole number`],
    ['limits:\n  most-stepz: 9\n', `${FILE}:2:3 unknown key "most-stepz" in limits; did you mean "most-steps"?`],
    ['known:\n  tools: orderctl\n', `${FILE}:2:10 known.tools: expected a list of names, found "orderctl"`],
    ['rules: &a\n  why: off\n', `${FILE}:1:8 an anchor`],
    ['', `${FILE}:1:1 the file is empty`],
  ])('says where it is wrong, and what was meant: %j', (text, message) => {
    expect(refused(text)).toContain(message);
  });
});
