import { describe, expect, it } from 'vitest';
import { captureRunbook } from '../../server/library/capture.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { lintRunbook } from '../../server/runbook/lint.ts';
import { story, tinyScenario } from '../support/entries.ts';

const ROLLBACK = { do: 'deploy.rollback', service: 'checkout' } as const;

/** A drill that went well: two looks, a wrong word, the roll-back, and what people said. */
function drill() {
  return story()
    .at('3:00')
    .fault('holding')
    .at('5:00')
    .slo(true)
    .at('6:20')
    .page('CheckoutErrors')
    .at('7:00')
    .ack('anna', 'CheckoutErrors')
    .at('8:00')
    .run('ben', 'psql orders -c "select count(*) from pg_stat_activity"', { stdout: ' count\n-------\n   177\n' })
    .at('8:30')
    .run('ben', 'deployctl status', { exitCode: 127, stderr: 'bash: deployctl: command not found' })
    .at('9:00')
    .run('ben', 'deploy status checkout', { stdout: 'checkout  2.18.0\n' })
    .at('12:00')
    .run('ben', 'deploy rollback checkout', { acts: ROLLBACK })
    .at('14:00')
    .slo(false)
    .at('20:00');
}

describe('a runbook captured from a drill', () => {
  const scenario = tinyScenario({ rules: [], staff: [] });
  const draft = captureRunbook(drill().end(), scenario);
  const page = parseRunbook(draft.text, 'runbooks/draft.md');

  it('is a page in the RUN format, with the alert that paged', () => {
    expect(page.problems).toEqual([]);
    expect(page.alerts).toEqual(['CheckoutErrors']);
    expect(page.id).toBe(draft.id);
    expect(page.lastTested).toBe('2023-11-14');
    expect(lintRunbook(page, { today: '2026-03-10' }).map(({ rule }) => rule)).toContain('owner');
  });

  it('has the diagnosis in the order done and the resolution that worked, and nothing that failed', () => {
    expect(page.steps.map(({ commands }) => commands[0]?.text)).toEqual([
      'psql orders -c "select count(*) from pg_stat_activity"',
      'deploy status checkout',
      'deploy rollback checkout',
    ]);
    expect(draft.text).not.toContain('deployctl');
  });

  it('says for each part which entries it was written from', () => {
    const procedure = draft.from.find(({ heading }) => heading === 'Procedure')!;
    expect(procedure.entries.length).toBeGreaterThanOrEqual(3);
  });

  it('names nobody', () => {
    expect(draft.text).not.toMatch(/\banna\b|\bben\b/i);
  });
});
