import { describe, expect, test } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
import type { TimeRow } from '../../server/protocol/http.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { timesOf } from '../../server/scoring/times.ts';
import { story, tinyScenario, type Story } from '../support/entries.ts';

function times(entries: AnyEntry[], scenario = tinyScenario()): Record<TimeRow['id'], TimeRow> {
  const log = readLog(entries);
  const rows = timesOf(log, scenario, stampsOf(log, scenario));
  return Object.fromEntries(rows.map((row) => [row.id, row])) as Record<TimeRow['id'], TimeRow>;
}

const ROLLBACK = { do: 'deploy.rollback', service: 'checkout' } as const;

/** Fault at 3:00, users feel it at 5:00, paged at 6:20. */
function trouble(): Story {
  return story().at('3:00').fault('holding').at('5:00').slo(true).at('5:10').alert('pending', 'CheckoutErrors').at('6:20').page('CheckoutErrors');
} // prettier-ignore

/** … acknowledged at 8:24, rolled back at 20:00, in bound at 25:10, fixed and clear at 30:00. */
function recovery(): Story {
  return trouble().at('8:24').ack('anna', 'CheckoutErrors').at('20:00').run('ben', 'deploy rollback checkout', { acts: ROLLBACK })
    .at('25:10').slo(false).at('29:00').alert('resolved', 'CheckoutErrors').at('30:00').fault('fixed', { from: 'holding', done: true });
} // prettier-ignore

describe('the clock', () => {
  test('CLOCK-1 times are drill seconds; however long a pause lasts on the wall, it does not count', () => {
    const paused = trouble().at('7:00').add('drill.paused', { reason: 'coffee' }, 'facilitator').wait(3_600_000);
    const { TTA } = times(
      paused.add('drill.resumed', {}, 'facilitator').at('8:20').ack('anna', 'CheckoutErrors').end(),
    );
    expect(TTA.seconds).toBe(120);
  });
});

describe('TTD', () => {
  test('MTTD-1 runs from the fault to the first page', () => {
    const { TTD } = times(trouble().end());
    expect(TTD).toMatchObject({
      seconds: 200,
      censored: false,
      rule: 'MTTD-1',
      convention: 'fault 14:03:00 → first page 14:06:20',
    });
  });

  test('MTTD-1 a declaration before the first page is the detection', () => {
    const entries = story()
      .at('3:00')
      .fault('holding')
      .at('4:00')
      .declare('anna')
      .at('6:20')
      .page('CheckoutErrors')
      .end();
    expect(times(entries).TTD).toMatchObject({ seconds: 60, convention: 'fault 14:03:00 → declaration 14:04:00' });
  });

  test('MTTD-1 the facilitator who declares detects nothing', () => {
    const entries = story()
      .at('3:00')
      .fault('holding')
      .at('4:00')
      .declare('facilitator')
      .at('6:20')
      .page('CheckoutErrors')
      .end();
    expect(times(entries).TTD.seconds).toBe(200);
  });

  test('MTTD-2 a page before the fault is a false alarm and detects nothing', () => {
    const entries = story()
      .at('1:00')
      .page('Noise')
      .at('3:00')
      .fault('holding')
      .at('6:20')
      .page('CheckoutErrors')
      .end();
    expect(times(entries).TTD.seconds).toBe(200);
  });

  test('MTTD-2 a ticket or a pending alert is not a page', () => {
    const entries = story().at('3:00').fault('holding').at('4:00').page('Slow', { tier: 'ticket' }).at('4:30').alert('pending', 'CheckoutErrors')
      .at('6:20').page('CheckoutErrors').end(); // prettier-ignore
    expect(times(entries).TTD.seconds).toBe(200);
  });

  test('MTTD-3 never detected is a lower bound at the end of the drill', () => {
    expect(times(story().at('3:00').fault('holding').at('38:00').end()).TTD).toMatchObject({
      seconds: 2100,
      censored: true,
    });
  });

  test('MTTD-3 without a fault there is nothing to detect', () => {
    expect(times(story().at('38:00').end()).TTD).toMatchObject({ seconds: null, censored: false });
  });

  test('MTTD-4 is split into signal lag, alert lag and human lag, which add up', () => {
    expect(times(trouble().end()).TTD.parts).toEqual([
      { label: 'signal lag', seconds: 130 },
      { label: 'alert lag', seconds: 70 },
      { label: 'human lag', seconds: 0 },
    ]);
    const seen = story()
      .at('3:00')
      .fault('holding')
      .at('5:10')
      .alert('pending', 'CheckoutErrors')
      .at('5:40')
      .declare('anna')
      .end();
    expect(times(seen).TTD.parts.map(({ seconds }) => seconds)).toEqual([130, 0, 30]);
  });

  test('FAULT-1 entering the initial state is not the fault, leaving it is', () => {
    const entries = story()
      .fault('idle', { from: null })
      .at('3:00')
      .fault('holding')
      .at('6:20')
      .page('CheckoutErrors')
      .end();
    expect(times(entries).TTD.seconds).toBe(200);
  });
});

