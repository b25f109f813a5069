import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evalInstant } from '../../server/engine/promql/evaluate.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import type { Plan } from '../../server/engine/promql/plan.ts';
import { evalPlan, isPlanned, planRule } from '../../server/engine/promql/plan.ts';
import type { Element } from '../../server/engine/promql/value.ts';
import { labelKey } from '../../server/engine/promql/value.ts';
import type { MetricType, SeriesStore } from '../../server/engine/telemetry/series.ts';
import { commit, commitMissed, createSeriesStore, declare, put } from '../../server/engine/telemetry/series.ts';
import { ALERT_RULES } from './alerting-rules.ts';
import { CASES } from './promql-cases.ts';
import { recordedStore } from './promql-world.ts';

function planOf(query: string): Plan {
  const parsed = parsePromql(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.message}`);
  return planRule(parsed.expr);
}

/** Where planned and general answer differ, in words; null when they agree. */
function difference(plan: Plan, store: SeriesStore, atS: number, version: 2 | 3): string | null {
  const planned = evalPlan(plan, store, atS, { version });
  const general = evalInstant(plan.expr, store, atS, { version });
  if (!general.ok || !planned.ok) return planned.ok === general.ok ? null : `one of them failed at ${atS}`;
  const elements =
    general.type === 'vector'
      ? general.elements
      : general.type === 'scalar'
        ? [{ labels: {}, value: general.value }]
        : [];
  const [ours, theirs] = [byLabels(planned.elements), byLabels(elements)];
  const same = ours.size === theirs.size && [...theirs].every(([key, value]) => close(ours.get(key), value));
  return same ? null : `at ${atS} planned ${JSON.stringify([...ours])}, general ${JSON.stringify([...theirs])}`;
}

function byLabels(elements: readonly Element[]): Map<string, number> {
  return new Map(elements.map(({ labels, value }) => [labelKey(labels), value]));
}

function close(a: number | undefined, b: number): boolean {
  if (a === undefined) return false;
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

describe('plans', () => {
  test('every query of the case list answers the same planned and not, on and off the sampling grid', () => {
    const store = recordedStore();
    for (const query of CASES) {
      const plan = planOf(query);
      for (const atS of [0, 5, 57, 60, 203, 251.5, 300, 349, 600, 780, 901]) {
        expect(difference(plan, store, atS, 3), query).toBeNull();
        expect(difference(plan, store, atS, 2), query).toBeNull();
      }
    }
  });

  test('the shapes that alert rules use are planned, not left to the general evaluator', () => {
    const store = recordedStore();
    const left = ALERT_RULES.filter(({ expr }) => !isPlanned(planOf(expr), store)).map(({ alert }) => alert);
    expect(left).toEqual(['TopQueue']);
    expect(isPlanned(planOf('(cert_expiry - time()) / 86400 < 14'), store)).toBe(true);
    expect(isPlanned(planOf('sum(rate(nosuch[1m])) or vector(0)'), store)).toBe(true);
  });

  test('a plan notices series that appear after it was made', () => {
    const store = createSeriesStore({ startS: 0 });
    const plan = planOf('x > 1');
    commit(store, 0);
    expect(evalPlan(plan, store, 0)).toEqual({ ok: true, elements: [] });
    put(store, declare(store, 'x', { pod: 'new' }, 'gauge'), 2);
    commit(store, 5);
    expect(evalPlan(plan, store, 5)).toEqual({ ok: true, elements: [{ labels: { __name__: 'x', pod: 'new' }, value: 2 }] });
  });

  test('one plan serves several drills without mixing them up', () => {
    const plan = planOf('sum(x)');
    const stores = [1, 2].map((value) => {
      const store = createSeriesStore({ startS: 0 });
      put(store, declare(store, 'x', {}, 'gauge'), value);
      commit(store, 0);
      return store;
    });
    expect(stores.map((store) => evalPlan(plan, store, 0))).toEqual([1, 2].map((value) => ({ ok: true, elements: [{ labels: {}, value }] })));
  });

  test('planned and general agree on any rule over any history', () => {
    fc.assert(
      fc.property(query, history, fc.integer({ min: -10, max: 400 }), fc.constantFrom(2 as const, 3 as const), (text, steps, atS, version) => {
        expect(difference(planOf(text), storeOf(steps), atS, version), text).toBeNull();
      }),
      { numRuns: 400, seed: 20_260_310 },
    );
  });
}); // prettier-ignore

// ── Histories: six series; each step puts, resets, skips or breaks some of them, or the monitoring is down. ──

const SERIES: readonly (readonly [string, Record<string, string>, MetricType])[] = [
  ['c', { service: 'a', code: '200' }, 'counter'],
  ['c', { service: 'a', code: '500' }, 'counter'],
  ['c', { service: 'b', code: '200' }, 'counter'],
  ['g', { service: 'a', code: '200' }, 'gauge'],
  ['g', { service: 'b', code: '500' }, 'gauge'],
  ['limit', { service: 'a' }, 'gauge'],
  ['h_bucket', { service: 'a', le: '1' }, 'histogram'],
  ['h_bucket', { service: 'a', le: '2' }, 'histogram'],
  ['h_bucket', { service: 'a', le: '+Inf' }, 'histogram'],
];

type Step = { missed: true } | { missed: false; moves: (number | 'absent' | 'reset' | 'nan')[] };

const move = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 2, arbitrary: fc.constant('absent' as const) },
  { weight: 1, arbitrary: fc.constant('reset' as const) },
  { weight: 1, arbitrary: fc.constant('nan' as const) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 15,
    arbitrary: fc.record({
      missed: fc.constant(false as const),
      moves: fc.array(move, { minLength: SERIES.length, maxLength: SERIES.length }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ missed: fc.constant(true as const) }) },
);
const history = fc.array(step, { minLength: 1, maxLength: 70 });

function storeOf(steps: readonly Step[]): SeriesStore {
  const store = createSeriesStore({ startS: 0 });
  const totals = SERIES.map(() => 0);
  steps.forEach((taken, i) => {
    if (taken.missed) return commitMissed(store, i * 5);
    taken.moves.forEach((next, k) => {
      if (next === 'absent') return;
      const [name, labels, type] = SERIES[k]!;
      if (next === 'reset') totals[k] = 0;
      else if (typeof next === 'number') totals[k] = type === 'gauge' ? next - 3 : totals[k]! + next;
      put(store, declare(store, name, labels, type), next === 'nan' ? Number.NaN : totals[k]!);
    });
    commit(store, i * 5);
  });
  return store;
}

// ── Rules: the shapes people write, with parts drawn at random. ──

const window = fc.constantFrom('5s', '20s', '47s', '1m', '5m');
const selector = fc.constantFrom(
  'c',
  'c{code=~"5.."}',
  'c{service="a"}',
  'g',
  'g{code!="200"}',
  'limit',
  '{service="a",le=""}',
  'nosuch',
);
const threshold = fc
  .tuple(fc.constantFrom('>', '<', '>=', '==', '!=', '> bool'), fc.constantFrom('0', '0.05', '2', '-1'))
  .map((parts) => parts.join(' '));
const by = fc.constantFrom('by (service) ', 'by (service, code) ', 'without (code) ', '');
const rate = fc
  .tuple(
    fc.constantFrom(
      'rate',
      'increase',
      'avg_over_time',
      'max_over_time',
      'min_over_time',
      'count_over_time',
      'sum_over_time',
    ),
    selector,
    window,
    fc.constantFrom('', '', ' offset 15s'),
  )
  .map(([f, s, w, o]) => `${f}(${s}[${w}]${o})`);
const vector = fc.oneof(
  selector,
  rate,
  fc.tuple(selector, window).map(([s, w]) => `${s} offset ${w}`),
);
const summed = fc
  .tuple(fc.constantFrom('sum', 'avg', 'max', 'min', 'count'), by, vector)
  .map(([op, group, inner]) => `${op} ${group}(${inner})`);
const part = fc.oneof(
  vector,
  summed,
  fc.constantFrom('vector(1)', 'abs(g)', '-g', 'limit * 2 - 1', 'round(g / 3)', 'clamp_max(g, 2)', 'time() - limit'),
);
const joined = fc
  .tuple(
    part,
    fc.constantFrom('/', '-', '>', '== bool', 'and', 'or', 'unless'),
    fc.constantFrom('', ' on (service)', ' ignoring (code)', ' on ()'),
    part,
  )
  .map(([left, op, matching, right]) => `(${left}) ${op}${matching} (${right})`);
const grouped = fc
  .tuple(part, fc.constantFrom('*', '>'), part)
  .map(([left, op, right]) => `(${left}) ${op} on (service) group_left () (${right})`);
const tail = fc
  .tuple(fc.constantFrom('0.5', '0.99'), window, by)
  .map(([q, w]) => `histogram_quantile(${q}, sum by (service, le) (rate(h_bucket[${w}])))`);
const burn = fc.tuple(summed, summed).map(([fast, slow]) => `${fast} > 0.1 and ${slow} > 0.05`);
const absent = fc.oneof(selector, summed).map((inner) => `absent(${inner})`);
const query = fc.oneof(
  fc.tuple(fc.oneof(part, joined, tail), threshold).map(([inner, limit]) => `(${inner}) ${limit}`),
  joined, grouped, burn, absent, tail,
); // prettier-ignore
