import { describe, expect, it } from 'vitest';
import { SKILLS } from '../../../server/protocol/onboarding.ts';
import type { SeatKind } from '../../../server/protocol/roles.ts';
import { cadenceOf } from '../../../server/set-up/cadence.ts';
import { duePeople } from '../../../server/set-up/due-people.ts';
import type { BegunDrill } from '../../../server/set-up/past-drills.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
let made = 0;
const drill = (mode: BegunDrill['mode'], daysAgo: number, patch: Partial<BegunDrill> = {}): BegunDrill => ({
  id: `d${++made}`,
  mode,
  dateMs: NOW - daysAgo * DAY,
  ended: true,
  lastedS: 1800,
  path: null,
  seats: [seat('Ravi')],
  ...patch,
});
const seat = (name: string, kind: SeatKind = 'fixer', person: string | null = name) => ({ name, kind, person });
const habit = (id: string, ...drills: BegunDrill[]) => cadenceOf(drills, NOW).find((one) => one.id === id)!;

describe('the habits of a team', () => {
  it('before the first drill are three that nobody has begun', () => {
    expect(cadenceOf([], NOW).map(({ id, state, dueMs }) => [id, state, dueMs])).toEqual([
      ['onboarding', 'never', null],
      ['quarterly', 'never', null],
      ['yearly', 'never', null],
    ]);
  });

  it('ask for a tabletop each quarter, the newest counting, due in its last fortnight', () => {
    const newest = drill('tabletop', 10);
    expect(habit('quarterly', drill('tabletop', 200), newest, drill('game-day', 1))).toMatchObject({
      state: 'done',
      last: { drill: newest.id, dateMs: newest.dateMs },
      dueMs: NOW + 80 * DAY,
    });
    expect(habit('quarterly', drill('tabletop', 80)).state).toBe('due');
    expect(habit('quarterly', drill('tabletop', 91)).state).toBe('overdue');
    expect(habit('quarterly', drill('tabletop', 1, { ended: false })).state).toBe('never');
    expect(habit('quarterly', drill('tabletop', 1, { seats: [] })).state).toBe('done');
    expect(habit('quarterly', drill('tabletop', 1, { lastedS: 299 })).state).toBe('never');
  });

  it('ask for a game day each year, in which somebody responded', () => {
    expect(habit('yearly', drill('game-day', 200)).state).toBe('done');
    expect(habit('yearly', drill('game-day', 366)).state).toBe('overdue');
    expect(habit('yearly', drill('game-day', 3, { seats: [seat('Lena', 'facilitator')] })).state).toBe('never');
  });

  it('ask for each new responder’s first live drill within a month of beginning', () => {
    const begun = (name: string, daysAgo: number, ended: boolean) =>
      drill('onboarding', daysAgo, { ended, seats: [seat(name)] });
    expect(habit('onboarding', begun('Mei', 40, true), begun('Tomas', 12, false))).toMatchObject({
      state: 'due',
      dueMs: NOW + 18 * DAY,
      people: { began: 2, drilled: 1, overdue: 0, through: 0 },
    });
    expect(habit('onboarding', begun('Tomas', 31, false))).toMatchObject({
      state: 'overdue',
      people: { began: 1, drilled: 0, overdue: 1 },
    });
    expect(habit('onboarding', begun('Mei', 40, true))).toMatchObject({ state: 'done', dueMs: null });
  });

  it('know who is through the path of five drills', () => {
    const path = [1, 2, 3, 4, 5].map((number) =>
      drill('onboarding', 20, {
        seats: [seat('Mei')],
        path: { drill: `p${number}`, number, dateMs: NOW, ended: true, skills: SKILLS.length },
      }),
    );
    expect(habit('onboarding', ...path).people).toMatchObject({ began: 1, through: 1 });
    expect(habit('onboarding', ...path.slice(1)).people).toMatchObject({ began: 1, through: 0 });
  });
});

describe('who is due', () => {
  const drilled = (name: string, daysAgo: number, kind: SeatKind = 'fixer', person: string | null = name) =>
    drill('game-day', daysAgo, { seats: [seat(name, kind, person)] });
  const due = (...drills: BegunDrill[]) => duePeople(drills, NOW);

  it('is whoever has not drilled for a quarter, the longest first', () => {
    const all = [drilled('Ravi', 120), drilled('Mei', 300, 'breaker'), drilled('Anna', 90), drilled('Tomas', 91)];
    expect(due(...all).map(({ name }) => name)).toEqual(['Mei', 'Ravi', 'Tomas']);
  });

  it('counts somebody’s last drill, however the name was typed', () => {
    expect(due(drilled('Ravi  Menon', 300), drilled(' ravi menon ', 2))).toEqual([]);
  });

  it('leaves out who only watched or facilitated, drills that go on, and names that were erased', () => {
    expect(due(drilled('Lena', 300, 'facilitator'), drilled('Ilse', 300, 'observer'), drilled('', 300))).toEqual([]);
    expect(due(drill('game-day', 300, { ended: false }))).toEqual([]);
  });

  it('says from how many browsers a name came, and what else was typed there, instead of guessing', () => {
    const twice = [drilled('Ravi', 300, 'fixer', 'laptop'), drilled('Ravi', 200, 'fixer', 'phone')];
    expect(due(...twice)).toEqual([{ name: 'Ravi', lastMs: NOW - 200 * DAY, browsers: 2, alsoAs: [] }]);
    const renamed = [drilled('Ravi', 300, 'fixer', 'laptop'), drilled('Ravi Menon', 5, 'fixer', 'laptop')];
    expect(due(...renamed)).toMatchObject([{ name: 'Ravi', browsers: 1, alsoAs: ['Ravi Menon'] }]);
  });
});
