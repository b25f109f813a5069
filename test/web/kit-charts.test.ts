import { expect, test } from 'vitest';
import { indexAt, niceScale, thinned, timeStep, timeTicks } from '../../web/charts/chart-model.ts';
import { chartSummary, chartTable } from '../../web/charts/chart-summary.ts';
import { momentWords } from '../../web/kit/times.ts';
import { tickLabel } from '../../web/charts/tick-label.ts';
import { apart, moments, roomForLabels, spanLabelAt, stepFrom } from '../../web/charts/timeline-model.ts';
import { fuzzyFilter } from '../../web/kit/fuzzy.ts';
import { place } from '../../web/kit/graph-layout.ts';

const xs = Float64Array.from({ length: 1000 }, (_, i) => i);
const flat = Float64Array.from(xs, () => 1);

test('thinning keeps a spike of one sample', () => {
  const spiked = Float64Array.from(flat);
  spiked[517] = 99;
  const points = thinned(xs, spiked, { from: 0, to: 999 }, 50, 'extremes');
  expect(points.length).toBeLessThanOrEqual(102);
  expect(Math.max(...points.map((p) => p.y))).toBe(99);
});

test('thinning leaves few points alone and keeps gaps', () => {
  const points = thinned([0, 1, 2], [1, NaN, 3], { from: 0, to: 2 }, 50, 'extremes');
  expect(points.map((p) => p.y)).toEqual([1, NaN, 3]);
});

test('a scale takes the lowest round top and forgives noise on a plateau', () => {
  expect(niceScale(30.05, 4)).toEqual({ top: 30, step: 10 });
  expect(niceScale(30.05, 2)).toEqual({ top: 30, step: 15 });
  expect(niceScale(6.1, 2)).toEqual({ top: 6, step: 3 });
  expect(niceScale(183, 3)).toEqual({ top: 200, step: 100 });
});

test('the unit stands at the top of a scale only', () => {
  expect([0, 15, 30].map((v) => tickLabel(v, 30, 'seconds'))).toEqual(['0', '15', '30 s']);
  expect([0, 0.4].map((v) => tickLabel(v, 0.4, 'seconds'))).toEqual(['0', '400 ms']);
  expect(tickLabel(0.5, 1, 'ratio')).toBe('50');
});

test('time labels are round times of the simulated wall clock', () => {
  const range = { from: -928, to: 872 };
  expect(timeStep(range, 240, 60)).toBe(600);
  expect(timeTicks(range, 600, 14 * 3600)).toEqual([-600, 0, 600]);
});

test('the sentence for a chart says now, bound and since when beyond it', () => {
  const rising = Float64Array.from(xs, (x) => (x < 600 ? 0.4 : 30));
  const text = chartSummary(
    'Checkout p99',
    'seconds',
    xs,
    [{ label: 'p99', points: rising }],
    { value: 2, bad: 'above' },
    { from: 0, to: 999 },
    (atS) => momentWords('day', atS, 14 * 3600),
  );
  expect(text.replaceAll('\u00a0', ' ')).toBe(
    'Checkout p99, last 16 min 39 s: now 30.0 s, lowest 400 ms, highest 30.0 s. Bound 2 s, beyond it since 14:10.',
  );
});

test('a chart without samples says so', () => {
  expect(chartSummary('p99', 'seconds', [], [], undefined, { from: 0, to: 60 }, String)).toBe('p99: no data yet.');
  expect(chartTable([], [], { from: 0, to: 60 })).toEqual([]);
});

test('the table beside a chart ends with the newest sample', () => {
  const rows = chartTable(xs, [{ label: 'one', points: flat }], { from: 0, to: 960 });
  expect(rows).toHaveLength(12);
  expect(rows.at(-1)).toEqual({ atS: 960, values: [1] });
});

test('the sample at a time is the last one not after it', () => {
  expect([-1, 0, 5.5, 5000].map((t) => indexAt([0, 5, 10], t))).toEqual([-1, 0, 1, 2]);
});

test('the playhead steps from entry to entry over all lanes and stops at the ends', () => {
  const lanes = [
    { id: 'a', label: 'Alerts', entries: [{ id: '1', atS: 30, detail: 'page', icon: 'dot', tone: 'bad' }] },
    {
      id: 't',
      label: 'Truth',
      entries: [],
      spans: [{ id: '2', fromS: 10, toS: 50, label: 'f', detail: 'fault', look: 'hot' }],
    },
  ] as const;
  const all = moments(lanes);
  expect(all.map((m) => m.atS)).toEqual([10, 30]);
  expect(stepFrom(all, 10, 1)).toBe(30);
  expect(stepFrom(all, 30, 1)).toBeUndefined();
  expect(stepFrom(all, 30, -1)).toBe(10);
});

test('a label that would run into the next shape is left out', () => {
  expect(
    roomForLabels(
      [
        { x: 0, width: 30 },
        { x: 40, width: 30 },
        { x: 200, width: 30 },
      ],
      300,
      8,
    ),
  ).toEqual([false, true, true]);
});

test('a label that would run into a span that has words of its own is left out', () => {
  expect(roomForLabels([{ x: 0, width: 30 }], 300, 8, [{ from: 20, to: 90 }])).toEqual([false]);
  expect(roomForLabels([{ x: 0, width: 30 }], 300, 8, [{ from: 60, to: 90 }])).toEqual([true]);
});

test('shapes of one second stand side by side', () => {
  expect(apart([10, 10, 12, 100], 14)).toEqual([10, 24, 38, 100]);
  expect(apart([10, 10, 10, 10], 14)).toEqual([10, 24, 38, 10]);
});

test('the words of a span stand after what lies at its beginning, or not at all', () => {
  expect(spanLabelAt({ from: 100, to: 300 }, 80, [], 8)).toBe(106);
  expect(spanLabelAt({ from: 100, to: 300 }, 80, [100], 8)).toBe(110);
  expect(spanLabelAt({ from: 100, to: 300 }, 80, [150], 8)).toBe(160);
  expect(spanLabelAt({ from: 100, to: 300 }, 80, [100, 160, 240], 8)).toBeNull();
});

test('a graph is placed without overlaps, loops and unknown ends included', () => {
  const boxes = ['a', 'b', 'c'].map((id) => ({ id, width: 100, height: 40 }));
  const link = { width: 0, height: 0 };
  const placed = place(
    boxes,
    [
      { from: 'a', to: 'b', ...link },
      { from: 'b', to: 'b', ...link },
      { from: 'b', to: 'nowhere', ...link },
    ],
    'down',
  );
  expect(placed.boxes['b']!.y).toBeGreaterThanOrEqual(placed.boxes['a']!.y + 40);
  expect(placed.links.map((l) => l.path !== '')).toEqual([true, true, false]);
});

test('the palette finds by initials and prefers starts of words', () => {
  const found = fuzzyFilter('wc', ['Watch the clock', 'what changed', 'Show code', 'acknowledge'], (text) => text);
  expect(found).toContain('what changed');
  expect(found).not.toContain('acknowledge');
  expect(fuzzyFilter('ack', ['pack', 'acknowledge'], (text) => text)[0]).toBe('acknowledge');
});
