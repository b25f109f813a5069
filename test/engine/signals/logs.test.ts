import { describe, expect, it } from 'vitest';
import type { LogSearch } from '../../../server/protocol/signals.ts';
import { readQuestion } from '../../../server/engine/signals/log-language.ts';
import { searchLogs } from '../../../server/engine/signals/log-search.ts';
import { openTrace } from '../../../server/engine/signals/traces.ts';
import { latest } from '../../../server/engine/telemetry/series.ts';
import { play } from '../../support/play.ts';
import { certificateWorld, reportWorld } from '../../support/reference-world.ts';

const { world } = play(reportWorld(), { fault: 'report', forS: 420 });
const healthy = play(reportWorld(), { forS: 60 }).world;

function search(what: Partial<LogSearch> = {}, of = world) {
  return searchLogs(of, { service: null, level: null, text: '', fromS: -3600, toS: of.nowS, limit: 100, ...what });
}

describe('the search language', () => {
  it('reads words, quoted words, exclusions and fields, in any case', () => {
    expect(readQuestion(' Timeout  "two Words" -health pod=checkout-* Path="/a b"')).toEqual({
      ok: true,
      terms: [
        { kind: 'word', text: 'timeout', not: false },
        { kind: 'word', text: 'two words', not: false },
        { kind: 'word', text: 'health', not: true },
        { kind: 'field', key: 'pod', value: 'checkout-*', not: false },
        { kind: 'field', key: 'path', value: '/a b', not: false },
      ],
    });
    expect(readQuestion('   ')).toEqual({ ok: true, terms: [] });
  });

  it.each([
    ['status=', 6, 'no value after "status="'],
    ['a "b c', 2, 'never closed'],
    ['a - b', 2, 'excludes nothing'],
    ['=5', 0, 'no field before'],
    ['""', 0, 'nothing between'],
  ])('says what is wrong with %s, and where', (text, at, words) => {
    const { problem, lines, total } = search({ text });
    expect(problem).toMatchObject({ at, message: expect.stringContaining(words) });
    expect([lines, total]).toEqual([[], 0]);
  });
});

describe('a search', () => {
  it('counts what the model counted, not the lines that it shows', () => {
    const requests = ['200', '500', '502', '503', '504'].reduce((sum, code) => {
      const ref = world.telemetry.byIdentity.get(
        `http_requests_total\u0000code\u0001${code}\u0000service\u0001checkout`,
      );
      return sum + (latest(world.telemetry, ref!) ?? 0);
    }, 0);
    const { total, lines } = search({ service: 'checkout', text: 'request path=/*', limit: 10 });
    expect(lines).toHaveLength(10);
    expect(total / requests).toBeCloseTo(1, 1);
    const failures = search({ text: '"request timed out after 30000ms"' });
    const timeouts = world.telemetry.byIdentity.get(
      'db_pool_timeouts_total\u0000db\u0001orders\u0000service\u0001checkout',
    )!;
    expect(failures.total / latest(world.telemetry, timeouts)!).toBeCloseTo(1, 1);
  });

  it('has a histogram that adds up to the total', () => {
    const { total, buckets, bucketS } = search({ level: 'warn' });
    const sum = buckets.flatMap(({ byLevel }) => Object.values(byLevel)).reduce((a, b) => a + b, 0);
    expect(sum).toBe(total);
    expect(buckets.length).toBeLessThanOrEqual(61);
    expect(buckets.every(({ atS }) => atS % bucketS === 0)).toBe(true);
  });

  it('shows the newest lines, oldest first, in the range, and only what matches', () => {
    const fromS = world.nowS - 120;
    const { lines } = search({ service: 'checkout', level: 'warn', fromS, text: '-pool status=503 pod=checkout-*' });
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      expect(line).toMatchObject({ service: 'checkout', fields: { status: 503, version: '2.17.2' } });
      expect(line.atS).toBeGreaterThanOrEqual(fromS);
    }
    const times = lines.map(({ atS, ms }) => atS * 1000 + ms);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  });

  it('finds a single line again by its request id', () => {
    const one = search({ service: 'checkout', text: 'request', limit: 50 }).lines[3]!;
    const again = search({ text: `requestId=${one.fields['requestId']}` });
    expect(again.lines).toContainEqual(one);
    expect(again.total).toBeGreaterThanOrEqual(1);
  });

  it('folds lines into patterns and says which are new since the healthy hour', () => {
    const { patterns } = search({ service: 'checkout' });
    const pool = patterns.find(({ sample }) => sample.includes('Connection is not available'));
    expect(pool).toMatchObject({ level: 'error', isNew: true });
    expect(patterns.find(({ sample }) => sample === 'request completed')?.isNew).toBe(false);
    expect(patterns.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
    expect(search({}, healthy).patterns.filter(({ isNew }) => isNew)).toEqual([]);
  });

  it('gives failures a trace that opens and tells the same error', () => {
    const { lines } = search({ text: '"Connection is not available"', fromS: world.nowS - 60 });
    const linked = lines.filter(({ trace }) => trace !== null);
    expect(linked.length).toBeGreaterThan(0);
    for (const { trace } of linked.slice(0, 5)) {
      const { tree } = openTrace(world, { id: trace! });
      expect(tree.some(({ error }) => error?.includes('Connection is not available'))).toBe(true);
    }
    const { trace } = linked[0]!;
    expect(search({ text: `trace=${trace}` }).lines.every((line) => line.trace === trace)).toBe(true);
  });

  it('answers twice alike, and a longer range holds the shorter one', () => {
    expect(search({ text: 'timed' })).toEqual(search({ text: 'timed' }));
    const short = search({ fromS: world.nowS - 30, limit: 500 }).lines;
    const long = search({ fromS: world.nowS - 60, limit: 500 }).lines;
    expect(long.slice(-short.length)).toEqual(short);
  });

  it('of an edge with an expired certificate is full of handshakes', () => {
    const { world: edge } = play(certificateWorld(), { forS: 100 });
    const { patterns } = search({ service: 'edge', level: 'error', fromS: 310 }, edge);
    expect(patterns[0]!.sample).toContain('alert certificate expired');
    expect(patterns[0]!.isNew).toBe(true);
  });
});
