import { describe, expect, test } from 'vitest';
import type { GapView } from '../../server/protocol/http.ts';
import { gapsOf } from '../../server/runbook/gaps.ts';
import { lintRunbook } from '../../server/runbook/lint.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { breachIntervals } from '../../server/scoring/impact.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { applyDiff } from '../support/apply-diff.ts';
import { RUNBOOK, story, tinyScenario, type Story } from '../support/entries.ts';

const ROLLBACK = { do: 'deploy.rollback', service: 'checkout' } as const;
const LOOK = 'psql orders -c "select 1"';

function gaps(drill: Story, scenario = tinyScenario(), userMinutesLost = 0): GapView[] {
  const log = readLog(drill.end());
  const stamps = stampsOf(log, scenario);
  const breaches = breachIntervals(log, scenario.slo, stamps.end.atS);
  return gapsOf({ log, scenario, stamps, today: '2026-03-10', impact: { userMinutesLost, breaches } });
}

function withRunbook(source: string) {
  return tinyScenario({ runbooks: [parseRunbook(source, 'runbooks/RUN-001.md')] });
}

function line(text: string, source = RUNBOOK): number {
  return source.split('\n').indexOf(text) + 1;
}

function patched(gap: GapView | undefined, source = RUNBOOK) {
  return parseRunbook(applyDiff(source, gap?.proposal ?? ''), 'runbooks/RUN-001.md');
}

/** Fault, impact, page, the runbook opened and step 1 done. */
function underWay(): Story {
  return story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors').at('7:00').ack('anna', 'CheckoutErrors')
    .at('8:00').open('ben').run('ben', LOOK, { step: 1 }).judge('ben', 1, true);
} // prettier-ignore

/** … and step 2 brings the service back. */
function byTheBook(): Story {
  return underWay()
    .at('12:00')
    .run('ben', 'deploy rollback checkout', { step: 2, acts: ROLLBACK })
    .observe(2, true)
    .at('14:00')
    .slo(false)
    .at('20:00');
}

test('a drill that went by the book leaves no gap', () => {
  expect(gaps(byTheBook())).toEqual([]);
});

describe('GAP-1 stale step', () => {
  const stale = (stderr: string, exitCode = 1) =>
    underWay().at('12:00').run('ben', 'deploy rollback checkout', { step: 2, exitCode, stderr });

  test('shows when the system does not know what the step says, with file, line and entry', () => {
    const drill = stale('deploy: unknown command "rollback"; there are: revert', 2);
    const entry = drill.seq;
    const found = gaps(drill.at('20:00'));
    expect(found).toMatchObject([
      {
        kind: 'stale step',
        id: 'stale-step-RUN-001-2',
        runbook: 'RUN-001',
        file: 'runbooks/RUN-001.md',
        line: line('deploy rollback checkout'),
        step: 2,
        entries: [entry],
        severity: 'medium',
      },
    ]);
    expect(found[0]?.sentence).toBe(
      'Step 2 of RUN-001 says "deploy rollback checkout"; at 14:12:00 the system answered "deploy: unknown command "rollback"; there are: revert".',
    );
  });

  test('proposes to take the line out while nothing better is known; the page stays a runbook', () => {
    const [gap] = gaps(stale('bash: deploy: command not found', 127).at('20:00'));
    const runbook = patched(gap);
    expect(runbook.steps.map((step) => step.commands.length)).toEqual([1, 0, 1]);
    expect(runbook.source).not.toContain('deploy rollback');
  });

  test('proposes the line of the same tool that brought the service back soon after', () => {
    const [gap] = gaps(
      stale('deploy: unknown command "rollback"', 2)
        .at('14:00')
        .run('ben', 'deploy revert checkout', { acts: ROLLBACK })
        .at('15:00')
        .slo(false)
        .at('20:00'),
    );
    expect(patched(gap).steps[1]?.commands).toMatchObject([{ text: 'deploy revert checkout' }]);
  });

  test('proposes no line that changed the system and did not help', () => {
    const [gap] = gaps(
      stale('deploy: unknown command "rollback"', 2)
        .at('14:00')
        .run('ben', 'deploy revert checkout', { acts: ROLLBACK })
        .at('20:00'),
    );
    expect(gap?.proposal ?? '').not.toContain('+deploy revert checkout');
  });

  test('proposes a line on the same target where the tool itself does not exist', () => {
    const source = RUNBOOK.replace('deploy rollback checkout', 'deployctl revert checkout');
    const drill = underWay().at('12:00').run('ben', 'deployctl revert checkout', {
      step: 2,
      exitCode: 127,
      stderr: 'bash: deployctl: command not found',
    });
    const [gap] = gaps(
      drill.at('14:00').run('ben', 'deploy rollback checkout', { acts: ROLLBACK }).at('15:00').slo(false).at('20:00'),
      withRunbook(source),
    );
    expect(patched(gap, source).steps[1]?.commands).toMatchObject([{ text: 'deploy rollback checkout' }]);
  });

  test.each([
    ['Error from server (NotFound): deployments.apps "chekout" not found', 1],
    ['psql: error: could not translate host name "ordersdb" to address: Name or service not known', 2],
    ['ERROR:  relation "pg_stat_activty" does not exist', 1],
    ['cert: unknown command "rotate"\nusage: cert …', 2],
    ['deploy: no service "chekout"; there are: checkout, web', 2],
  ])('%s', (stderr, exitCode) => {
    expect(gaps(stale(stderr, exitCode).at('20:00')).map(({ kind }) => kind)).toEqual(['stale step']);
  });

  test('does not show for a refusal of the system itself, and a missing right is another gap', () => {
    expect(gaps(stale('deploy rollback: blocked: the schema has moved on').at('20:00'))).toEqual([]);
    const refused = gaps(stale('deploy: permission denied: oncall may not rollback').at('20:00'));
    expect(refused.map(({ kind }) => kind)).toEqual(['prerequisite missing']);
  });

  test('a name that the runbook leaves to the reader is not stale when the reader mistypes it', () => {
    const scenario = withRunbook(RUNBOOK.replace('deploy rollback checkout', 'deploy rollback <service>'));
    const typed = (stderr: string) =>
      underWay().at('12:00').run('ben', 'deploy rollback chekout', { step: 2, exitCode: 2, stderr }).at('20:00');
    expect(gaps(typed('deploy: no service "chekout"'), scenario)).toEqual([]);
    expect(gaps(typed('deploy: unknown command "rollback"'), scenario).map(({ kind }) => kind)).toEqual(['stale step']);
  });

  test('in a command of several lines the line at fault is named', () => {
    const source = RUNBOOK.replace('deploy rollback checkout', 'logs web\ndeploi rollback checkout');
    const drill = underWay().at('12:00').run('ben', 'logs web\ndeploi rollback checkout', {
      step: 2,
      exitCode: 127,
      stderr: 'bash: deploi: command not found',
    });
    const [gap] = gaps(drill.at('20:00'), withRunbook(source));
    expect(gap?.line).toBe(line('deploi rollback checkout', source));
    expect(patched(gap, source).steps[1]?.commands).toMatchObject([{ text: 'logs web' }]);
  });
});

