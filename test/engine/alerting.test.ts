import { describe, expect, test } from 'vitest';
import {
  acknowledge,
  createAlerting,
  escalate,
  evaluateAlerts,
  renderAnnotations,
} from '../../server/engine/alerting/alerts.ts';
import type { AlertingState, AlertTransition } from '../../server/engine/alerting/alerts.ts';
import { fingerprint, fnv1a64 } from '../../server/engine/alerting/fingerprint.ts';
import type { CompiledRules, RuleSource } from '../../server/engine/alerting/rules.ts';
import { compileRules } from '../../server/engine/alerting/rules.ts';
import type { SeriesStore } from '../../server/engine/telemetry/series.ts';
import { commit, createSeriesStore, declare, put } from '../../server/engine/telemetry/series.ts';
import { ALERT_RULES } from './alerting-rules.ts';

const ANNOTATIONS = {
  summary: 'Checkout fails: {{ $value | humanizePercentage }}',
  impact: 'Customers cannot pay',
  dashboard: 'checkout-errors',
  escalation: 'API on call',
  runbook: 'RUN-001',
};

function rule(more: Partial<RuleSource> = {}): RuleSource {
  const labels = { tier: 'page', severity: 'sev2', team: 'API' };
  return { alert: 'CheckoutFailing', expr: 'failing > 0.05', labels, annotations: ANNOTATIONS, ...more };
}

function compiled(...sources: RuleSource[]): CompiledRules {
  const { rules, problems } = compileRules([{ name: 'shop', rules: sources }]);
  expect(problems).toEqual([]);
  return rules;
}

/** A pager room: `at(second, {pod: share})` records one sample of `failing` per pod and evaluates the rules. */
function room(...sources: RuleSource[]): {
  state: AlertingState;
  rules: CompiledRules;
  store: SeriesStore;
  at: (atS: number, failing: Record<string, number>) => string[];
  told: AlertTransition[];
} {
  const rules = compiled(...sources);
  const store = createSeriesStore({ startS: 0 });
  const state = createAlerting();
  const told: AlertTransition[] = [];
  const at = (atS: number, failing: Record<string, number>): string[] => {
    for (const [pod, share] of Object.entries(failing)) put(store, declare(store, 'failing', { pod }, 'gauge'), share);
    commit(store, atS);
    const transitions = evaluateAlerts(state, rules, store, atS);
    told.push(...transitions);
    return transitions.map((transition) => `${transition.kind} ${transition.labels['pod'] ?? ''}`.trim());
  };
  return { state, rules, store, at, told };
}

/** Samples every 5 s from 0 up to and without `untilS`, all with this share; what was told at which second. */
function timeline(shares: (atS: number) => Record<string, number>, untilS: number, ...sources: RuleSource[]): string[] {
  const { at } = room(...sources);
  const lines: string[] = [];
  for (let atS = 0; atS < untilS; atS += 5) for (const line of at(atS, shares(atS))) lines.push(`${atS} ${line}`);
  return lines;
}

