import { describe, expect, it } from 'vitest';
import { ask } from '../../../server/engine/signals/ask.ts';
import { parsePromql } from '../../../server/engine/promql/parse.ts';
import { createWorld } from '../../../server/engine/world.ts';
import { play } from '../../support/play.ts';
import { reportWorld } from '../../support/reference-world.ts';
import { ourScenario } from '../../support/drill-dsl.ts';

const { world } = play(reportWorld(), { fault: 'report', forS: 300 });
const SCENARIOS = ['connection-pool-exhaustion', 'certificate-expiry', 'migration-lock'];

describe.each(SCENARIOS)('dashboards of %s', (id) => {
  const scenario = ourScenario(id, null);
  const own = createWorld({ ...scenario.world, prerollS: 900 }, scenario.rules, 'dash');
  const { entries } = ask(own, 'catalogue.list', {});

  it('exist for every entry of the catalogue, and every line of them has data', () => {
    for (const entry of entries) {
      const board = ask(own, 'dashboard.open', { of: entry.id, fromS: -600 });
      expect(board.charts.length, entry.id).toBeGreaterThan(0);
      const labels = board.charts.flatMap(({ id: chart, series }) => series.map(({ label }) => `${chart} ${label}`));
      expect(board.values).toHaveLength(labels.length);
      const drawn = board.charts.flatMap(({ expressions }) => expressions);
      expect(drawn.every((expression) => parsePromql(expression).ok)).toBe(true);
      board.values.forEach((column, i) => {
        expect(column).toHaveLength(board.times.length);
        // Quantiles and shares of what nobody asks for have no value.
        if (!/p\d\d$|error|fail|version/i.test(labels[i]!))
          expect(
            column.some((value) => value !== null),
            labels[i],
          ).toBe(true);
      });
      expect(new Set(board.charts.map(({ title }) => title)).size).toBe(board.charts.length);
    }
  });

  it('and the catalogue know both directions of every dependency', () => {
    for (const { id: from, dependsOn } of entries) {
      for (const to of dependsOn)
        expect(entries.find((entry) => entry.id === to)?.usedBy, `${from} → ${to}`).toContain(from);
    }
  });
});

describe('a query of the panel', () => {
  const query = (expression: string, fromS = -600, toS = world.nowS) =>
    ask(world, 'metrics.query', { expression, fromS, toS });

  it('answers series with labels on one grid of times', () => {
    const { series, times, found, problem } = query('sum by (service) (rate(http_requests_total[1m]))');
    expect([found, problem]).toEqual([4, null]);
    expect(series.every(({ values }) => values.length === times.length)).toBe(true);
    expect(series[0]!.label).toMatch(/^\{service="\w+"\}$/);
  });

  it.each([
    ['sum(rate(foo', '1:9: parse error: unclosed left parenthesis', 8],
    ['foo(up)', '1:1: parse error: unknown function with name "foo"', 0],
    ['up[5m]', 'invalid expression type "range vector" for range query, must be Scalar or instant Vector', 0],
  ])('tells what is wrong with %s in Prometheus’ words, and where', (expression, message, from) => {
    expect(query(expression).problem).toMatchObject({ message, from });
  });

  it('shows at most 20 series and 720 points, and says that there were more', () => {
    const { series, times, found } = query('{__name__=~"http.*|journey.*"}', -3600);
    expect(series).toHaveLength(20);
    expect(found).toBeGreaterThan(100);
    expect(times.length).toBeLessThanOrEqual(720);
  });
});

describe('the flow of the map', () => {
  it('goes from users to the database, with what is full named first', () => {
    const { edges, fill } = ask(world, 'map.flow', {});
    expect(edges.map(({ from, to }) => `${from} → ${to}`)).toEqual(
      expect.arrayContaining(['null → web', 'web → checkout', 'checkout → orders']),
    );
    expect(fill.find(({ id }) => id === 'checkout')?.what).toMatch(/^(?:pool \d+ of 120|\d+ of 144 slots busy)/);
    for (const { share } of fill) expect(share >= 0 && share <= 1).toBe(true);
  });
});

describe('events', () => {
  it('that say the same are folded with a count', () => {
    const twice = { ...world, events: [] as (typeof world)['events'] };
    const event = { object: 'pod/checkout-abc-x', type: 'Warning' as const, reason: 'BackOff', message: 'Back-off' };
    twice.events.push({ atS: 1, ...event }, { atS: 2, ...event, object: 'deployment/web' }, { atS: 5, ...event });
    const { events } = ask(twice, 'events.list', { object: null });
    expect(events.map(({ atS, object, count }) => [atS, object, count])).toEqual([
      [2, 'deployment/web', 1],
      [5, 'pod/checkout-abc-x', 2],
    ]);
    expect(ask(twice, 'events.list', { object: 'checkout' }).events).toHaveLength(1);
  });
});
