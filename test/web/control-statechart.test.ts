import { expect, test } from 'vitest';
import type { FaultStateView } from '../../server/protocol/room.ts';
import { chartInWords, movesOf, stateNote } from '../../web/control/fault-story.ts';
import { layStatechart, nameOf, wrapped } from '../../web/control/statechart-layout.ts';

const measure = (text: string, size: number) => text.length * size * 0.56;
const fit = (width: number) => ({ width, scale: 1, measure });

function state(id: string, more: Partial<FaultStateView['states'][number]> = {}) {
  return { id, label: nameOf(id), final: false, initial: false, visited: false, ...more };
}

const FAULT: FaultStateView = {
  id: 'export',
  title: 'Report holds connections',
  state: 'holdingAgain',
  fired: true,
  done: false,
  firedAtS: 180,
  sinceS: 600,
  states: [
    state('idle', { initial: true, visited: true }),
    state('holding', { visited: true }),
    state('drained', { visited: true }),
    state('holdingAgain', { visited: true }),
    state('contained', {
      label: 'The connection was lost, which both clients take for a reason to try again.',
    }),
    state('fixed', { final: true }),
  ],
  edges: [
    { from: 'idle', to: 'holding', label: 'fired', hinge: false },
    { from: 'holding', to: 'contained', label: 'reports-export lets go, while paused', hinge: false },
    { from: 'holding', to: 'drained', label: 'reports-export lets go, else', hinge: false },
    { from: 'drained', to: 'holdingAgain', label: '90 s', hinge: false },
    { from: 'holdingAgain', to: 'contained', label: 'reports-export lets go, while paused', hinge: false },
    { from: 'holdingAgain', to: 'drained', label: 'reports-export lets go, else', hinge: true },
    { from: 'contained', to: 'fixed', label: 'all sessions are gone', hinge: false },
    { from: 'contained', to: 'fixed', label: '5 min', hinge: false },
  ],
  history: [
    { atS: 180, from: 'idle', to: 'holding', event: 'fired' },
    { atS: 510, from: 'holding', to: 'drained', event: 'reports-export lets go' },
    { atS: 600, from: 'drained', to: 'holdingAgain', event: '90 s' },
  ],
};

test('a chart fits the width it is given, its states below each other', () => {
  for (const width of [330, 430, 700]) {
    const drawn = layStatechart(FAULT, fit(width));
    expect(drawn.width, `at ${width}`).toBeLessThanOrEqual(width);
    const y = (id: string) => drawn.boxes.find((box) => box.id === id)!.y;
    expect(y('idle')).toBeLessThan(y('holding'));
    expect(y('holding')).toBeLessThan(y('contained'));
  }
});

test('a condition that does not fit its arrow is numbered and listed whole', () => {
  const wide = layStatechart(FAULT, fit(1200));
  const narrow = layStatechart(FAULT, fit(330));
  expect(wide.listed).toEqual([]);
  expect(narrow.listed.length).toBeGreaterThan(0);
  for (const { number, condition } of narrow.listed) {
    expect(narrow.edges.filter((edge) => edge.label?.number === number)).toHaveLength(1);
    expect(condition).not.toContain('…');
  }
});

test('a machine that no layered drawing fits stands in one column, its ways in lanes beside it', () => {
  const ids = [
    'idle',
    'migrating',
    'waiting',
    'cutOff',
    'freeWay',
    'freeAgain',
    'getsThrough',
    'givenUp',
    'over',
    'fixed',
  ];
  const pairs = [[0, 1], [1, 2], [1, 4], [2, 3], [2, 5], [2, 7], [2, 1], [3, 5], [3, 7], [3, 1], [4, 8], [4, 3], [5, 6], [5, 7], [5, 3], [6, 8], [7, 9], [7, 3], [8, 9], [8, 3]]; // prettier-ignore
  const fault = {
    states: ids.map((id) => state(id)),
    edges: pairs.map(([from, to]) => ({
      from: ids[from!]!,
      to: ids[to!]!,
      label: 'unlocked.migrate, else',
      hinge: to! < from!,
    })),
  };
  const drawn = layStatechart(fault, fit(340));
  expect(drawn.width).toBeLessThanOrEqual(340);
  expect(new Set(drawn.boxes.map(({ x }) => x)).size).toBe(1);
  expect(drawn.listed).toHaveLength(pairs.length);
  for (const { label } of drawn.edges) {
    expect(label!.x).toBeGreaterThan(0);
    expect(label!.x).toBeLessThan(drawn.width);
  }
});

test('several conditions of one way share an arrow', () => {
  const drawn = layStatechart(FAULT, fit(1200));
  const last = drawn.edges.filter(({ from, to }) => from === 'contained' && to === 'fixed');
  expect(last).toHaveLength(1);
  expect(last[0]?.label?.lines.join(' ')).toBe('all sessions are gone, or 5 min');
});

test('a sentence is no title: it is listed under the name of its state', () => {
  const box = layStatechart(FAULT, fit(700)).boxes.find(({ id }) => id === 'contained');
  expect(box?.title).toEqual(['contained']);
  expect(box?.means).toMatch(/^The connection was lost/);
});

test('nothing is drawn outside of the chart', () => {
  const drawn = layStatechart(FAULT, fit(430));
  for (const { x, y, width, height } of drawn.boxes) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(drawn.width);
    expect(y + height).toBeLessThanOrEqual(drawn.height);
  }
});

test('a state says how long it has lasted, when it was left, or that it is to come', () => {
  const note = (id: string) =>
    stateNote(
      FAULT,
      FAULT.states.find((one) => one.id === id)!,
      692,
    );
  expect(note('holdingAgain')).toBe(
    'for 1 min 32 s'.replaceAll(' ', '\u00a0').replace('for\u00a0', 'for ').replace('min\u00a032', 'min 32'),
  );
  expect(note('idle')).toBe('until 03:00');
  expect(note('holding')).toBe('03:00–08:30');
  expect(note('contained')).toBe('not yet');
  expect(note('fixed')).toBe('the end');
});

test('the history has the newest move first, with its reason', () => {
  expect(movesOf(FAULT)[0]).toEqual({ atS: 600, from: 'drained', to: 'holding again', why: '90 s' });
  expect(movesOf(FAULT)).toHaveLength(3);
});

test('a move with several arrows says which event it was, in words', () => {
  const moved = (event: string) =>
    movesOf({ ...FAULT, history: [{ atS: 9, from: 'contained', to: 'fixed', event }] })[0]?.why;
  expect(moved('xstate.after.300000.fault.contained')).toBe('5\u00a0min');
  expect(moved('ended.reports-export')).toBe('reports-export ended');
  expect(moved('STOP')).toBe('stopped by hand');
});

test('who cannot see the chart is told where it stands and what leads where', () => {
  const words = chartInWords(FAULT, 692);
  expect(words).toContain('Now: holding again.');
  expect(words).toContain('holding again to drained when reports-export lets go, else, a way back');
});

test('lines break between words only', () => {
  expect(wrapped('reports-export lets go, while paused', 18)).toEqual(['reports-export', 'lets go, while', 'paused']);
  expect(wrapped('', 18)).toEqual([]);
});