describe('from pending to resolved', () => {
  test('true at 105 s with for: 15s fires at 120 s', () => {
    const shares = (atS: number): Record<string, number> => ({ a: atS >= 105 && atS < 140 ? 0.2 : 0 });
    expect(timeline(shares, 160, rule({ for: '15s' }))).toEqual(['105 pending a', '120 firing a', '140 resolved a']);
  });

  test('one false evaluation starts the wait again, and nobody is told of what was only pending', () => {
    const shares = (atS: number): Record<string, number> => ({ a: atS === 15 ? 0 : 0.2 });
    expect(timeline(shares, 40, rule({ for: '20s' }))).toEqual(['0 pending a', '15 dropped a', '20 pending a']);
    expect(timeline(shares, 45, rule({ for: '20s' })).at(-1)).toBe('40 firing a');
  });

  test('without for it fires at once, with no pending before', () => {
    expect(timeline(() => ({ a: 0.2 }), 5, rule())).toEqual(['0 firing a']);
  });

  test('keep_firing_for holds the alert over a dip, and a new rise clears the dip', () => {
    const shares = (atS: number): Record<string, number> => ({ a: atS < 10 || (atS >= 20 && atS < 30) ? 0.2 : 0 });
    expect(timeline(shares, 60, rule({ keep_firing_for: '20s' }))).toEqual(['0 firing a', '50 resolved a']);
  });

  test('a pod that disappears takes its alert with it', () => {
    expect(timeline((atS) => (atS < 10 ? { a: 0.2, b: 0.2 } : { b: 0.2 }), 20, rule())).toEqual([
      '0 firing a',
      '0 firing b',
      '10 resolved a',
    ]);
  });

  test('every pod is an alert of its own under one rule, in the order of the series', () => {
    const { at, told, state } = room(rule());
    at(0, { b: 0.2, a: 0.3 });
    expect(told.map(({ rule: name, labels, value }) => [name, labels['pod'], value])).toEqual([
      ['CheckoutFailing', 'b', 0.2],
      ['CheckoutFailing', 'a', 0.3],
    ]);
    expect(Object.keys(state.instances)).toHaveLength(2);
  });

  test('labels come from the expression, overridden by the rule, without the metric name; annotations carry the value', () => {
    const { at, told, state, rules } = room(
      rule({ labels: { tier: 'page', severity: 'sev1', team: 'API', pod: 'any', seen: '{{ $labels.pod }}' } }),
    );
    at(0, { a: 0.25 });
    expect(told[0]).toMatchObject({
      kind: 'firing',
      atS: 0,
      labels: { alertname: 'CheckoutFailing', pod: 'any', seen: 'a', severity: 'sev1', team: 'API', tier: 'page' },
      annotations: { summary: 'Checkout fails: 25%', runbook: 'RUN-001' },
      tier: 'page',
      severity: 'sev1',
      value: 0.25,
      pages: 1,
    });
    at(5, { a: 0.5 });
    const [instance] = Object.values(state.instances);
    expect(renderAnnotations(rules[0]!, instance!)['summary']).toBe('Checkout fails: 50%');
  });

  test('the state is plain JSON: a world restored from text goes on as if nothing had happened', () => {
    const one = room(rule({ for: '10s' }));
    one.at(0, { a: 0.2 });
    one.at(5, { a: 0.2 });
    const restored = JSON.parse(JSON.stringify(one.state)) as AlertingState;
    const goOn = one.at(10, { a: 0.2 });
    const again = evaluateAlerts(restored, one.rules, one.store, 10);
    expect(goOn).toEqual(['firing a']);
    expect(again.map(({ kind }) => kind)).toEqual(['firing']);
    expect(restored).toEqual(one.state);
  });

  test('a rule that cannot be evaluated leaves its alerts as they were and says why', () => {
    const { at, state, store } = room(rule({ expr: 'failing * on(pod) other > 0.05' }));
    const other = ['1', '2'].map((n) => declare(store, 'other', { pod: 'a', n }, 'gauge'));
    put(store, other[0]!, 1);
    expect(at(0, { a: 0.2 })).toEqual(['firing a']);
    for (const ref of other) put(store, ref, 1);
    expect(at(5, { a: 0.2 })).toEqual([]);
    expect(state.failures['CheckoutFailing']).toMatch(/found duplicate series for the match group/);
    put(store, other[0]!, 1);
    expect(at(10, { a: 0 })).toEqual(['resolved a']);
    expect(state.failures).toEqual({});
  });

  test('two elements that become the same alert are an error, not one alert', () => {
    const { at, state } = room(rule({ labels: { tier: 'page', severity: 'sev2', team: 'API', pod: 'same' } }));
    expect(at(0, { a: 0.2, b: 0.2 })).toEqual([]);
    expect(state.failures['CheckoutFailing']).toMatch(/same labelset after applying alert labels/);
  });
});

