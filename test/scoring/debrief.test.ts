import { describe, expect, test } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
import type { Debrief } from '../../server/protocol/http.ts';
import { buildDebrief, type DebriefInput } from '../../server/report/debrief.ts';
import { debriefJson } from '../../server/report/json.ts';
import { debriefMarkdown } from '../../server/report/markdown.ts';
import type { WorldReadings } from '../../server/report/world-readings.ts';
import type { ChartDef } from '../../server/scenario/scenario.ts';
import { applyDiff } from '../support/apply-diff.ts';
import { RUNBOOK, story, tinyScenario } from '../support/entries.ts';

const ROLLBACK = { do: 'deploy.rollback', service: 'checkout' } as const;

/** Counters that rise, and a latency that jumps at 5:00 with one sharp peak; sampled every five seconds. */
function readings(lastedS = 2280): WorldReadings {
  const times = Array.from({ length: lastedS / 5 + 1 }, (_, i) => i * 5);
  const value = (expression: string, atS: number) => {
    if (expression.includes('outcome="ok"')) return atS * 20;
    if (expression.includes('journey_requests_total')) return atS * 24;
    if (expression === 'p50') return 0.1;
    return atS === 1000 ? 31 : atS >= 300 && atS < 1510 ? 30 : 0.4;
  };
  return {
    impact: () => ({ failedRequests: 10_046.4, userMinutesLost: 41_200, moneyLost: 5_000 }),
    queryRange: (expression) => ({ times, rows: times.map((atS) => [{ labels: {}, value: value(expression, atS) }]) }),
  };
}

const CHARTS: ChartDef[] = [
  {
    spec: { id: 'pool', title: 'Pool', unit: 'count', bound: { value: 5, label: 'waiting', bad: 'above' }, stacked: false, series: [{ label: 'x' }], about: [] },
    expressions: ['pool'],
  },
  {
    spec: {
      id: 'latency', title: 'Checkout, time a user waits', unit: 'seconds', bound: { value: 2, label: 'promise 2 s', bad: 'above' }, stacked: false,
      series: [{ label: 'p50' }, { label: 'p99' }], about: [],
    },
    expressions: ['p50', 'p99'],
  },
]; // prettier-ignore

/** The drill of the mock-up: paged at 6:20, rolled back at 20:00, in bound at 25:10, over at 34:12. */
function drill(): AnyEntry[] {
  return story().role('anna', 'ic').role('ben', 'ops').at('3:00').fault('holding').at('5:00').slo(true).at('5:10').alert('pending', 'CheckoutErrors').at('6:20')
    .page('CheckoutErrors', { annotations: { summary: 'Checkouts fail', runbook: 'RUN-001', dashboard: 'latency' } }).at('8:24').ack('anna', 'CheckoutErrors')
    .at('8:50').declare('anna').at('9:30').open('ben').run('ben', 'psql orders -c "select 1"', { step: 1 }).judge('ben', 1, true).at('12:00').can('cleo', 10)
    .at('12:20').add('decision.made', { id: 'd1', text: 'Roll back, says Cleo', reason: 'impact began after it' }, 'anna')
    .at('14:18').add('hypothesis.stated', { id: 'h1', text: 'the report' }, 'anna').at('15:00').add('cause.confirmed', { identification: 'h1', confirmed: true }, 'facilitator')
    .at('16:00').run('ben', 'deploy rollback checkout', { step: 2, exitCode: 2, stderr: 'deploy: unknown command "rollback"; ask Benjamin Okafor' }).at('20:00')
    .run('ben', 'deploy revert checkout', { acts: ROLLBACK }).at('22:00').can('cleo', 10).at('25:10').slo(false).at('26:00').say('cleo', 'thanks @Ben, well done benjamin')
    .at('29:00').alert('resolved', 'CheckoutErrors').at('30:00').fault('fixed', { from: 'holding', done: true }).at('31:00').can('cleo', 10)
    .at('34:12').allClear('anna').at('35:00').add('action.added', { id: 'a1', text: 'Ask Anna for the right', owner: 'Anna Lindqvist', due: '2026-03-17', gap: null }, 'facilitator')
    .at('38:00').end();
} // prettier-ignore

