import { describe, expect, test } from 'vitest';
import { evalInstant } from '../../server/engine/promql/evaluate.ts';
import { evalRange } from '../../server/engine/promql/evaluate-range.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import { showLabels } from '../../server/engine/promql/value.ts';
import { commit, commitMissed, createSeriesStore, declare, put } from '../../server/engine/telemetry/series.ts';
import type { SeriesStore } from '../../server/engine/telemetry/series.ts';
import { UNANSWERABLE } from './promql-cases.ts';
import { LEFT_OUT, REFUSED } from './promql-refused.ts';
import { recordedStore } from './promql-world.ts';

function ask(store: SeriesStore, query: string, atS: number, options = {}): string[] {
  const parsed = parsePromql(query);
  if (!parsed.ok) throw new Error(parsed.message);
  const result = evalInstant(parsed.expr, store, atS, options);
  if (!result.ok) throw new Error(result.message);
  if (result.type === 'scalar') return [String(result.value)];
  if (result.type !== 'vector') throw new Error(`a ${result.type}`);
  return result.elements.map(({ labels, value }) => `${showLabels(labels)} ${value}`);
}

/** One series `x` of the given kind with these values from second `startS`; null is a sample without it, 'missed' one never scraped. */
function storeOf(type: 'counter' | 'gauge', values: (number | null | 'missed')[], startS = 0): SeriesStore {
  const store = createSeriesStore({ startS });
  const ref = declare(store, 'x', { job: 'app' }, type);
  values.forEach((value, i) => {
    if (typeof value === 'number') put(store, ref, value);
    if (value === 'missed') commitMissed(store, startS + i * 5);
    else commit(store, startS + i * 5);
  });
  return store;
}

describe('parsing', () => {
  const groupings: [query: string, same: string][] = [
    ['a - b offset 30s', 'a - (b offset 30s)'],
    ['a - b offset 30s * c', 'a - ((b offset 30s) * c)'],
    ['-a offset 30s', '-(a offset 30s)'],
    ['a + b @ 10', 'a + (b @ 10)'],
    ['-1 ^ 2', '-(1 ^ 2)'],
    ['-a ^ 2', '-(a ^ 2)'],
    ['2 ^ 3 ^ 2', '2 ^ (3 ^ 2)'],
    ['2 ^ -1 * 3', '(2 ^ (-1)) * 3'],
    ['a - b - c', '(a - b) - c'],
    ['a or b and c unless d', 'a or ((b and c) unless d)'],
    ['a > b + c * d', 'a > (b + (c * d))'],
    ['-a * b', '(-a) * b'],
  ];

  test.each(groupings)('%s groups as %s', (query, same) => {
    expect(shape(query)).toEqual(shape(same));
  });

  test.each(REFUSED)('$query is refused: $message', ({ query, column, message }) => {
    expect(parsePromql(query)).toEqual({ ok: false, message, at: { line: 1, column } });
  });

  test.each(LEFT_OUT)('$query is outside the subset and refused by name', ({ query, column, message }) => {
    expect(parsePromql(query)).toEqual({ ok: false, message, at: { line: 1, column } });
  });

  test('a problem on a later line is placed by line and column', () => {
    expect(parsePromql('sum by (job) (\n  rate(up)\n)')).toMatchObject({ ok: false, at: { line: 2, column: 8 } });
  });

  test('strings keep their escapes, comments are skipped, keywords ignore case', () => {
    const parsed = parsePromql('SUM BY (job) (up{job="a\\"b"}) # done');
    expect(parsed.ok && JSON.stringify(parsed.expr)).toContain('a\\"b');
  });

  test('hostile sizes are refused before the grammar sees them', () => {
    expect(parsePromql('('.repeat(100) + '1')).toMatchObject({ ok: false, message: 'query nests deeper than 60' });
    expect(parsePromql('1+'.repeat(3000) + '1')).toMatchObject({
      ok: false,
      message: 'query is longer than 4000 characters',
    });
    expect(parsePromql('-'.repeat(3_900) + '1')).toHaveProperty('ok');
    const long = parsePromql('1' + '+1'.repeat(900));
    expect(long.ok && evalInstant(long.expr, recordedStore(), 0)).toEqual({ ok: true, type: 'scalar', value: 901 });
  });

  /** The tree without places and parentheses. */
  function shape(query: string): unknown {
    const parsed = parsePromql(query);
    if (!parsed.ok) throw new Error(parsed.message);
    return JSON.parse(JSON.stringify(parsed.expr), (key, value: unknown) => {
      if (key === 'at' || key === 'opAt') return undefined;
      const isParen = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'paren';
      return isParen ? (value as unknown as { expr: unknown }).expr : value;
    });
  }
});