describe('paging', () => {
  function pagesUntil(untilS: number, severity: string, tier = 'page'): number[] {
    const shares = (): Record<string, number> => ({ a: 0.2 });
    return timeline(shares, untilS, rule({ labels: { tier, severity, team: 'API' } }))
      .filter((line) => line.endsWith('firing a') || line.endsWith('repage a'))
      .map((line) => Number(line.split(' ')[0]));
  }

  test('an unacknowledged page rings again: SEV-1 every 3 min, SEV-2 every 5, SEV-3 every 15, lower ones never', () => {
    expect(pagesUntil(600, 'sev1')).toEqual([0, 180, 360, 540]);
    expect(pagesUntil(1000, 'sev2')).toEqual([0, 300, 600, 900]);
    expect(pagesUntil(2000, 'sev3')).toEqual([0, 900, 1800]);
    expect(pagesUntil(4000, 'sev4')).toEqual([0]);
    expect(pagesUntil(1000, 'sev1', 'ticket')).toEqual([0]);
  });

  test('an acknowledged page stays quiet, and the first to acknowledge counts', () => {
    const { at, state, rules } = room(rule());
    at(0, { a: 0.2 });
    const [key] = Object.keys(state.pages);
    expect(acknowledge(state, rules, key!, 'seat-1', 12)).toMatchObject({
      kind: 'acked',
      seat: 'seat-1',
      atS: 12,
      pages: 1,
    });
    expect(acknowledge(state, rules, key!, 'seat-2', 13)).toBeNull();
    expect(state.pages[key!]).toMatchObject({ state: 'acked', ackedBy: 'seat-1', ackedAtS: 12 });
    const later = Array.from({ length: 130 }, (_, i) => at(5 + i * 5, { a: 0.2 })).flat();
    expect(later).toEqual([]);
  });

  test('escalating calls again and opens the page for whoever comes', () => {
    const { at, state, rules } = room(rule());
    at(0, { a: 0.2 });
    const key = Object.keys(state.pages)[0]!;
    acknowledge(state, rules, key, 'seat-1', 2);
    expect(escalate(state, rules, key, 'seat-1', 4)).toMatchObject({ kind: 'escalated', seat: 'seat-1', pages: 2 });
    expect(state.pages[key]).toMatchObject({ state: 'unacked', pages: 2, escalations: [{ by: 'seat-1', atS: 4 }] });
    const rung = Array.from({ length: 61 }, (_, i) => at(5 + i * 5, { a: 0.2 })).flat();
    expect(rung).toEqual(['repage a']);
    expect(acknowledge(state, rules, key, 'seat-2', 400)?.kind).toBe('acked');
  });

  test('nothing can be acknowledged that is not firing, and a resolve ends the page', () => {
    const { at, state, rules } = room(rule({ for: '10s' }));
    at(0, { a: 0.2 });
    const key = Object.keys(state.instances)[0]!;
    expect(acknowledge(state, rules, key, 'seat-1', 1)).toBeNull();
    expect(escalate(state, rules, 'nonsense', 'seat-1', 1)).toBeNull();
    at(5, { a: 0.2 });
    expect(at(10, { a: 0.2 })).toEqual(['firing a']);
    expect(at(15, { a: 0 })).toEqual(['resolved a']);
    expect(state).toEqual({ instances: {}, pages: {}, failures: {} });
  });

  test('a ticket can be taken too, although it never rang', () => {
    const { at, state, rules } = room(rule({ labels: { tier: 'ticket', severity: 'sev4', team: 'API' } }));
    at(0, { a: 0.2 });
    expect(state.pages).toEqual({});
    const key = Object.keys(state.instances)[0]!;
    expect(acknowledge(state, rules, key, 'seat-1', 3)?.kind).toBe('acked');
  });

  test('an alert that comes back is a new page', () => {
    const { at, state, rules } = room(rule());
    at(0, { a: 0.2 });
    acknowledge(state, rules, Object.keys(state.pages)[0]!, 'seat-1', 1);
    at(5, { a: 0 });
    expect(at(10, { a: 0.2 })).toEqual(['firing a']);
    expect(Object.values(state.pages)[0]).toMatchObject({ state: 'unacked', firstPagedAtS: 10 });
  });
});

