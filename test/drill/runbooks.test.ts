import { describe, expect, it } from 'vitest';
import { sameCommand } from '../../server/drill/steps.ts';
import { drillOn } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { stage } from '../support/stage.ts';

/** Sessions hold from 30 s to 100 s; `pending` falls to 0 at 100 s. */
const pool = () =>
  scripted({
    query: {
      'holders > 3': (atS) => (atS >= 30 && atS < 100 ? [{ labels: {}, value: 150 }] : []),
      holders: (atS) => [{ labels: {}, value: atS < 30 || atS >= 100 ? 0 : 150 }],
      'pending == 0': (atS) => (atS >= 100 ? [{ labels: {}, value: 0 }] : []),
      pending: () => [
        { labels: { pod: 'a' }, value: 212 },
        { labels: { pod: 'b' }, value: 40 },
      ],
    },
    tools: { psql: () => ({ stdout: '150\n' }) },
  });

const told = () => drillOn(stage(), pool()).start().opens('RUN-001');
const checks = (tale: ReturnType<typeof told>, step: number) =>
  tale.view('fixers').evidence.find((one) => one.step === step)?.checks;

describe('a machine check', () => {
  it('without a time is settled by the newest sample at once', () => {
    const tale = told().after('40s').runsStep('RUN-001', 1);
    expect(checks(tale, 1)).toMatchObject([{ check: 0, value: 'true', observed: '150', atS: 40 }]);
  });

  it('that does not hold says what was seen instead', () => {
    const tale = told().after('10s').runsStep('RUN-001', 1);
    expect(checks(tale, 1)).toMatchObject([{ value: 'false', observed: '0' }]);
  });

  it('watches until the condition has held as long as it must', () => {
    const tale = told().after('60s').runsStep('RUN-001', 2);
    expect(checks(tale, 2)).toMatchObject([{ value: 'watching' }]);
    tale.after('45s');
    expect(checks(tale, 2)).toMatchObject([{ value: 'watching' }]);
    tale.after('10s');
    expect(checks(tale, 2)).toMatchObject([{ value: 'true', observed: '0', atS: 110 }]);
  });

  it('is false when the time for it has passed', () => {
    const tale = told().after('5s').runsStep('RUN-001', 2).after('80s');
    expect(checks(tale, 2)).toMatchObject([{ value: 'false', observed: 'a 212, b 40', atS: 75 }]);
  });

  it('starts anew when the step is run or checked again', () => {
    const tale = told()
      .after('10s')
      .runsStep('RUN-001', 1)
      .after('30s')
      .does('step.check', { runbook: 'RUN-001', step: 1 });
    expect(checks(tale, 1)).toMatchObject([{ value: 'true', atS: 40 }]);
    expect(tale.entries('evidence.observed').map(({ payload }) => payload.value)).toEqual([false, true]);
  });
});

describe('a person', () => {
  it('judges what no machine can, and only that', () => {
    const tale = told().isRefused('step.judge', { runbook: 'RUN-001', step: 1, check: 0, value: true }, 'step/unknown');
    tale.does('step.judge', { runbook: 'RUN-001', step: 1, check: 1, value: true });
    expect(checks(tale, 1)).toEqual([{ check: 1, value: 'true', observed: '', atS: 0, seat: 'ann' }]);
  });

  it('flags and skips steps, and running one undoes the skip', () => {
    const tale = told()
      .does('step.flag', { runbook: 'RUN-001', step: 2, flag: 'unclear', text: 'which pid?' })
      .does('step.skip', { runbook: 'RUN-001', step: 2 });
    expect(tale.view('fixers').evidence[0]).toMatchObject({ flags: [{ flag: 'unclear' }], skipped: { seat: 'ann' } });
    tale.runsStep('RUN-001', 2);
    expect(tale.view('fixers').evidence[0]).toMatchObject({ skipped: null, ran: [{ how: 'button' }] });
  });

  it('is told which step or runbook does not exist', () => {
    told()
      .isRefused('step.check', { runbook: 'RUN-001', step: 9 }, 'step/unknown')
      .isRefused('step.check', { runbook: 'RUN-404', step: 1 }, 'runbook/unknown')
      .isRefused('runbook.open', { runbook: 'RUN-404' }, 'runbook/unknown');
  });
});

describe('a typed line', () => {
  it('counts for a step of a runbook that is open, however it is spaced', () => {
    const tale = told().types('psql  -c   "select 1"');
    expect(tale.view('fixers').evidence[0]?.ran).toMatchObject([{ how: 'terminal', exitCode: 0, output: '150\n' }]);
  });

  it('counts for nothing while no runbook is open', () => {
    const tale = drillOn(stage(), pool()).start().types('psql -c "select 1"');
    expect(tale.view('fixers').evidence).toEqual([]);
  });

  it('may fill in the placeholders of the runbook', () => {
    expect(sameCommand('kill <pid>', 'kill 4711')).toBe(true);
    expect(
      sameCommand(
        'psql -c "select pg_terminate_backend(<pid of the holder>)"',
        'psql -c "select pg_terminate_backend(4711)"',
      ),
    ).toBe(true);
    expect(sameCommand('kubectl get pods -l app=<app>', 'kubectl  get pods -l app=checkout')).toBe(true);
    expect(sameCommand('kill <pid>', 'kill')).toBe(false);
    expect(sameCommand('kill <pid>', 'kill -9 4711')).toBe(false);
    expect(sameCommand('kubectl get pods -l app=<app>', 'kubectl get pods -l tier=1')).toBe(false);
  });
});

describe('reading a runbook', () => {
  it('is evidence when a fixer opens it while the clock runs, and free otherwise', () => {
    const tale = drillOn(stage(), pool()).opens('RUN-001').start().as('bea').opens('RUN-001');
    expect(tale.entries('runbook.opened')).toEqual([]);
    tale.as('ann').opens('RUN-001');
    expect(tale.entries('runbook.opened')).toHaveLength(1);
    expect(tale.lastReply).toMatchObject({
      ok: true,
      result: { id: 'RUN-001', procedure: [{ number: 1 }, { number: 2 }] },
    });
  });

  it('does not tell how the machine checks', () => {
    const tale = told();
    expect(JSON.stringify(tale.lastReply)).not.toContain('holders > 3');
  });
});

describe('what became of a step', () => {
  const outcome = (tale: ReturnType<typeof told>, step: number) =>
    tale.view('fixers').evidence.find((one) => one.step === step)?.outcome;

  it('is said in the room as soon as it is known, and not while a check is being watched', () => {
    const tale = told().after('60s').runsStep('RUN-001', 2);
    expect(outcome(tale, 2)).toBeUndefined();
    tale.after('60s');
    expect(outcome(tale, 2)).toMatchObject({ outcome: 'done and true' });
  });

  it('follows what happens next: false, then flagged with a word of why', () => {
    const tale = told().after('5s').runsStep('RUN-001', 2).after('80s');
    expect(outcome(tale, 2)).toMatchObject({ outcome: 'done, verification false' });
    tale.does('step.flag', { runbook: 'RUN-001', step: 2, flag: 'wrong', text: 'they come back' });
    expect(outcome(tale, 2)).toEqual({ outcome: 'flagged', note: 'wrong: they come back' });
  });

  it('says that a step was done after a later one', () => {
    const tale = told().after('40s').runsStep('RUN-001', 2).after('10s').runsStep('RUN-001', 1).after('5s');
    tale.does('step.judge', { runbook: 'RUN-001', step: 1, check: 1, value: true });
    expect(outcome(tale, 1)).toEqual({ outcome: 'ran out of order', note: 'step 2 was done before it' });
  });
});