describe('GAP-2 ineffective step', () => {
  test('shows when the step ran and the machine saw its check stay false', () => {
    const drill = underWay().at('12:00').run('ben', 'deploy rollback checkout', { step: 2 });
    const ran = drill.seq;
    expect(gaps(drill.at('14:00').observe(2, false).at('20:00'))).toMatchObject([
      {
        kind: 'ineffective step',
        line: line('- [ ] Nobody waits <!-- check: db_pool_pending == 0 within 2m -->'),
        step: 2,
        entries: [ran, ran + 1],
        proposal: null,
      },
    ]);
  });

  test('does not show for a question: a check answered at once after a command that only looks', () => {
    const asks = RUNBOOK.replace(
      '- [ ] Somebody holds the connections',
      '- [ ] Somebody holds them <!-- check: db_pool_pending > 0 -->',
    );
    const drill = story().open('ben').run('ben', LOOK, { step: 1 }).observe(1, false).at('20:00');
    expect(gaps(drill, withRunbook(asks))).toEqual([]);
  });

  test('does not show when a later look was true', () => {
    expect(
      gaps(
        underWay()
          .at('12:00')
          .run('ben', 'deploy rollback checkout', { step: 2 })
          .observe(2, false)
          .at('16:00')
          .observe(2, true)
          .at('20:00'),
      ),
    ).toEqual([]);
  });
});

describe('GAP-3 skipped step', () => {
  test('shows when a later step ran without it', () => {
    const drill = story().at('8:00').open('ben').run('ben', 'deploy rollback checkout', { step: 2 }).observe(2, true);
    expect(gaps(drill.at('20:00'))).toMatchObject([
      { kind: 'skipped step', step: 1, line: line('### 1. Look'), entries: [10], severity: 'low' },
    ]);
  });

  test('shows when it was skipped aloud, even as the last one', () => {
    const drill = byTheBook().add('step.skipped', { runbook: 'RUN-001', step: 3 }, 'ben');
    expect(gaps(drill)).toMatchObject([{ kind: 'skipped step', step: 3, entries: [drill.entries.at(-2)?.seq] }]);
  });

  test('does not show for steps after the last one that ran, nor for one that was judged', () => {
    expect(gaps(underWay().at('20:00'))).toEqual([]);
    expect(
      gaps(
        story().open('ben').judge('ben', 1, true).run('ben', 'deploy rollback checkout', { step: 2 }).observe(2, true),
      ),
    ).toEqual([]);
  });
});

