// @vitest-environment node
import { expect, test } from 'vitest';
import type { LibraryCard, SearchAnswer } from '../../server/protocol/library.ts';
import { excerptOf, filtered, findingsWord, freshness, grouped, pieces } from '../../web/library/groups.ts';
import { readLibraryPlace } from '../../web/library/place.ts';

const card = (id: string, change: Partial<LibraryCard> = {}): LibraryCard => ({
  id,
  title: `Title of ${id}`,
  category: 'Incident',
  owner: 'Jo',
  path: `runbooks/${id}.md`,
  version: 1,
  origin: 'imported',
  draft: false,
  retired: false,
  alerts: [],
  services: ['checkout'],
  tags: [],
  steps: 3,
  lastTested: '2026-01-01',
  daysSinceTested: 10,
  reviewDueMs: null,
  findings: { must: 0, should: 0, may: 0 },
  openGaps: 0,
  lastRun: null,
  unplaced: 0,
  ...change,
});
const place = (query: string) => readLibraryPlace('/library', query)!;
const ids = (rows: { card: LibraryCard }[]) => rows.map((row) => row.card.id);
const answer = (...hits: [string, boolean][]): SearchAnswer => ({
  hits: hits.map(([id, exact]) => ({ id, exact, where: 'scope', line: 3, excerpt: 'x', marks: [] })),
  ms: 1,
});

test('what contains the words stands first, what nearly does second, the rest below', () => {
  const cards = [card('A'), card('B'), card('C')];
  const groups = grouped(cards, 'timed out', answer(['C', true], ['A', false]));
  expect([ids(groups.exact), ids(groups.near), ids(groups.others)]).toEqual([['C'], ['A'], ['B']]);
});

test('until the server answers, titles and alerts are looked through at once', () => {
  const cards = [card('A', { alerts: ['PoolPending'] }), card('B')];
  const groups = grouped(cards, 'poolpe', null);
  expect([ids(groups.near), ids(groups.others)]).toEqual([['A'], ['B']]);
});

test('a hit that the filters leave out is not shown', () => {
  const cards = filtered([card('A', { owner: 'Ravi' }), card('B')], place('?owner=Ravi'));
  expect(ids(grouped(cards, 'x', answer(['B', true], ['A', true])).exact)).toEqual(['A']);
});

test('retired pages are out of the way until somebody asks for them', () => {
  const cards = [card('A'), card('B', { retired: true })];
  expect(filtered(cards, place('')).map(({ id }) => id)).toEqual(['A']);
  expect(filtered(cards, place('?is=retired')).map(({ id }) => id)).toEqual(['B']);
});

test('several filters must all hold', () => {
  const cards = [
    card('A', { daysSinceTested: 100, openGaps: 1 }),
    card('B', { daysSinceTested: 100 }),
    card('C', { openGaps: 1 }),
  ];
  expect(filtered(cards, place('?is=stale&is=failing')).map(({ id }) => id)).toEqual(['A']);
});

test('freshness is said in a word: never, an age, gaps open, a draft', () => {
  expect(freshness(card('A', { daysSinceTested: null }))).toEqual({ state: 'missed', word: 'never' });
  expect(freshness(card('A', { daysSinceTested: 211 }))).toEqual({ state: 'overdue', word: '211 d' });
  expect(freshness(card('A', { daysSinceTested: 2, openGaps: 3 }), true)).toEqual({
    state: 'stale',
    word: 'tested 2 d ago, 3 gaps open',
  });
  expect(freshness(card('A', { draft: true })).word).toBe('draft');
});

test('suggestions that may be ignored do not make a page unclean', () => {
  expect(findingsWord(card('A', { findings: { must: 0, should: 0, may: 5 } }))).toBe('clean');
  expect(findingsWord(card('A', { findings: { must: 1, should: 0, may: 5 } }))).toBe('1 finding');
});

test('marks cut a line where they stand, without its list mark', () => {
  expect(pieces('abcdef', [[4, 5], [1, 2]]).map(({ text, found }) => (found ? `[${text}]` : text)).join('')).toBe('a[b]cd[e]f'); // prettier-ignore
  const hit = { id: 'A', where: '', line: 1, exact: true, excerpt: '- [ ] pool waits', marks: [[6, 10]] as [number, number][] }; // prettier-ignore
  expect(excerptOf(hit)).toEqual([
    { text: 'pool', found: true },
    { text: ' waits', found: false },
  ]);
});