describe('TTA', () => {
  test('MTTA-1 runs from each page to its first acknowledgement; the figure is the mean over the pages', () => {
    const entries = trouble()
      .at('8:24')
      .ack('anna', 'CheckoutErrors')
      .at('10:00')
      .page('PoolPending')
      .at('11:00')
      .ack('ben', 'PoolPending')
      .end();
    expect(times(entries).TTA).toMatchObject({ seconds: (124 + 60) / 2, censored: false });
    expect(times(entries).TTA.parts.map(({ seconds }) => seconds)).toEqual([124, 60]);
  });

  test('MTTA-1 only the first acknowledgement of a page counts, and one may cover many pages', () => {
    const entries = trouble()
      .at('6:30')
      .page('PoolPending')
      .at('7:00')
      .ack('anna', 'CheckoutErrors', 'PoolPending')
      .at('9:00')
      .ack('ben', 'CheckoutErrors')
      .end();
    expect(times(entries).TTA.parts.map(({ seconds }) => seconds)).toEqual([40, 30]);
  });

  test.each(['observer', 'facilitator', 'breaker'])(
    "MTTA-2 the %s's acknowledgement does not stop the clock",
    (seat) => {
      const entries = trouble().at('6:40').ack(seat, 'CheckoutErrors').at('8:24').ack('anna', 'CheckoutErrors').end();
      expect(times(entries).TTA.seconds).toBe(124);
    },
  );

  test('MTTA-2 what counts is what the seat was when it acknowledged', () => {
    const entries = trouble().at('7:00').add('seat.kind', { seat: 'observer', kind: 'fixer' }, 'facilitator').at('7:20').ack('observer', 'CheckoutErrors')
      .at('9:00').add('seat.kind', { seat: 'observer', kind: 'observer' }, 'facilitator').end(); // prettier-ignore
    expect(times(entries).TTA.seconds).toBe(60);
  });

  test('MTTA-3 a page that rings again does not restart the clock', () => {
    const entries = trouble()
      .at('11:20')
      .alert('repage', 'CheckoutErrors')
      .at('12:20')
      .ack('anna', 'CheckoutErrors')
      .end();
    expect(times(entries).TTA.seconds).toBe(360);
  });

  test('MTTA-4 a page that nobody acknowledged counts up to where it cleared, as a lower bound', () => {
    const entries = trouble().at('8:20').alert('resolved', 'CheckoutErrors').at('38:00').end();
    expect(times(entries).TTA).toMatchObject({ seconds: 120, censored: true });
  });

  test('MTTA-4 … or to the end of the drill, and is never dropped from the mean', () => {
    const entries = trouble()
      .at('8:24')
      .ack('anna', 'CheckoutErrors')
      .at('10:00')
      .page('PoolPending')
      .at('20:00')
      .end();
    expect(times(entries).TTA).toMatchObject({ seconds: (124 + 600) / 2, censored: true });
    expect(times(entries).TTA.parts[1]?.label).toContain('never acknowledged');
  });

  test('MTTA-5 the target is that of the most severe page: 3, 5 or 15 minutes', () => {
    const target = (severity: 'sev1' | 'sev2' | 'sev3') =>
      times(story().at('1:00').page('A', { severity }).end()).TTA.targetS;
    expect([target('sev1'), target('sev2'), target('sev3')]).toEqual([180, 300, 900]);
    expect(times(trouble().page('Worse', { severity: 'sev1' }).end()).TTA.targetS).toBe(180);
  });

  test('MTTA-5 tickets and FYI ask nobody to acknowledge', () => {
    const entries = story().at('1:00').page('A', { tier: 'ticket' }).page('B', { tier: 'fyi' }).end();
    expect(times(entries).TTA).toMatchObject({ seconds: null, censored: false, targetS: null });
  });

  test('MTTA-6 an alert that fires again after it cleared is a new page', () => {
    const entries = trouble().at('8:24').ack('anna', 'CheckoutErrors').at('10:00').alert('resolved', 'CheckoutErrors').at('12:00').page('CheckoutErrors')
      .at('12:30').ack('ben', 'CheckoutErrors').end(); // prettier-ignore
    expect(times(entries).TTA.parts.map(({ seconds }) => seconds)).toEqual([124, 30]);
  });
});