describe('GAP-4 no verification', () => {
  const source = RUNBOOK.replace('\n- [ ] Somebody holds the connections\n', '');

  test('shows when a step ran that has no check, and proposes one', () => {
    const drill = story().at('8:00').open('ben').run('ben', LOOK, { step: 1 });
    const [gap, ...rest] = gaps(drill.at('20:00'), withRunbook(source));
    expect(rest).toEqual([]);
    expect(gap).toMatchObject({ kind: 'no verification', step: 1, entries: [10] });
    const runbook = patched(gap, source);
    expect(runbook.steps[0]?.checks).toHaveLength(1);
    expect(lintRunbook(runbook, { today: '2026-03-10' }).map(({ rule }) => rule)).not.toContain('verification');
  });

  test('does not show for a step that nobody ran', () => {
    expect(gaps(story().open('ben').at('20:00'), withRunbook(source))).toEqual([]);
  });
});

describe('GAP-5 flagged', () => {
  test('shows with the words and the role, never the seat', () => {
    const drill = byTheBook()
      .role('ben', 'ops')
      .add('step.flagged', { runbook: 'RUN-001', step: 1, flag: 'unclear', text: 'which database?' }, 'ben');
    expect(gaps(drill)).toMatchObject([
      {
        kind: 'flagged',
        step: 1,
        sentence: 'Step 1 of RUN-001, "Look", was flagged by the Operations Lead: unclear ("which database?").',
      },
    ]);
  });
});

describe('GAP-6 missing step', () => {
  const flagOff = { do: 'flag.set', flag: 'exports', on: false } as const;
  const rescued = () =>
    underWay().at('12:00').run('ben', 'flag set exports off', { acts: flagOff }).at('13:10').slo(false).at('20:00');

  test('shows when no command of an open runbook names what brought the service back', () => {
    const drill = rescued();
    const [gap, ...rest] = gaps(drill);
    expect(rest).toEqual([]);
    expect(gap).toMatchObject({ kind: 'missing step', runbook: 'RUN-001', step: null });
    expect(gap?.sentence).toBe(
      '"flag set exports off" (flag.set exports) at 14:12:00 was part of the mitigation: Checkouts answered within 2 s came back within bound 1 min 10 s after it. RUN-001 names no such step.',
    );
    const { steps } = patched(gap);
    expect(steps.map(({ title }) => title)).toEqual(['Look', 'Change the flag exports', 'Roll back', 'Tell']);
    const step = steps[1];
    expect(step).toMatchObject({
      number: 2,
      title: 'Change the flag exports',
      commands: [{ text: 'flag set exports off' }],
    });
    expect(step?.why).not.toBe('');
    expect(step?.checks).toHaveLength(1);
  });

  test('shows for what the oracle does too, even after the recovery', () => {
    const scenario = tinyScenario({
      bots: {
        naive: [],
        oracle: [
          { afterS: 60, line: 'deploy rollback checkout' },
          { afterS: 90, line: 'job pause export' },
        ],
      },
    });
    const drill = byTheBook().run('ben', 'job pause export', { acts: { do: 'job.pause', job: 'export' } });
    expect(gaps(drill, scenario)).toMatchObject([
      { kind: 'missing step', sentence: expect.stringContaining('job.pause export') },
    ]);
  });

  test('does not show for what a runbook names with a placeholder, or in other words', () => {
    const scenario = withRunbook(RUNBOOK.replace('deploy rollback checkout', 'kubectl rollout undo deploy/<service>'));
    const drill = underWay()
      .at('12:00')
      .run('ben', 'deploy rollback checkout', { acts: ROLLBACK })
      .at('14:00')
      .slo(false)
      .at('20:00');
    expect(gaps(drill, scenario)).toEqual([]);
  });

  test('does not show when no runbook was open but one names it: that page was not opened, and not incomplete', () => {
    const drill = story()
      .at('3:00')
      .fault('holding')
      .at('5:00')
      .slo(true)
      .at('12:00')
      .run('ben', 'deploy rollback checkout', { acts: ROLLBACK })
      .at('13:00')
      .slo(false)
      .at('20:00');
    expect(gaps(drill)).toEqual([]);
  });

  test('says which other page names it', () => {
    const other = parseRunbook(
      RUNBOOK.replaceAll('RUN-001', 'RUN-002').replace('deploy rollback checkout', 'flag set exports off'),
      'runbooks/RUN-002.md',
    );
    const [gap] = gaps(rescued(), tinyScenario({ runbooks: [...tinyScenario().runbooks, other] }));
    expect(gap?.sentence).toContain('RUN-001 names no such step; RUN-002 does.');
  });

  test('without an open runbook it says so and proposes nothing', () => {
    const drill = story()
      .at('3:00')
      .fault('holding')
      .at('5:00')
      .slo(true)
      .at('12:00')
      .run('ben', 'flag set exports off', { acts: flagOff })
      .at('13:00')
      .slo(false)
      .at('20:00');
    expect(gaps(drill)).toMatchObject([
      {
        kind: 'missing step',
        runbook: null,
        proposal: null,
        sentence: expect.stringContaining('No runbook was open, and none names such a step'),
      },
    ]);
  });
});

