import { describe, expect, test } from 'vitest';
import type { CadenceView } from '../../server/protocol/http.ts';
import { dayWords, drawnHabit, HABITS } from '../../web/home/cadence-words.ts';

const DAY = 86_400_000;
const NOW = new Date(2026, 10, 21, 12).getTime();
const habit = (patch: Partial<CadenceView>): CadenceView => ({
  id: 'quarterly',
  everyDays: 90,
  last: null,
  dueMs: null,
  state: 'never',
  ...patch,
});
const drawn = (patch: Partial<CadenceView>) => drawnHabit(habit(patch), NOW);

describe('a ring of the cadence', () => {
  test('is empty before the first drill, and says so', () => {
    expect(drawn({})).toMatchObject({ center: '–', done: 0, due: 0, overdue: 0, word: 'not run yet' });
    expect(drawn({ id: 'onboarding', people: { began: 0, drilled: 0, overdue: 0, through: 0 } }).word).toBe(
      'nobody has begun',
    );
  });

  test('of a team’s habit is the time that is left, with the day', () => {
    expect(drawn({ state: 'done', dueMs: NOW + 45 * DAY })).toMatchObject({
      center: '45 d',
      done: 0.5,
      mark: 'met',
      word: 'next by 5 Jan 2027',
    });
    expect(drawn({ state: 'due', dueMs: NOW + 9 * DAY })).toMatchObject({ done: 0, due: 0.1, word: 'due by 30 Nov' });
    expect(drawn({ state: 'overdue', dueMs: NOW - 12 * DAY })).toMatchObject({
      center: '−12 d',
      overdue: 1,
      word: 'overdue since 9 Nov',
    });
  });

  test('of onboarding is the people, and never names one', () => {
    const people = { began: 4, drilled: 2, overdue: 1, through: 1 };
    expect(drawn({ id: 'onboarding', state: 'overdue', dueMs: NOW - DAY, people })).toEqual({
      center: '2/4',
      done: 0.5,
      due: 0.25,
      overdue: 0.25,
      mark: 'overdue',
      word: '1 overdue since 20 Nov',
    });
    expect(drawn({ state: 'done', people: { ...people, drilled: 4, overdue: 0 } }).mark).toBe('met');
  });

  test('leads to where its drill begins', () => {
    expect(Object.values(HABITS).map(({ href }) => href)).toEqual([
      '/onboarding',
      '/new?mode=tabletop',
      '/new?mode=game-day',
    ]);
  });

  test('names the year only when it is another one', () => {
    expect([dayWords(NOW, NOW), dayWords(NOW - 365 * DAY, NOW)]).toEqual(['21 Nov', '21 Nov 2025']);
  });
});