describe('TTA of an alert that flaps', () => {
  const flap = (back: string) =>
    trouble()
      .at('6:25')
      .alert('resolved', 'CheckoutErrors')
      .at(back)
      .page('CheckoutErrors')
      .at('12:20')
      .ack('anna', 'CheckoutErrors')
      .end();

  test('MTTA-6 unacknowledged and back within five minutes, it is one page that counts from its first ring', () => {
    expect(times(flap('7:50')).TTA).toMatchObject({ seconds: 360, censored: false });
  });

  test('MTTA-6 back later, it is two pages, of which the first was never acknowledged', () => {
    expect(times(flap('11:30')).TTA).toMatchObject({ seconds: (5 + 50) / 2, censored: true });
  });
});

describe('TTI', () => {
  const stated = (id: string) => ['hypothesis.stated', { id, text: 'the report' }, 'anna'] as const;
  const verdict = (identification: string, confirmed: boolean) =>
    ['cause.confirmed', { identification, confirmed }, 'facilitator'] as const;

  test('MTTI-1 runs from detection to the statement that the facilitator confirms, not to the confirmation', () => {
    const entries = trouble()
      .at('14:18')
      .add(...stated('h1'))
      .at('16:00')
      .add(...verdict('h1', true))
      .end();
    expect(times(entries).TTI).toMatchObject({ seconds: 478, censored: false });
  });

  test('MTTI-2 a cause that was not confirmed, or confirmed and taken back, does not stop the clock', () => {
    const entries = trouble().at('10:00').add(...stated('h1')).add(...verdict('h1', true)).at('11:00').add(...stated('h2')).add(...verdict('h2', false))
      .at('12:00').add(...verdict('h1', false)).at('38:00').end(); // prettier-ignore
    expect(times(entries).TTI).toMatchObject({ seconds: 38 * 60 - 380, censored: true });
  });
});

describe('TTM', () => {
  test('MTTM-1 runs from detection to the beginning of two minutes in bound', () => {
    const { TTM } = times(recovery().at('38:00').end());
    expect(TTM).toMatchObject({ seconds: 18 * 60 + 50, censored: false });
    expect(TTM.convention).toBe('detection 14:06:20 → in bound, held 2 min 14:25:10');
  });

  test('MTTM-2 a recovery that is lost within two minutes does not count', () => {
    const entries = trouble().at('10:00').slo(false).at('11:59').slo(true).at('25:10').slo(false).at('38:00').end();
    expect(times(entries).TTM.seconds).toBe(18 * 60 + 50);
    const held = trouble().at('10:00').slo(false).at('12:00').slo(true).at('38:00').end();
    expect(times(held).TTM.seconds).toBe(220);
  });

  test('MTTM-3 a drill that ends before the two minutes are over leaves a lower bound', () => {
    expect(times(trouble().at('37:00').slo(false).at('38:00').end()).TTM).toMatchObject({
      seconds: 38 * 60 - 380,
      censored: true,
    });
  });

  test('MTTM-3 never mitigated is a lower bound', () => {
    expect(times(trouble().at('38:00').end()).TTM).toMatchObject({ seconds: 38 * 60 - 380, censored: true });
  });

  test('MTTM-4 users who felt nothing need no mitigation', () => {
    const entries = story().at('3:00').fault('holding').at('6:20').page('CheckoutErrors').at('38:00').end();
    expect(times(entries).TTM).toMatchObject({ seconds: null, censored: false });
  });

  test("MTTM-5 only the scenario's deciding SLO counts", () => {
    const entries = trouble().at('10:00').slo(false, 'browse').at('38:00').end();
    expect(times(entries).TTM.censored).toBe(true);
  });

  test('MTTM-6 impact to mitigation is printed too, with the target of the scenario’s objective', () => {
    const { TTM } = times(recovery().at('38:00').end());
    expect(TTM.targetS).toBe(1200);
    expect(TTM.parts).toEqual([
      { label: 'impact → mitigation', seconds: 20 * 60 + 10 },
      { label: 'detection → first effective action', seconds: 820 },
    ]);
  });
});

