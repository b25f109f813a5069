import { expect, test } from 'vitest';
import { sampleTabletop } from '../../web/gallery/samples-tabletop.ts';
import { changesBetween } from '../../web/tabletop/consequence.ts';
import { mapAt } from '../../web/tabletop/map-at.ts';
import { chartsAt, columnsUntil, inOrder, windowOf } from '../../web/tabletop/round-charts.ts';
import { qrPath } from '../../web/kit/qr-path.ts';

const drill = sampleTabletop('fixer');
const specs = drill.view!.head.charts;
const [first, second] = drill.view!.tabletop!.rounds;
const columns = (values: (number | null)[][]) => ({ times: [0, 60, 120, 180], values });

test('an earlier round is drawn without what came later', () => {
  const cut = columnsUntil(columns([[1, 2, 3, 4]]), 125);
  expect(cut).toEqual({ times: [0, 60, 120], values: [[1, 2, 3]] });
});

test('an earlier round shows the map as it was; one of an older drill shows none rather than a wrong one', () => {
  const now = [
    { id: 'web', kind: 'service' as const, health: 'healthy' as const, detail: '6 pods', dependsOn: ['db'] },
  ];
  const then = { id: 'web', health: 'down' as const, detail: '0 pods' };
  const at = (health?: (typeof then)[]) => ({ evidence: { ...first!.evidence, ...(health ? { health } : {}) } });
  expect(mapAt(now, at([then]), false)).toEqual([{ ...now[0], health: 'down', detail: '0 pods' }]);
  expect(mapAt(now, at(), false)).toEqual([]);
  expect(mapAt(now, at(), true)).toEqual(now);
});

test('the evidence shows twenty minutes to the round', () => {
  expect(windowOf({ atS: 540 })).toEqual({ from: -660, to: 540 });
});

test('the telling chart comes first, and without one the first of the scenario', () => {
  const charts = chartsAt(specs, columns([[1], [1]]), 180);
  expect(inOrder(charts, { ...second!, evidence: { ...second!.evidence, charts: ['errors'] } })).toMatchObject({
    telling: [{ spec: { id: 'errors' } }],
    rest: [{ spec: { id: 'p99' } }],
  });
  const none = inOrder(charts, { ...second!, evidence: { ...second!.evidence, charts: [] } });
  expect(none.telling.map(({ spec }) => spec.id)).toEqual(['p99']);
});

/** Checkout p99 (bound 2 s) and failing checkouts (bound 1 %), before and after. */
function changes(p99: [number, number], errors: [number, number]) {
  const at = (n: 0 | 1) => chartsAt(specs, { times: [0], values: [[p99[n]], [errors[n]]] }, 0);
  return changesBetween(first!, second!, { before: at(0), after: at(1) }).map(({ words, state, moved }) => [words, state, moved]); // prettier-ignore
}

test('what came of a decision is said against the bound', () => {
  expect(changes([30, 0.4], [0.1, 6])).toEqual([
    [expect.stringMatching(/^back inside its bound of 2.s$/), 'healthy', true],
    [expect.stringMatching(/^now beyond its bound of 1.%$/), 'down', true],
  ]);
  expect(changes([30, 8], [6, 12])).toEqual([
    [expect.stringMatching(/^better, still beyond/), 'degraded', true],
    [expect.stringMatching(/^worse, beyond/), 'down', true],
  ]);
});

test('a wiggle is no change', () => {
  expect(changes([30, 29], [0.1, 0.12])).toEqual([
    [expect.stringMatching(/^as before, beyond/), 'down', false],
    [expect.stringMatching(/^inside its bound/), 'healthy', false],
  ]);
});

test('a chart without data says nothing', () => {
  expect(changes([NaN, 1], [0.1, 0.1])).toHaveLength(1);
});

test('a QR code keeps the quiet border of four modules on all sides', () => {
  const { size, d } = qrPath('https://drillbook.example/join/copper-kettle-42');
  const starts = [...d.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => ({
    x: Number(x),
    y: Number(y),
    to: Number(x) + Number(length),
  }));
  expect(Math.min(...starts.map(({ x }) => x))).toBe(4);
  expect(Math.min(...starts.map(({ y }) => y))).toBe(4);
  expect(Math.max(...starts.map(({ to }) => to))).toBe(size - 4);
  // The corner's finder pattern: seven dark modules in a row.
  expect(d.startsWith('M4 4h7v1h-7z')).toBe(true);
});
