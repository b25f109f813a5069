import { describe, expect, test } from 'vitest';
import { readLog } from '../../server/scoring/drill-log.ts';
import {
  breachIntervals,
  budgetBurned,
  hypothesisVerdict,
  objectivesOf,
  severityCalled,
  userMinutesWithin,
} from '../../server/scoring/impact.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { story, tinyScenario } from '../support/entries.ts';

test('IMPACT-1 time out of bound is counted stretch by stretch, the last one to the end', () => {
  const log = readLog(story().at('5:00').slo(true).at('10:00').slo(false).at('20:00').slo(true).at('30:00').end());
  expect(breachIntervals(log, 'checkout', 1800)).toEqual([
    { fromS: 300, toS: 600 },
    { fromS: 1200, toS: 1800 },
  ]);
});

test('IMPACT-2 user-minutes are spread evenly over the time out of bound to rank gaps', () => {
  const breaches = [{ fromS: 100, toS: 200 }, { fromS: 300, toS: 400 }]; // prettier-ignore
  expect(userMinutesWithin(breaches, 1000, 150, 350)).toBe(500);
  expect(userMinutesWithin(breaches, 1000, 200, 300)).toBe(0);
  expect(userMinutesWithin([], 1000, 0, 1000)).toBe(0);
});

test('BUDGET-1 the budget burned is the share of thirty days of allowed failures', () => {
  const lastedS = 30 * 60;
  const monthly = (24_000 / lastedS) * 30 * 86_400 * 0.01;
  expect(budgetBurned({ all: 24_000, bad: 2_400 }, 0.99, lastedS)).toBeCloseTo(2_400 / monthly, 12);
  expect(budgetBurned({ all: 0, bad: 0 }, 0.99, lastedS)).toBe(0);
});

describe('SEV-1 the severity called', () => {
  test('is the most severe level that the response side named', () => {
    const entries = story()
      .declare('anna', 'sev-3')
      .add('incident.severity', { severity: 'sev-1' }, 'anna')
      .add('incident.severity', { severity: 'sev-2' }, 'anna');
    expect(severityCalled(readLog(entries.end()))).toBe('sev-1');
  });

  test('is nothing when nobody declared', () => {
    expect(severityCalled(readLog(story().declare('facilitator').end()))).toBeNull();
  });
});

test('OBJ-1 an objective shows what became of it and when it was due; untouched it stays open', () => {
  const scenario = tinyScenario();
  const log = readLog(
    story()
      .at('3:00')
      .fault('holding')
      .at('6:20')
      .page('CheckoutErrors')
      .at('25:10')
      .add('objective.changed', { objective: 'mitigate', state: 'met' })
      .end(),
  );
  expect(objectivesOf(log, scenario, stampsOf(log, scenario))).toEqual([
    { id: 'mitigate', text: 'Restore checkout', state: 'met', atS: 1510, dueAtS: 380 + 1200 },
  ]);
  const untouched = readLog(story().end());
  expect(objectivesOf(untouched, scenario, stampsOf(untouched, scenario))[0]).toMatchObject({
    state: 'open',
    atS: null,
    dueAtS: null,
  });
});

test('HYPO-1 the hypothesis is open without a fault, held when nobody felt it, refuted when the SLO broke', () => {
  const verdict = (log: ReturnType<typeof story>) => hypothesisVerdict(stampsOf(readLog(log.end()), tinyScenario()));
  expect(verdict(story())).toBe('open');
  expect(verdict(story().fault('holding').at('20:00'))).toBe('held');
  expect(verdict(story().fault('holding').at('5:00').slo(true))).toBe('refuted');
});