describe('windows', () => {
  test('a window leaves out the sample on its left edge, as Prometheus 3; version 2 takes it in', () => {
    const store = storeOf('gauge', [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ask(store, 'count_over_time(x[20s])', 30)).toEqual(['{job="app"} 4']);
    expect(ask(store, 'count_over_time(x[20s])', 30, { version: 2 })).toEqual(['{job="app"} 5']);
    expect(ask(store, 'count_over_time(x[20s])', 32)).toEqual(['{job="app"} 4']);
    expect(ask(store, 'count_over_time(x[20s])', 32, { version: 2 })).toEqual(['{job="app"} 4']);
    expect(ask(store, 'count_over_time(x[5s])', 30)).toEqual(['{job="app"} 1']);
  });

  test('a window as long as the sampling gap holds one sample, so rate has nothing to say', () => {
    expect(ask(storeOf('counter', [0, 5, 10, 15]), 'rate(x[5s])', 15)).toEqual([]);
  });

  test('increase extends to both edges of the window', () => {
    // (20 s, 60 s] holds 25…60: 8 samples, 35 s apart, 14 up; the left edge is one gap away, so 40/35 × 14.
    const store = storeOf(
      'counter',
      Array.from({ length: 13 }, (_, i) => 100 + 2 * i),
    );
    expect(ask(store, 'increase(x[40s])', 60)).toEqual([`{job="app"} ${14 * (40 / 35)}`]);
    expect(ask(store, 'rate(x[40s])', 60)).toEqual(['{job="app"} 0.4']);
  });

  test('increase does not extend to before the counter was zero', () => {
    // (0, 60 s]: 5…60, from 1 to 12: zero lies one gap before the first sample: 5 s, exactly the edge. With 0 at 5 s: nothing before.
    const store = storeOf('counter', [null, 0, 2, 4, 6, 8, 10]);
    expect(ask(store, 'increase(x[60s])', 30)).toEqual(['{job="app"} 10']);
  });

  test('a series that began in the middle of the window is extended by half a gap only', () => {
    const store = storeOf('counter', [null, null, null, null, null, null, 100, 110, 120]);
    expect(ask(store, 'increase(x[40s])', 40)).toEqual([`{job="app"} ${20 * (12.5 / 10)}`]);
  });

  test('a counter reset adds the value before the fall, across gaps too', () => {
    expect(ask(storeOf('counter', [10, 20, 3, 13]), 'increase(x[15s])', 15)).toEqual([`{job="app"} ${13 * (15 / 10)}`]);
    expect(ask(storeOf('counter', [0, 10, null, 4]), 'resets(x[1m])', 15)).toEqual(['{job="app"} 1']);
  });

  test('subqueries stand on whole multiples of their step in Unix time', () => {
    const store = storeOf('gauge', [1, 2, 3, 4, 5, 6, 7]);
    expect(ask(store, 'count_over_time(x[20s:10s])', 30)).toEqual(['{job="app"} 2']);
    expect(ask(store, 'count_over_time(x[20s:10s])', 30, { startsAtMs: 4_000 })).toEqual(['{job="app"} 2']);
    expect(ask(store, 'max_over_time(timestamp(x)[20s:10s])', 30, { startsAtMs: 4_000 })).toEqual(['{job="app"} 29']);
  });
});

describe('look-back', () => {
  test('a series that was not recorded again is stale at once', () => {
    const store = storeOf('gauge', [1, 2, null, null]);
    expect(ask(store, 'x', 9)).toEqual(['x{job="app"} 2']);
    expect(ask(store, 'x', 10)).toEqual([]);
    expect(ask(store, 'count_over_time(x[1m])', 15)).toEqual(['{job="app"} 2']);
  });

  test('while the monitoring is down the last value is shown for just under five minutes', () => {
    const store = storeOf('gauge', [7, ...Array.from({ length: 80 }, () => 'missed' as const)]);
    expect(ask(store, 'x', 299)).toEqual(['x{job="app"} 7']);
    expect(ask(store, 'x', 300)).toEqual([]);
    expect(ask(store, 'x', 300, { version: 2 })).toEqual(['x{job="app"} 7']);
  });

  test('a series missing after an outage of the monitoring gets its marker then', () => {
    const store = storeOf('gauge', [7, 'missed', 'missed', null]);
    expect(ask(store, 'x', 12)).toEqual(['x{job="app"} 7']);
    expect(ask(store, 'x', 15)).toEqual([]);
  });

  test('NaN is a value, not staleness', () => {
    expect(ask(storeOf('gauge', [1, Number.NaN]), 'x', 5)).toEqual(['x{job="app"} NaN']);
  });
});

describe('time', () => {
  test('time() is the simulated wall clock', () => {
    const store = storeOf('gauge', [1], -3600);
    const startsAtMs = Date.UTC(2026, 2, 10, 14);
    expect(ask(store, 'time()', -3600, { startsAtMs })).toEqual([String(startsAtMs / 1000 - 3600)]);
    expect(ask(store, 'hour()', 0, { startsAtMs })).toEqual(['{} 14']);
    expect(ask(store, 'day_of_week()', 0, { startsAtMs })).toEqual(['{} 2']);
    expect(ask(store, 'x @ ' + (startsAtMs / 1000 - 3600), 500, { startsAtMs })).toEqual(['x{job="app"} 1']);
  });

  test('a range query gives one line per series, gaps left out, and pins start() and end() once', () => {
    const store = recordedStore();
    const parsed = parsePromql('flapping - on() flapping @ start()');
    if (!parsed.ok) throw new Error(parsed.message);
    const result = evalRange(parsed.expr, store, 0, 60, 5);
    expect(result).toEqual({
      ok: true,
      series: [{ labels: {}, points: [0, 5, 10, 15, 20, 45, 50, 55, 60].map((atS) => ({ atS, value: atS / 5 })) }],
    });
  });

  test('a range query with a bad step or too many points is refused', () => {
    const parsed = parsePromql('up');
    if (!parsed.ok) throw new Error(parsed.message);
    expect(evalRange(parsed.expr, recordedStore(), 0, 60, 0).ok).toBe(false);
    expect(evalRange(parsed.expr, recordedStore(), 0, 60_000, 1).ok).toBe(false);
  });
});

describe('trouble', () => {
  test.each(UNANSWERABLE)('%s has no answer over these data', (query, message) => {
    const parsed = parsePromql(query);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(evalInstant(parsed.expr, recordedStore(), 295)).toEqual({
      ok: false,
      message: expect.stringMatching(message),
    });
  });

  test.each([
    'label_replace(up, "x", "$1", "constructor", "(.*)")',
    'label_replace(up, "x", "$constructor", "job", "(.*)")',
    'label_join(up, "__proto__", ",", "toString", "__proto__")',
    'sum by (constructor, __proto__) (up)',
    'http_requests_total * on (service) group_left (constructor) owner',
    'up{constructor="", toString!~".+"}',
    'count_values("__proto__", up)',
  ])('%s meets no JavaScript inheritance', (query) => {
    expect(ask(recordedStore(), query, 300).join()).not.toMatch(/function|native|object/);
  });

  test('a query that would read too much is cut off', () => {
    const parsed = parsePromql('max_over_time(sum_over_time(sum_over_time(q[10m])[10m:1s])[10m:1s])');
    if (!parsed.ok) throw new Error(parsed.message);
    expect(evalInstant(parsed.expr, recordedStore(), 600, { maxSamples: 100_000 })).toMatchObject({
      ok: false,
      message: expect.stringContaining('too many samples'),
    });
  });
});
