import type { CadenceView } from '../../server/protocol/http.ts';
import type { MarkState } from '../kit/vocabulary.ts';

const DAY_MS = 86_400_000;
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DATE_AND_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** What a habit is, and where one begins. */
export const HABITS: Record<CadenceView['id'], { title: string; rule: string; begin: string; href: string }> = {
  onboarding: {
    title: 'Onboarding',
    rule: 'within the first month',
    begin: 'Begin the path',
    href: '/onboarding',
  },
  quarterly: {
    title: 'Quarterly',
    rule: 'one tabletop each quarter',
    begin: 'Set up a tabletop',
    href: '/new?mode=tabletop',
  },
  yearly: {
    title: 'Yearly',
    rule: 'one game day a year',
    begin: 'Set up a game day',
    href: '/new?mode=game-day',
  },
};

/** A ring and its words. */
export interface DrawnHabit {
  center: string;
  done: number;
  due: number;
  overdue: number;
  mark: MarkState;
  word: string;
}

/** "28 Mar"; with the year when it is another one. */
export function dayWords(ms: number, nowMs: number): string {
  const sameYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return (sameYear ? DATE : DATE_AND_YEAR).format(ms);
}

/** Of a habit of the team the ring is the time that is left; of onboarding it is the people. */
export function drawnHabit(habit: CadenceView, nowMs: number): DrawnHabit {
  return habit.people ? peopleRing(habit, habit.people, nowMs) : timeRing(habit, nowMs);
}

function timeRing({ everyDays, dueMs, state }: CadenceView, nowMs: number): DrawnHabit {
  if (dueMs === null) return { center: '–', done: 0, due: 0, overdue: 0, mark: 'open', word: 'not run yet' };
  const days = Math.ceil(Math.abs(dueMs - nowMs) / DAY_MS);
  const by = dayWords(dueMs, nowMs);
  if (state === 'overdue')
    return { center: `−${days} d`, done: 0, due: 0, overdue: 1, mark: 'overdue', word: `overdue since ${by}` };
  const left = Math.min(1, days / everyDays);
  const soon = state === 'due';
  return {
    center: `${days} d`,
    done: soon ? 0 : left,
    due: soon ? left : 0,
    overdue: 0,
    mark: soon ? 'due' : 'met',
    word: soon ? `due by ${by}` : `next by ${by}`,
  };
}

function peopleRing(
  { dueMs, state }: CadenceView,
  { began, drilled, overdue }: NonNullable<CadenceView['people']>,
  nowMs: number,
): DrawnHabit {
  if (began === 0) return { center: '–', done: 0, due: 0, overdue: 0, mark: 'open', word: 'nobody has begun' };
  const shares = { done: drilled / began, due: (began - drilled - overdue) / began, overdue: overdue / began };
  const center = `${drilled}/${began}`;
  if (dueMs === null) return { ...shares, center, mark: 'met', word: 'all who began have drilled' };
  const by = dayWords(dueMs, nowMs);
  return state === 'overdue'
    ? { ...shares, center, mark: 'overdue', word: `${overdue} overdue since ${by}` }
    : { ...shares, center, mark: 'due', word: `${began - drilled} due by ${by}` };
}

/** "2 through all five": of those who began. */
export function throughWords({ through }: NonNullable<CadenceView['people']>): string {
  return through === 0 ? 'nobody yet through all five' : `${through} through all five`;
}
