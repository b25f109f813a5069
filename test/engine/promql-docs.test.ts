import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { RuleGroup } from '../../server/engine/alerting/rules.ts';
import { compileRules } from '../../server/engine/alerting/rules.ts';
import { AGGREGATIONS } from '../../server/engine/promql/ast.ts';
import { evalInstant } from '../../server/engine/promql/evaluate.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import { SIGNATURES } from '../../server/engine/promql/signatures.ts';
import { showLabels } from '../../server/engine/promql/value.ts';
import type { MetricType, SeriesStore } from '../../server/engine/telemetry/series.ts';
import { commit, createSeriesStore, declare, put } from '../../server/engine/telemetry/series.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/promql.md'), 'utf8');
const STARTS_AT_MS = Date.UTC(2026, 2, 10, 14);
const AT_S = 600;

/** The small shop of the page: errors in checkout for the last four minutes, one pod restarted, a certificate that ends in half a day. */
function shop(): SeriesStore {
  const store = createSeriesStore({ startS: 0 });
  const lines: [string, Record<string, string>, MetricType, (atS: number) => number][] = [
    ['http_requests_total', { service: 'checkout', code: '200' }, 'counter', (atS) => 18 * atS],
    ['http_requests_total', { service: 'checkout', code: '500' }, 'counter', (atS) => 2 * Math.max(0, atS - 375)],
    ['http_requests_total', { service: 'search', code: '200' }, 'counter', (atS) => 8 * atS],
    ['db_pool_connections', { service: 'checkout', db: 'orders', state: 'active' }, 'gauge', () => 19],
    ['db_pool_connections', { service: 'checkout', db: 'orders', state: 'idle' }, 'gauge', () => 1],
    ['db_pool_size', { service: 'checkout', db: 'orders' }, 'gauge', () => 20],
    ...([['0.1', 0.9], ['1', 0.95], ['5', 0.992_666_666_666_666_7], ['+Inf', 1]] as const).map(
      ([le, share]): (typeof lines)[number] => ['http_request_duration_seconds_bucket', { service: 'checkout', le }, 'histogram', (atS) => 20 * share * atS],
    ),
    ['pod_restarts_total', { service: 'checkout', pod: 'checkout-1' }, 'counter', (atS) => (atS >= 550 ? 2 : 1)],
    ['pod_ready', { service: 'checkout', pod: 'checkout-1' }, 'gauge', () => 1],
    ['probe_ssl_earliest_cert_expiry', { target: 'https://shop.example' }, 'gauge', () => STARTS_AT_MS / 1000 + AT_S + 43_200],
  ]; // prettier-ignore
  const refs = lines.map(([name, labels, type]) => declare(store, name, labels, type));
  for (let atS = 0; atS <= AT_S; atS += 5) {
    lines.forEach(([, , , at], i) => put(store, refs[i]!, at(atS)));
    commit(store, atS);
  }
  return store;
}

const BLOCKS = [...PAGE.matchAll(/```promql\n([\s\S]*?)```/g)].map((block) => block[1]!);

describe('docs/promql.md', () => {
  test.each(BLOCKS)('%s', (block) => {
    const lines = block.trim().split('\n');
    const parsed = parsePromql(lines.filter((line) => !line.startsWith('#')).join('\n'));
    if (!parsed.ok) throw new Error(parsed.message);
    const result = evalInstant(parsed.expr, shop(), AT_S, { startsAtMs: STARTS_AT_MS });
    if (!result.ok || result.type !== 'vector') throw new Error('no vector');
    const answers = result.elements.map(({ labels, value }) => ({ labels: showLabels(labels), value }));
    const promised = lines.filter((line) => line.startsWith('# ')).map((line) => /^# (.*) (\S+)$/.exec(line)!);
    expect(answers.map(({ labels }) => labels)).toEqual(promised.map((line) => line[1]));
    answers.forEach(({ value }, i) => expect(value).toBeCloseTo(Number(promised[i]![2]), 9));
  });

  test('there are examples, and every function and aggregation is listed', () => {
    expect(BLOCKS.length).toBeGreaterThan(7);
    const listed = (intro: RegExp): string[] => intro.exec(PAGE)![1]!.trim().split(/\s+/);
    expect(listed(/\*\*Functions\*\*: `([^`]*)`/)).toEqual(Object.keys(SIGNATURES).sort());
    expect(listed(/\*\*Aggregations\*\* with `by` or `without`: `([^`]*)`/)).toEqual(AGGREGATIONS);
  });

  test('the rule on the page is a sound one', () => {
    const file = parse(/```yaml\n([\s\S]*?)```/.exec(PAGE)![1]!) as { groups: RuleGroup[] };
    expect(compileRules(file.groups)).toMatchObject({ rules: [{ name: 'CheckoutFailing', forS: 30 }], problems: [] });
  });
});