const PEOPLE = [
  { seat: 'anna', name: 'Anna Lindqvist' },
  { seat: 'ben', name: 'Benjamin Okafor' },
  { seat: 'cleo', name: 'Cleo' },
  { seat: 'breaker', name: 'Bo' },
];

function debrief(input: Partial<DebriefInput> = {}): Debrief {
  return buildDebrief({ entries: drill(), scenario: tinyScenario({ charts: CHARTS }), readings: readings(), ...input });
}

describe('buildDebrief', () => {
  test('tells what happened in at most five sentences made from the log', () => {
    expect(debrief().lede).toEqual([
      'A report kept connections inside open transactions.',
      '“Checkouts answered within 2 s” broke at 14:05:00 and held again from 14:25:10, 20 min 10 s later.',
      'The first page, CheckoutErrors, came 3 min 20 s after the fault and was acknowledged 2 min 4 s later.',
      'The mitigation began at 14:20:00 with “deploy revert checkout”; the all-clear came at 14:34:12.',
      'Runbooks and drill parted once: a stale step (RUN-001, step 2).',
    ]);
  });

  test('has the five times with convention, rule and par', () => {
    const band = { p10: 60, p50: 120, p90: 180, runs: 50 };
    const { times } = debrief({ par: { TTA: band } });
    expect(times.map(({ id, seconds, censored }) => [id, seconds, censored])).toEqual([
      ['TTD', 200, false],
      ['TTA', 124, false],
      ['TTI', 478, false],
      ['TTM', 1130, false],
      ['TTR', 1672, false],
    ]);
    expect(times.every(({ convention, rule }) => convention !== '' && /^MTT[DAIMR]-1$/.test(rule))).toBe(true);
    expect(times[1]?.par).toEqual(band);
  });

  test('charts the signal that paged, the worse of its series, without losing a peak', () => {
    const { chart } = debrief({ readings: readings(6000) });
    expect(chart).toMatchObject({
      title: 'Checkout, time a user waits, p99',
      unit: 'seconds',
      bound: 2,
      boundLabel: 'promise 2 s',
    });
    expect(chart.times.length).toBe(chart.values.length);
    const long = buildDebrief({
      entries: story().at('100:00').end(),
      scenario: tinyScenario({ charts: CHARTS }),
      readings: readings(6000),
    }).chart;
    expect(long.times.length).toBeLessThanOrEqual(600);
    expect(Math.max(...long.values.map(Number))).toBe(31);
  });

  test('charts nothing after the end of the drill', () => {
    expect(Math.max(...debrief({ readings: readings(6000) }).chart.times)).toBeLessThanOrEqual(2280);
  });

  test('puts everything on one axis, the truth and the injects on lanes that fixers could not see', () => {
    const { lanes } = debrief();
    expect(lanes.map(({ id, secret }) => [id, secret])).toEqual([
      ['truth', true], ['alerts', false], ['commands', false], ['decisions', false], ['channel', false], ['injects', true],
    ]); // prettier-ignore
    const labels = (id: string) =>
      lanes.find((lane) => lane.id === id)?.marks.map(({ kind, label, atS, toS }) => [kind, label, atS, toS]);
    expect(labels('truth')).toEqual([['fault', 'holding', 180, 1800], ['fixed', 'fixed', 1800, 2280]]); // prettier-ignore
    expect(labels('alerts')).toEqual([
      ['page', 'Checkouts fail', 380, null], ['ack', 'CheckoutErrors acknowledged', 504, null], ['resolved', 'CheckoutErrors clear', 1740, null],
    ]); // prettier-ignore
    expect(labels('commands')?.map(([kind]) => kind)).toEqual(['command', 'refused', 'action']);
  });

  test('gives impact, severity, objectives, hypothesis, runbooks and actions', () => {
    const result = debrief();
    expect(result.impact).toMatchObject({ failedRequests: 10_046.4, userMinutesLost: 41_200, moneyLost: 5_000 });
    expect(result.impact.budgetBurned).toBeCloseTo(((4 / 24) * (2280 / (30 * 86_400))) / 0.01, 6);
    expect(result.severity).toEqual({ called: 'sev-2', truth: 'sev-2' });
    expect(result.hypothesis).toEqual({ text: 'A late report does not starve checkout.', verdict: 'refuted' });
    expect(result.runbooks[0]?.outcomes.map(({ outcome }) => outcome)).toEqual([
      'done and true',
      'not possible in this state',
      'not reached',
    ]);
    expect(result.runbooks).toMatchObject([
      { id: 'RUN-001', title: 'Checkout hangs', opened: 1, stepsRun: 2, steps: 3, checksTrue: 1, checks: 3 },
    ]);
    expect(result.actions).toMatchObject([{ id: 'a1', owner: 'Anna Lindqvist', state: 'open' }]);
    expect(result.drill).toMatchObject({ incident: 'INC-0042', seats: 6, lastedS: 2280, verified: false });
  });

  test('says so when nothing happened, when nobody felt it, and when it was not over at the end', () => {
    const of = (entries: AnyEntry[]) => debrief({ entries, scenario: tinyScenario() }).lede.join(' ');
    expect(of(story().at('10:00').end())).toContain('No fault was fired');
    expect(of(story().at('3:00').fault('holding').at('10:00').end())).toContain('held throughout');
    const open = of(story().at('3:00').fault('holding').at('5:00').slo(true).at('10:00').end());
    expect(open).toContain('was not back for two minutes before the drill ended at 14:10:00');
    expect(open).toContain('No page fired, and nobody declared an incident.');
  });

  test('asks about a tempting move that was made, by what was run and not by whom', () => {
    const entries = story()
      .at('3:00')
      .fault('holding')
      .at('5:00')
      .slo(true)
      .at('6:00')
      .run('ben', 'pgctl restart orders', { acts: { do: 'db.restart', db: 'orders' } })
      .at('9:00')
      .end();
    expect(debrief({ entries }).prompts).toContain(
      'At 14:06:00 “pgctl restart orders” was run (drops every session). What made it make sense at that moment?',
    );
  });

  test('survives an empty log', () => {
    expect(() => buildDebrief({ entries: [], scenario: tinyScenario(), readings: readings(0) })).not.toThrow();
  });
});