describe('GAP-7 untested', () => {
  test('shows when an alert fired and nobody opened the page that it links to', () => {
    const drill = story().at('6:20').page('CheckoutErrors');
    expect(gaps(drill.at('20:00'))).toMatchObject([
      { kind: 'untested', runbook: 'RUN-001', entries: [9], proposal: null },
    ]);
  });

  test('shows for a page that only claims the alert when its date is old too', () => {
    const page = (lastTested: string) => withRunbook(RUNBOOK.replace('2026-03-01', lastTested));
    const drill = () => story().at('6:20').page('CheckoutErrors', { annotations: {} }).at('20:00');
    expect(gaps(drill(), page('2025-11-01')).map(({ kind }) => kind)).toEqual(['untested']);
    expect(gaps(drill(), page('2026-03-01'))).toEqual([]);
  });

  test('does not show when another page that claims the alert was opened', () => {
    const twin = parseRunbook(RUNBOOK.replace('RUN-001', 'RUN-002'), 'runbooks/RUN-002.md');
    const scenario = tinyScenario({ runbooks: [...tinyScenario().runbooks, twin] });
    expect(gaps(byTheBook(), scenario)).toEqual([]);
  });

  test.each([
    ['lastTested: 2026-03-01', 'lastTested: 2025-11-01', '129 days before'],
    ['lastTested: 2026-03-01\n', '', 'no date of a test'],
  ])('shows when this drill ran a page whose date is old or missing, and proposes its own date', (from, to, words) => {
    const source = RUNBOOK.replace(from, to);
    const [gap, ...rest] = gaps(byTheBook(), withRunbook(source));
    expect(rest).toEqual([]);
    expect(gap).toMatchObject({ kind: 'untested', severity: 'low', sentence: expect.stringContaining(words) });
    expect(patched(gap, source).lastTested).toBe('2026-03-10');
  });
});

describe('GAP-8 alert without runbook', () => {
  test('shows when a page or ticket names none and none claims it', () => {
    const drill = byTheBook().page('PoolPending', { annotations: {}, tier: 'ticket' });
    expect(gaps(drill)).toMatchObject([
      {
        kind: 'alert without runbook',
        sentence:
          'PoolPending fired at 14:20:00 and names no runbook, and no runbook claims it. RUN-001 was open and helped.',
      },
    ]);
    expect(patched(gaps(drill)[0]).alerts).toEqual(['CheckoutErrors', 'PoolPending']);
  });

  test('shows when it names one that does not exist', () => {
    const drill = byTheBook().page('PoolPending', { annotations: { runbook: 'RUN-404' } });
    expect(gaps(drill)).toMatchObject([
      { kind: 'alert without runbook', sentence: expect.stringContaining('RUN-404, which does not exist') },
    ]);
  });

  test('does not show for FYI, nor when the page is claimed', () => {
    expect(
      gaps(byTheBook().page('Noise', { annotations: {}, tier: 'fyi' }).page('CheckoutErrors', { annotations: {} })),
    ).toEqual([]);
  });
});

describe('GAP-9 severity', () => {
  test('rises with the share of user-minutes that fell into the gap', () => {
    const costly = (until: string) =>
      gaps(
        underWay()
          .at('12:00')
          .run('ben', 'deploy rollback checkout', { step: 2, exitCode: 127 })
          .at(until)
          .run('ben', 'deploy rollback checkout', { acts: ROLLBACK })
          .at('40:00')
          .slo(false)
          .at('50:00'),
        tinyScenario(),
        10_000,
      );
    expect(costly('30:00').find(({ kind }) => kind === 'stale step')?.severity).toBe('high');
    expect(costly('13:00').find(({ kind }) => kind === 'stale step')?.severity).toBe('medium');
  });

  test('the worst comes first, and every gap has an id of its own', () => {
    const drill = byTheBook()
      .page('A', { annotations: {} })
      .page('B', { annotations: {} })
      .add('step.flagged', { runbook: 'RUN-001', step: 1, flag: 'wrong', text: '' }, 'ben');
    const found = gaps(drill);
    expect(found.map(({ severity }) => severity)).toEqual(['medium', 'medium', 'low']);
    expect(new Set(found.map(({ id }) => id)).size).toBe(3);
  });
});
