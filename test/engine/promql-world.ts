import type { MetricType, SeriesStore } from '../../server/engine/telemetry/series.ts';
import { commit, createSeriesStore, declare, put } from '../../server/engine/telemetry/series.ts';

/** Ten minutes of a small shop, sampled every 5 s from second 0: counter reset, NaN, Inf, series that vanish, return, die. */
export const SAMPLES = 121;

/** null: not present in this sample. */
export interface RecordedSeries {
  name: string;
  labels: Record<string, string>;
  type: MetricType;
  values: (number | null)[];
}

type At = (sample: number, seconds: number) => number | null;

function line(name: string, labels: Record<string, string>, type: MetricType, at: At): RecordedSeries {
  return { name, labels, type, values: Array.from({ length: SAMPLES }, (_, i) => at(i, i * 5)) };
}

/** Deterministic wobble, 0..1. */
function wobble(i: number, salt: number): number {
  return ((i * 7919 + salt * 104_729) % 97) / 97;
}

function counter(perSample: (i: number) => number, resetAt = -1): At {
  let total = 0;
  return (i) => {
    if (i === resetAt) total = 0;
    total += perSample(i);
    return total;
  };
}

const BOUNDS = ['0.05', '0.1', '0.5', '1', '+Inf'];

function histogram(service: string, salt: number): RecordedSeries[] {
  const shares = [0.4, 0.7, 0.9, 0.97, 1];
  const buckets = BOUNDS.map((le, b) =>
    line(
      'd_bucket',
      { service, le },
      'histogram',
      counter((i) => Math.floor(20 * shares[b]! + wobble(i, salt) * b)),
    ),
  );
  return [
    ...buckets,
    line(
      'd_sum',
      { service },
      'histogram',
      counter((i) => 3 + wobble(i, salt + 1)),
    ),
    line(
      'd_count',
      { service },
      'histogram',
      counter((i) => 20 + Math.floor(wobble(i, salt) * 4)),
    ),
  ];
}

export const RECORDED: readonly RecordedSeries[] = [
  line('up', { job: 'app', instance: 'a:9100' }, 'gauge', () => 1),
  line('up', { job: 'app', instance: 'b:9100' }, 'gauge', (i) => (i < 70 ? 1 : 0)),
  line('up', { job: 'db', instance: 'c:5432' }, 'gauge', () => 1),
  line('pool_in_use', { pool: 'orders', job: 'app' }, 'gauge', (i) => Math.min(20, 4 + Math.floor(i / 5))),
  line('pool_in_use', { pool: 'users', job: 'app' }, 'gauge', (i) => 3 + Math.floor(wobble(i, 3) * 5)),
  line('pool_size', { pool: 'orders', job: 'app' }, 'gauge', () => 20),
  line('pool_size', { pool: 'users', job: 'app' }, 'gauge', () => 10),
  line('http_requests_total', { service: 'checkout', code: '200', instance: 'a:9100', job: 'app' }, 'counter', counter((i) => 100 + Math.floor(wobble(i, 1) * 9))),
  line('http_requests_total', { service: 'checkout', code: '500', instance: 'a:9100', job: 'app' }, 'counter', counter((i) => (i < 40 ? 0 : 9))),
  line('http_requests_total', { service: 'checkout', code: '503', instance: 'a:9100', job: 'app' }, 'counter', counter((i) => (i > 60 ? 5 : 0))),
  line('http_requests_total', { service: 'payments', code: '200', instance: 'b:9100', job: 'app' }, 'counter', counter(() => 45, 50)),
  line('http_requests_total', { service: 'payments', code: '500', instance: 'b:9100', job: 'app' }, 'counter', counter((i) => (i % 4 === 0 ? 1 : 0), 50)),
  line('http_requests_total', { service: 'search', code: '200', instance: 'b:9100', job: 'app' }, 'counter', counter((i) => 80 + (i % 3))),
  ...histogram('checkout', 5),
  ...histogram('search', 11),
  line('odd_bucket', { le: '1' }, 'histogram', (i) => 10 + i),
  line('odd_bucket', { le: '2' }, 'histogram', (i) => 8 + i),
  line('odd_bucket', { le: '4' }, 'histogram', (i) => 15 + i),
  line('odd_bucket', { le: '+Inf' }, 'histogram', (i) => 20 + i),
  line('q', { queue: 'mail', job: 'app' }, 'gauge', (i) => 10 + i * 0.75),
  line('q', { queue: 'sms', job: 'app' }, 'gauge', (i) => 60 - (i % 20)),
  line('q', { queue: 'push', job: 'db' }, 'gauge', (i) => 20 + wobble(i, 9) * 40),
  line('mixed', { job: 'app' }, 'gauge', (i) => (i % 3 === 0 ? Number.NaN : i)),
  line('nothing', { job: 'app' }, 'gauge', () => Number.NaN),
  line('endless', { job: 'app' }, 'gauge', () => Infinity),
  line('vanished', { job: 'app' }, 'gauge', (i) => (i < 50 ? i : null)),
  line('returned', { job: 'app' }, 'counter', (i) => (i < 30 ? i * 2 : i < 60 ? null : (i - 60) * 3)),
  line('flapping', { job: 'app' }, 'gauge', (i) => (i % 9 < 5 ? i : null)),
  line('p', { pool: 'orders', job: 'app' }, 'counter', counter((i) => i % 2)),
  line('s', { state: 'idle in transaction' }, 'gauge', (i) => (i > 30 ? 3 : 1)),
  line('s', { state: 'active' }, 'gauge', () => 7),
  line('cert_expiry', { host: 'shop.example' }, 'gauge', () => 1_000_000),
  line('build_info', { service: 'checkout', version: '1' }, 'gauge', (i) => (i < 60 ? 1 : null)),
  line('build_info', { service: 'checkout', version: '2' }, 'gauge', (i) => (i >= 58 ? 1 : null)),
  line('build_info', { service: 'search', version: '7' }, 'gauge', () => 1),
  line('owner', { service: 'checkout', team: 'API' }, 'gauge', () => 1),
  line('owner', { service: 'search', team: 'SRCH' }, 'gauge', () => 1),
  line('a', { job: 'app', x: '1' }, 'gauge', (i) => i + 1),
  line('a', { job: 'db', x: '2' }, 'gauge', (i) => 2 * i + 1),
  line('b', { job: 'app', x: '1' }, 'gauge', (i) => 3 + (i % 7)),
  line('b', { job: 'app', x: '3' }, 'gauge', (i) => 4 + (i % 5)),
]; // prettier-ignore

/** The store that a drill with these series would have. */
export function recordedStore(series: readonly RecordedSeries[] = RECORDED): SeriesStore {
  const store = createSeriesStore({ startS: 0 });
  const refs = series.map(({ name, labels, type }) => declare(store, name, labels, type));
  const samples = Math.max(...series.map(({ values }) => values.length));
  for (let i = 0; i < samples; i++) {
    series.forEach(({ values }, k) => {
      const value = values[i] ?? null;
      if (value !== null) put(store, refs[k]!, value);
    });
    commit(store, i * 5);
  }
  return store;
}