describe('fingerprints', () => {
  test('the hash is FNV-1a 64', () => {
    const bytes = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));
    expect(fnv1a64([])).toBe('cbf29ce484222325');
    expect(fnv1a64(bytes('a'))).toBe('af63dc4c8601ec8c');
    expect(fnv1a64(bytes('foobar'))).toBe('85944171f73967e8');
  });

  test('they depend on the labels and not on their order', () => {
    expect(fingerprint({ a: '1', b: '2' })).toBe(fingerprint({ b: '2', a: '1' }));
    expect(fingerprint({ a: '1', b: '2' })).not.toBe(fingerprint({ a: '12', b: '' }));
    expect(fingerprint({ name: 'Zürich 🚨' })).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('rules', () => {
  function problemsOf(source: Partial<RuleSource>): string[] {
    const { problems } = compileRules([{ name: 'shop', rules: [rule(source)] }]);
    return problems.map(({ level, field, message }) => `${level} ${field}: ${message}`);
  }

  test('the rules of the tests are fine', () => {
    expect(compileRules([{ name: 'shop', interval: '5s', rules: ALERT_RULES }]).problems).toEqual([]);
  });

  test('a bad expression says what Prometheus would say, and where', () => {
    const { rules, problems } = compileRules([{ name: 'shop', rules: [rule({ expr: 'rate(up) > 1' })] }]);
    expect(rules).toEqual([]);
    expect(problems).toEqual([
      {
        level: 'error',
        group: 'shop',
        index: 0,
        rule: 'CheckoutFailing',
        field: 'expr',
        message: 'expected type range vector in call to function "rate", got instant vector',
        at: { line: 1, column: 6 },
      },
    ]);
  });

  const cases: [what: string, source: Partial<RuleSource>, problem: RegExp][] = [
    ['a range vector', { expr: 'up[5m]' }, /error expr: .*this is a range vector/],
    ['a bad duration', { for: '5 minutes' }, /error for: not a valid duration string: "5 minutes"/],
    ['a recording rule', { record: 'job:x:rate' }, /error record: recording rules are not supported/],
    ['no name', { alert: '' }, /error alert: a rule needs a name/],
    [
      'no tier',
      { labels: { severity: 'sev1', team: 'API' } },
      /error labels.tier: missing: must be one of page, ticket, fyi/,
    ],
    [
      'an unknown severity',
      { labels: { tier: 'page', severity: 'high', team: 'API' } },
      /error labels.severity: "high": must be one of sev1/,
    ],
    ['no team', { labels: { tier: 'page', severity: 'sev1' } }, /error labels.team: name the owning team/],
    [
      '$value in a label',
      { labels: { tier: 'page', severity: 'sev1', team: 'API', v: '{{ $value }}' } },
      /error labels.v: \$value in a label/,
    ],
    [
      'no impact',
      { annotations: { ...ANNOTATIONS, impact: '' } },
      /error annotations.impact: missing: an alert of tier page says what is the impact/,
    ],
    [
      'no runbook',
      { annotations: { summary: 's', impact: 'i', dashboard: 'd', escalation: 'e' } },
      /warning annotations.runbook: missing/,
    ],
    [
      'a runbook that is no id',
      { annotations: { ...ANNOTATIONS, runbook: 'the wiki' } },
      /error annotations.runbook: "the wiki" is no runbook id/,
    ],
    [
      'an unknown function',
      { annotations: { ...ANNOTATIONS, summary: '{{ $value | shout }}' } },
      /error annotations.summary: function "shout" not defined/,
    ],
    [
      'an unknown value',
      { annotations: { ...ANNOTATIONS, summary: '{{ $externalURL }}' } },
      /error annotations.summary: unknown template value "\$externalURL"/,
    ],
    [
      'an unclosed action',
      { annotations: { ...ANNOTATIONS, summary: '{{ $value' } },
      /error annotations.summary: unclosed action/,
    ],
    [
      'a %d of a float',
      { annotations: { ...ANNOTATIONS, summary: '{{ printf "%d" $value }}' } },
      /error annotations.summary: printf format "%d"/,
    ],
  ];

  test.each(cases)('%s is named with its field', (_what, source, problem) => {
    expect(problemsOf(source).join('\n')).toMatch(problem);
  });

  test('two rules of one name, and a second clock, are refused', () => {
    const twice = compileRules([{ name: 'shop', interval: '1m', rules: [rule(), rule()] }]);
    expect(twice.rules).toHaveLength(1);
    expect(twice.problems.map(({ field }) => field)).toEqual(['interval', 'alert']);
  });
});
