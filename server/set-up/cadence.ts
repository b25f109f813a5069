import { PATH } from '../onboarding/path.ts';
import { pathView } from '../onboarding/path-view.ts';
import type { CadenceView } from '../protocol/http.ts';
import { isPractised, nameKey, type BegunDrill } from './past-drills.ts';

export const DAY_MS = 86_400_000;
/** Each quarter the team takes a runbook entry and runs a tabletop on it (the drill loop). */
export const QUARTER_DAYS = 90;
/** Once a year a full-scale simulation. */
const YEAR_DAYS = 365;
/** A new responder does a live simulation within the first month. */
const MONTH_DAYS = 30;

/**
 * The team's three habits, from drills that were ended and not just tried out: what was last, and by when the next is due.
 * A game day counts when somebody responded in it, a tabletop always: one screen in the room seats nobody.
 */
export function cadenceOf(drills: readonly BegunDrill[], nowMs: number): CadenceView[] {
  const practised = drills.filter(isPractised);
  const tabletops = practised.filter(({ mode }) => mode === 'tabletop');
  const gameDays = practised.filter(
    ({ mode, seats }) => mode === 'game-day' && seats.some(({ kind }) => kind === 'fixer'),
  );
  return [
    onboarding(drills, nowMs),
    { id: 'quarterly', everyDays: QUARTER_DAYS, ...again(newest(tabletops), QUARTER_DAYS, nowMs) },
    { id: 'yearly', everyDays: YEAR_DAYS, ...again(newest(gameDays), YEAR_DAYS, nowMs) },
  ];
}

type Standing = Pick<CadenceView, 'last' | 'dueMs' | 'state'>;

function again(last: BegunDrill | null, everyDays: number, nowMs: number): Standing {
  if (!last) return { last: null, dueMs: null, state: 'never' };
  const dueMs = last.dateMs + everyDays * DAY_MS;
  return { last: lastOf(last), dueMs, state: stateOf(dueMs, everyDays, nowMs) };
}

/** Due when a sixth of the time is left: a fortnight of a quarter, two months of a year, five days of a month. */
function stateOf(dueMs: number, everyDays: number, nowMs: number): CadenceView['state'] {
  if (nowMs > dueMs) return 'overdue';
  return dueMs - nowMs <= (everyDays / 6) * DAY_MS ? 'due' : 'done';
}

/** New responders by name: whoever was a fixer in an onboarding drill. A month after it began one of them should be over. */
function onboarding(drills: readonly BegunDrill[], nowMs: number): CadenceView {
  const own = new Map<string, BegunDrill[]>();
  for (const drill of drills) {
    if (drill.mode !== 'onboarding') continue;
    for (const { name, kind } of drill.seats)
      if (kind === 'fixer' && name !== '') own.set(nameKey(name), [...(own.get(nameKey(name)) ?? []), drill]);
  }
  const people = [...own.values()];
  const waiting = people.filter((one) => !one.some(isPractised));
  const dueAts = waiting.map((one) => Math.min(...one.map(({ dateMs }) => dateMs)) + MONTH_DAYS * DAY_MS);
  const last = newest(people.flat().filter(isPractised));
  const dueMs = dueAts.length === 0 ? null : Math.min(...dueAts);
  return {
    id: 'onboarding',
    everyDays: MONTH_DAYS,
    last: last && lastOf(last),
    dueMs,
    state: people.length === 0 ? 'never' : dueMs === null ? 'done' : nowMs > dueMs ? 'overdue' : 'due',
    people: {
      began: people.length,
      drilled: people.length - waiting.length,
      overdue: dueAts.filter((atMs) => nowMs > atMs).length,
      through: people.filter(isThrough).length,
    },
  };
}

function isThrough(own: readonly BegunDrill[]): boolean {
  const { drills } = pathView(
    own.flatMap(({ path }) => path ?? []),
    new Map(),
  );
  return drills.length === PATH.length && drills.every(({ state }) => state === 'done');
}

function newest(drills: readonly BegunDrill[]): BegunDrill | null {
  return drills.reduce<BegunDrill | null>((best, one) => (best && best.dateMs >= one.dateMs ? best : one), null);
}

function lastOf({ id, dateMs }: BegunDrill): { drill: string; dateMs: number } {
  return { drill: id, dateMs };
}
