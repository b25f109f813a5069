import { describe, expect, it } from 'vitest';
import type { ChartSpec } from '../../server/protocol/room.ts';
import { shownCharts } from '../../web/state/charts.ts';

const spec = (rest: Partial<ChartSpec>): ChartSpec => ({
  id: 'c',
  title: 'C',
  unit: 'count',
  bound: null,
  stacked: false,
  series: [{ label: 'one' }],
  about: [],
  ...rest,
});
const shown = (chart: ChartSpec, values: (number | null)[][]) => shownCharts([chart], { values })[0]!;

describe('a chart of the team room', () => {
  it('reads percentages as 0..100, as scenarios write them', () => {
    const chart = shown(spec({ unit: 'percent', bound: { value: 5, label: 'page at 5 %', bad: 'above' } }), [[0, 6.2]]);
    expect(chart.current).toBe('6.2\u00a0%');
    expect(chart.health).toBe('down');
  });

  it('lets the line furthest beyond a shared bound speak', () => {
    const series = [{ label: 'checkout' }, { label: 'orders' }];
    const chart = shown(spec({ series, bound: { value: 80, label: 'busy', bad: 'above' } }), [[12], [93]]);
    expect(chart.current).toBe('93');
    expect(chart.health).toBe('down');
  });

  it('judges only the line that a bound is named after, and shows it first', () => {
    const series = [{ label: 'active' }, { label: 'waiting' }];
    const chart = shown(spec({ series, bound: { value: 5, label: 'waiting', bad: 'above' } }), [[120], [0]]);
    expect(chart.series.map(({ label }) => label)).toEqual(['waiting', 'active']);
    expect(chart.bound?.line).toBe('waiting');
    expect(chart.health).toBe('healthy');
  });

  it('marks the layer of a stack that took over, and none while nothing moves', () => {
    const series = [{ label: 'active' }, { label: 'idle in transaction' }, { label: 'idle' }];
    const stack = spec({ series, stacked: true });
    const tones = (values: number[][]) => shown(stack, values).series.map(({ tone }) => tone);
    expect(tones([[3, 3], [0, 120], [131, 11]])).toEqual([undefined, 'hot', undefined]); // prettier-ignore
    expect(tones([[3, 4], [0, 0], [131, 130]])).toEqual([undefined, undefined, undefined]); // prettier-ignore
    expect(shown(stack, [[3], [120], [11]]).current).toBe('134');
  });

  it('says no data where there is none, and leaves several lines without a bound to the legend', () => {
    expect(shown(spec({}), [[null]]).current).toBe('no data');
    expect(shown(spec({ series: [{ label: 'a' }, { label: 'b' }] }), [[1], [2]]).current).toBeUndefined();
  });
});