describe('the no-names rule', () => {
  test('names that people typed become roles; only the owner of an action is named', () => {
    const result = debrief({ people: PEOPLE });
    const text = JSON.stringify({ ...result, actions: result.actions.map((action) => ({ ...action, owner: '' })) });
    for (const name of ['Anna', 'Lindqvist', 'Benjamin', 'benjamin', 'Okafor', 'Cleo'])
      expect(text).not.toContain(name);
    expect(text).toContain('Roll back, says a fixer');
    expect(result.actions[0]).toMatchObject({
      owner: 'Anna Lindqvist',
      text: 'Ask the Incident Commander for the right',
    });
  });

  test('seat ids and names never reach the page even when nobody hands in a list', () => {
    const page = debriefMarkdown(debrief());
    for (const seat of ['"anna"', 'facilitator', 'observer']) expect(page).not.toContain(seat);
  });

  test('a name of two letters is only taken out where it is a mention', () => {
    const entries = story().add('hypothesis.stated', { id: 'h', text: 'Boats, bo and @Bo' }, 'anna').at('1:00').end();
    const marks = debrief({ entries, people: PEOPLE }).lanes.find(({ id }) => id === 'decisions')?.marks;
    expect(marks?.[0]?.label).toBe('Cause? Boats, bo and a breaker');
  });

  test('a proposal still applies: names inside a diff stay', () => {
    const result = debrief({ people: [{ seat: 'ben', name: 'checkout' }] });
    expect(result.gaps.find(({ kind }) => kind === 'stale step')?.proposal).toContain('+deploy revert checkout');
  });
});

