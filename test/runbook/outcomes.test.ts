import { describe, expect, test } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { findingOf } from '../../server/runbook/finding.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { runbookUses } from '../../server/runbook/evidence.ts';
import { stepOutcomes } from '../../server/runbook/step-outcomes.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { effectiveActions } from '../../server/scoring/mitigation.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { RUNBOOK, story, tinyScenario, type Story } from '../support/entries.ts';

const ROLLBACK = { do: 'deploy.rollback', service: 'checkout' } as const;
const BACK = 'deploy rollback checkout';
const LOOK = 'psql orders -c "select 1"';

function outcomes(entries: AnyEntry[], scenario = tinyScenario()) {
  const log = readLog(entries);
  const { impact, mit } = stampsOf(log, scenario);
  const effective = impact && mit ? effectiveActions(log, scenario, { impactS: impact.atS, mitS: mit.atS }) : [];
  const [use] = runbookUses(log, scenario.runbooks);
  return stepOutcomes(log, use!, effective);
}

const told = () =>
  story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors').open('ben');
const second = (tale: Story) => outcomes(tale.at('20:00').end())[1]!;

describe('what became of a step', () => {
  test('OUTCOME-8 done and true when it ran and every check ended true', () => {
    const drill = told().run('ben', 'deploy rollback checkout', { step: 2, acts: ROLLBACK }).observe(2, true);
    expect(second(drill.at('8:00').slo(false))).toMatchObject({
      step: 2,
      outcome: 'done and true',
      note: 'true 1 of 1',
    });
  });

  test('OUTCOME-5 done, verification false when the last word on a check was false', () => {
    const drill = told().run('ben', 'deploy rollback checkout', { step: 2, acts: ROLLBACK }).observe(2, false);
    expect(second(drill)).toMatchObject({ outcome: 'done, verification false', note: '1 of 1 checks false' });
  });

  test('OUTCOME-7 true but irrelevant when it changed the system and something else brought the service back', () => {
    const drill = told()
      .run('ben', 'kubectl rollout restart deployment/checkout', { step: 2, acts: { do: 'service.restart', service: 'checkout', pods: 'rolling' } })
      .observe(2, true).at('9:00').run('ben', 'deploy rollback checkout', { acts: ROLLBACK }).at('10:00').slo(false); // prettier-ignore
    expect(second(drill)).toMatchObject({
      outcome: 'true but irrelevant',
      note: 'what brought the service back was "deploy rollback checkout"',
    });
  });

  test('OUTCOME-6 ran out of order when a later step was done before it', () => {
    const drill = told().run('ben', 'deploy rollback checkout', { step: 2, acts: ROLLBACK }).observe(2, true);
    const [first] = outcomes(drill.at('8:00').run('ben', LOOK, { step: 1 }).judge('ben', 1, true).end());
    expect(first).toMatchObject({ outcome: 'ran out of order', note: 'step 2 was done before it' });
  });

  test('OUTCOME-2 skipped when it was skipped aloud, or passed over for a later one', () => {
    expect(second(told().add('step.skipped', { runbook: 'RUN-001', step: 2 }, 'ben'))).toMatchObject({
      outcome: 'skipped',
      note: 'skipped aloud',
    });
    expect(second(told().run('ben', 'echo done', { step: 3 }))).toMatchObject({
      outcome: 'skipped',
      note: 'step 3 was done without it',
    });
  });

  test('OUTCOME-4 not possible in this state when the system refused its last run', () => {
    const refused = (stderr: string, exitCode = 1) =>
      second(told().run('ben', 'deploy rollback checkout', { step: 2, exitCode, stderr }));
    expect(refused('deploy: blocked: the schema has moved on')).toMatchObject({
      outcome: 'not possible in this state',
      note: 'deploy: blocked: the schema has moved on',
    });
    expect(refused('bash: deploy: command not found', 127).note).toBe(
      'not known here: bash: deploy: command not found',
    );
  });

  test('an exit that is the answer is no refusal: curl meets an expired certificate', () => {
    const of = tinyScenario({ runbooks: [parseRunbook(RUNBOOK.replace(BACK, 'curl -sS https://shop'), 'RUN-001.md')] });
    const options = { step: 2, exitCode: 60, stderr: 'curl: (60) certificate has expired' };
    const drill = told().run('ben', 'curl -sS https://shop', options).observe(2, true);
    expect(outcomes(drill.end(), of)[1]).toMatchObject({ outcome: 'done and true' });
  });

  test('a later run that went well makes up for a refused one', () => {
    const drill = told()
      .run('ben', 'deploy rollback checkout', { step: 2, exitCode: 1, stderr: 'deploy: busy' })
      .run('ben', 'deploy rollback checkout', { step: 2, acts: ROLLBACK })
      .observe(2, true);
    expect(second(drill).outcome).toBe('done and true');
  });

  test('OUTCOME-3 permission missing when a right was wanting', () => {
    const stderr = 'deploy: permission denied: oncall may not rollback checkout (needs the role "releaser")';
    expect(second(told().run('ben', 'deploy rollback checkout', { step: 2, exitCode: 1, stderr }))).toMatchObject({
      outcome: 'permission missing',
    });
  });

  test('OUTCOME-1 flagged, with the word of why, whatever else became of it', () => {
    const flag = { runbook: 'RUN-001', step: 2, flag: 'unclear', text: 'which service?' } as const;
    const drill = told().run('ben', 'deploy rollback checkout', { step: 2 }).add('step.flagged', flag, 'ben');
    expect(second(drill)).toMatchObject({ outcome: 'flagged', note: 'unclear: which service?' });
  });

  test('OUTCOME-9 not reached when nothing of it and nothing after it was done', () => {
    expect(outcomes(told().at('20:00').end()).map(({ outcome }) => outcome)).toEqual(Array(3).fill('not reached'));
  });
});

describe('the way to the right runbook', () => {
  const twin = parseRunbook(RUNBOOK.replace('RUN-001', 'RUN-002'), 'runbooks/RUN-002.md');
  const scenario = tinyScenario({ runbooks: [...tinyScenario().runbooks, twin] });
  const finding = (tale: Story) => {
    const log = readLog(tale.at('20:00').end());
    return findingOf(log, scenario, stampsOf(log, scenario));
  };
  const paged = () => story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors');

  test('FIND-1 takes from the first page to the first opening of the page that claims what had happened', () => {
    expect(finding(paged().at('8:00').open('ben'))).toMatchObject({
      right: 'RUN-001',
      seconds: 100,
      censored: false,
      wrongFirst: [],
    });
  });

  test('FIND-2 names what was opened before it; never opened is a lower bound', () => {
    expect(finding(paged().at('7:00').open('ben', 'RUN-002').at('9:20').open('ben'))).toMatchObject({
      seconds: 180,
      wrongFirst: [{ runbook: 'RUN-002', atS: 420 }],
    });
    expect(finding(paged().at('7:00').open('ben', 'RUN-002'))).toMatchObject({ seconds: 820, censored: true });
  });
});