describe('TTR', () => {
  test('MTTR-1 runs from detection to the all-clear, with every fault done, no page firing and the service in bound', () => {
    const entries = recovery().at('34:12').allClear('anna').at('38:00').end();
    expect(times(entries).TTR).toMatchObject({ seconds: 27 * 60 + 52, censored: false });
  });

  test.each<[string, (drill: Story) => Story]>([
    [
      'a page still fires',
      (drill) => drill.at('26:00').fault('fixed', { from: 'holding', done: true }).allClear('anna'),
    ],
    ['the fault is not done', (drill) => drill.at('26:00').alert('resolved', 'CheckoutErrors').allClear('anna')],
    [
      'the facilitator gives it',
      (drill) =>
        drill
          .at('26:00')
          .alert('resolved', 'CheckoutErrors')
          .fault('fixed', { from: 'holding', done: true })
          .allClear('facilitator'),
    ],
  ])('MTTR-2 an all-clear does not count while %s', (_, tell) => {
    const drill = trouble()
      .at('20:00')
      .run('ben', 'deploy rollback checkout', { acts: ROLLBACK })
      .at('25:10')
      .slo(false);
    expect(times(tell(drill).at('38:00').end()).TTR).toMatchObject({ seconds: 38 * 60 - 380, censored: true });
  });

  test('MTTR-2 an all-clear given too early can be given again', () => {
    const entries = trouble().at('25:10').slo(false).at('26:00').allClear('anna').at('29:00').alert('resolved', 'CheckoutErrors')
      .fault('fixed', { from: 'holding', done: true }).at('31:00').allClear('anna').at('38:00').end(); // prettier-ignore
    expect(times(entries).TTR.seconds).toBe(31 * 60 - 380);
  });

  test('MTTR-3 a fault that comes back after it was done is not done', () => {
    const entries = recovery()
      .at('31:00')
      .fault('holding', { from: 'fixed' })
      .at('32:00')
      .allClear('anna')
      .at('38:00')
      .end();
    expect(times(entries).TTR.censored).toBe(true);
  });
});

describe('the start of the mitigation', () => {
  const start = (entries: AnyEntry[]) => stampsOf(readLog(entries), tinyScenario()).mitStart?.atS;

  test('MITSTART-1 is the first action that the oracle takes too', () => {
    const entries = trouble().at('9:00').run('ben', 'kubectl scale deploy/web --replicas 9', { acts: { do: 'service.scale', service: 'web', replicas: 9 } })
      .at('20:00').run('ben', 'deploy rollback checkout', { acts: ROLLBACK }).at('25:10').slo(false).at('38:00').end(); // prettier-ignore
    expect(start(entries)).toBe(1200);
  });

  test('MITSTART-1 a tempting move counts only with the figures of the oracle', () => {
    const scenario = tinyScenario({
      tempting: [{ action: 'autoscaler.set checkout', hurts: 'upwards' }],
      bots: {
        naive: [],
        oracle: [{ afterS: 20, line: 'kubectl patch hpa checkout --patch \'{"spec":{"maxReplicas":8}}\'' }],
      },
    });
    const scale = (max: number) => trouble().at('9:00').run('ben', `kubectl patch hpa/checkout -p {"spec":{"maxReplicas":${max}}}`, { acts: { do: 'autoscaler.set', service: 'checkout', max } })
      .at('12:00').slo(false).at('38:00').end(); // prettier-ignore
    expect(stampsOf(readLog(scale(8)), scenario).mitStart?.atS).toBe(540);
    expect(stampsOf(readLog(scale(20)), scenario).mitStart).toBeNull();
  });

  test('MITSTART-2 without one it is the last action in the ten minutes before the recovery, and never a tempting one', () => {
    const drill = () => trouble().at('9:00').run('ben', 'job pause export', { acts: { do: 'job.pause', job: 'export' } })
      .at('9:30').run('ben', 'pg restart orders', { acts: { do: 'db.restart', db: 'orders' } }); // prettier-ignore
    expect(start(drill().at('12:00').slo(false).at('38:00').end())).toBe(540);
    expect(start(drill().at('30:00').slo(false).at('38:00').end())).toBeUndefined();
  });
});