test('a name in the words of a flag is not in the edit that quotes them, which still applies', () => {
  const flag = { runbook: 'RUN-001', step: 1, flag: 'unclear', text: 'Benjamin Okafor knows which one' } as const;
  const entries = story().open('ben').at('1:00').add('step.flagged', flag, 'ben').end();
  const gap = debrief({ entries, people: PEOPLE }).gaps.find(({ kind }) => kind === 'flagged');
  expect(gap?.proposal).toContain('+> 2026-03-10, in a drill: unclear, ');
  expect(gap?.proposal).not.toContain('Okafor');
  expect(applyDiff(RUNBOOK, gap?.proposal ?? '')).toContain('knows which one');
});

describe('debriefMarkdown', () => {
  const page = debriefMarkdown(debrief({ people: PEOPLE }));

  test('is marked as a drill at both ends and says roles', () => {
    expect(page.split('\n')[0]).toBe('# DRILL · Debrief · Checkout hangs, then answers 503');
    expect(page).toContain('**DRILL**, not a real incident · game day “Copper Kettle” · 2026-03-10, 14:00–14:38 UTC');
    expect(page.trimEnd().split('\n').at(-1)).toMatch(/^DRILL · scenario tiny, variant report/);
    expect(page).toContain('roles instead of names');
  });

  test('names the convention and rule of every figure', () => {
    expect(page).toContain('| Detect, TTD | 3 min 20 s | – | – | fault 14:03:00 → first page 14:06:20 (MTTD-1) |');
    expect(page).toContain(
      '| Mitigate, TTM | 18 min 50 s | 20 min | – | detection 14:06:20 → in bound, held 2 min 14:25:10 (MTTM-1) |',
    );
    expect(page).toContain('User-minutes lost: **41,200**');
    expect(page).toContain('Error budget burned: **1.5 %** of 30 days');
  });

  test('shows a censored figure as a lower bound', () => {
    const entries = story()
      .at('3:00')
      .fault('holding')
      .at('5:00')
      .slo(true)
      .at('6:20')
      .page('CheckoutErrors')
      .at('38:00')
      .end();
    expect(debriefMarkdown(debrief({ entries }))).toContain(
      '| Mitigate, TTM | > 31 min 40 s | 20 min | – | detection 14:06:20 → in bound, held 2 min: not before the end 14:38:00 (MTTM-1) |',
    );
  });

  test('lists gaps with file, line, evidence and diff', () => {
    expect(page).toMatch(/### \d\. Stale step · RUN-001, step 2/);
    expect(page).toMatch(/`runbooks\/RUN-001\.md:27` · evidence: entries \d+, \d+/);
    expect(page).toContain('```diff\n--- a/runbooks/RUN-001.md\n+++ b/runbooks/RUN-001.md\n');
    expect(page).toContain('+deploy revert checkout');
  });

  test('says what became of each step, and how the way to the right runbook went', () => {
    expect(page).toContain('| 1 | done and true | true 1 of 1 |');
    expect(page).toMatch(/\| 2 \| not possible in this state \| not known here: /);
    expect(page).toMatch(/The way to the right runbook: RUN-001 was opened at 14:\d\d:\d\d, .* after the first page/);
  });

  test('what people typed stays text', () => {
    const entries = story()
      .add('decision.made', { id: 'd', text: '<img src=x> | [a](b) # *c*', reason: '' }, 'anna')
      .at('1:00')
      .end();
    const row = debriefMarkdown(debrief({ entries }))
      .split('\n')
      .find((line) => line.includes('img'));
    expect(row).toBe('| 14:00:00 | Decisions | D1 \\<img src=x\\> \\| \\[a\\](b) \\# \\*c\\* | 9 |');
  });
});

test('debriefJson is marked as a drill and holds the whole debrief', () => {
  const parsed: unknown = JSON.parse(debriefJson(debrief()));
  expect(parsed).toMatchObject({ mark: 'DRILL', format: 'drillbook-debrief/1', drill: { scenario: 'tiny' } });
});
