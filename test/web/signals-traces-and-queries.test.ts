import { expect, test } from 'vitest';
import type { MetricInfo, SpanView } from '../../server/protocol/signals.ts';
import { completionAt } from '../../web/state/signals/completion.ts';
import { flowWords, mapEdges } from '../../web/state/signals/flow.ts';
import { chartOfAnswer, unitOf } from '../../web/state/signals/query-chart.ts';
import { costliest, waterfall } from '../../web/state/signals/waterfall.ts';

const span = (id: string, parent: string | null, startMs: number, durationMs: number, ownMs: number): SpanView => ({
  id,
  parent,
  service: id,
  name: 'GET /',
  startMs,
  durationMs,
  ownMs,
  error: null,
  tags: {},
});
const tree = [
  span('web', null, 0, 100, 10),
  span('checkout', 'web', 5, 90, 20),
  span('orders', 'checkout', 20, 70, 70),
];

test('a waterfall indents children and places them within the trace', () => {
  const rows = waterfall(tree, 100);
  expect(rows.map(({ span: { id }, depth, children }) => [id, depth, children])).toEqual([
    ['web', 0, 1],
    ['checkout', 1, 1],
    ['orders', 2, 0],
  ]);
  expect(rows[2]).toMatchObject({ from: 0.2, width: 0.7, ownShare: 0.7 });
});

test('what stands under a folded span is left out, however deep', () => {
  expect(waterfall(tree, 100, ['web']).map(({ span: { id } }) => id)).toEqual(['web']);
});

test('the costliest spans are those with the most time of their own', () => {
  expect(costliest(tree, 2).map(({ id }) => id)).toEqual(['orders', 'checkout']);
});

const metrics: MetricInfo[] = [
  { name: 'http_requests_total', type: 'counter', help: 'Requests.', labels: { service: ['web'], code: ['200', '503'] } },
  { name: 'pg_up', type: 'gauge', help: 'Reachable.', labels: { db: ['orders'] } },
]; // prettier-ignore
const offered = (text: string) => completionAt(text, text.length, metrics).options.map((option) => option.text);

test('a completion offers metrics and functions by a few letters, labels in braces, values in quotes', () => {
  expect(offered('htt')).toContain('http_requests_total');
  expect(offered('rat')[0]).toBe('rate(');
  expect(offered('http_requests_total{').sort()).toEqual(['code="', 'service="']);
  expect(offered('http_requests_total{code=~"5')).toEqual(['503']);
  expect(offered('sum by (').sort()).toEqual(['code', 'db', 'service']);
  expect(offered('pg_up > ')).toEqual([]);
});

test('a completion replaces only what was typed of the word', () => {
  expect(completionAt('rate(htt', 8, metrics).from).toBe(5);
  expect(completionAt('pg_up{db="or', 12, metrics).from).toBe(10);
});

test('an unknown quantity is counted; names say seconds, bytes, shares and rates', () => {
  expect(unitOf('up')).toBe('count');
  expect(unitOf('rate(http_requests_total[1m])')).toBe('rate');
  expect(unitOf('histogram_quantile(0.99, rate(x_seconds_bucket[1m]))')).toBe('seconds');
  expect(unitOf('pg_cpu_utilization')).toBe('ratio');
  expect(unitOf('cache_memory_bytes')).toBe('bytes');
});

test('of many series the highest are drawn', () => {
  const series = [1, 9, 5].map((value) => ({ label: `s${value}`, labels: {}, values: [0, value, null] }));
  const chart = chartOfAnswer('up', { atS: 0, problem: null, times: [0, 5, 10], series, found: 3 }, 2);
  expect(chart.series.map(({ label }) => label)).toEqual(['s9', 's5']);
});

const edge = (from: string | null, to: string, errorShare: number) => ({ from, to, perS: 24, errorShare, p99S: 1.2, breaker: 'closed' }); // prettier-ignore
const node = (id: string, dependsOn: string[]) => ({ id, kind: 'service' as const, health: 'healthy' as const, detail: '', dependsOn }); // prettier-ignore

test('the map has the ways of the scenario and of the flow, users first, failing ones marked with words', () => {
  const edges = mapEdges(
    [node('web', ['orders']), node('orders', [])],
    [edge(null, 'web', 0.062), edge('web', 'gone', 0)],
  );
  expect(edges.map(({ from, to }) => `${from}>${to}`)).toEqual(['web>orders', 'users>web']);
  expect(edges[1]).toMatchObject({ failing: true, label: expect.stringContaining('✕ 6.2') });
  expect(edges[0]).not.toHaveProperty('label');
});

test('the words of an edge leave out what is as it should be', () => {
  expect(flowWords(edge('a', 'b', 0)).replaceAll('\u00a0', ' ')).toBe('24/s, p99 1.2 s');
  expect(flowWords({ ...edge('a', 'b', 0.5), breaker: 'open' }).replaceAll('\u00a0', ' ')).toBe(
    '24/s, 50 % fail, p99 1.2 s, breaker open',
  );
});
