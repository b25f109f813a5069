import {
  addMonths,
  civilTime,
  DAY_MS,
  daysInMonth,
  HOUR_MS,
  MINUTE_MS,
  pad,
  SECOND_MS,
  secondsText,
} from './moment.ts';

/** PostgreSQL's interval: three parts that do not convert into each other by themselves. */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

const DAYS_PER_MONTH = 30;

export function interval(months: number, days: number, ms: number): Interval {
  return { months, days, ms };
}

export function isInterval(value: unknown): value is Interval {
  return typeof value === 'object' && value !== null && 'months' in value;
}

/** For comparison a month counts 30 days and a day 24 hours. */
export function intervalToMs({ months, days, ms }: Interval): number {
  return (months * DAYS_PER_MONTH + days) * DAY_MS + ms;
}

export function addIntervals(a: Interval, b: Interval, sign: 1 | -1 = 1): Interval {
  return interval(a.months + sign * b.months, a.days + sign * b.days, a.ms + sign * b.ms);
}

/** Fractions of months fall into days, fractions of days into time, as in PostgreSQL's interval_mul. */
export function scaleInterval(value: Interval, factor: number): Interval {
  const months = Math.trunc(value.months * factor);
  const exactDays = value.days * factor + (value.months * factor - months) * DAYS_PER_MONTH;
  const days = Math.trunc(Math.round(exactDays * 1e6) / 1e6);
  const ms = value.ms * factor + (exactDays - days) * DAY_MS;
  return interval(months, days, Math.round(ms * 1000) / 1000);
}

export function addToMoment(ms: number, by: Interval, sign: 1 | -1 = 1): number {
  const shifted = by.months === 0 ? ms : addMonths(ms, sign * by.months);
  return shifted + sign * (by.days * DAY_MS + by.ms);
}

/** `later - earlier` as whole days and a time of the same sign. */
export function momentDifference(later: number, earlier: number): Interval {
  const difference = later - earlier;
  const days = Math.trunc(difference / DAY_MS);
  return interval(0, days, difference - days * DAY_MS);
}

/** `age(later, earlier)`: years, months and days counted on the calendar. */
export function calendarAge(later: number, earlier: number): Interval {
  if (later < earlier) return negateInterval(calendarAge(earlier, later));
  const to = civilTime(later);
  const from = civilTime(earlier);
  let ms = later - to.epochDay * DAY_MS - (earlier - from.epochDay * DAY_MS);
  let days = to.day - from.day;
  let months = (to.year - from.year) * 12 + to.month - from.month;
  if (ms < 0) {
    ms += DAY_MS;
    days -= 1;
  }
  if (days < 0) {
    days += daysInMonth(from.year, from.month);
    months -= 1;
  }
  return interval(months, days, ms);
}

export function negateInterval({ months, days, ms }: Interval): Interval {
  return interval(0 - months, 0 - days, 0 - ms);
}

/** PostgreSQL's default output style: `1 year 2 mons 3 days -04:05:06.7`. */
export function intervalText(value: Interval): string {
  const years = Math.trunc(value.months / 12);
  const months = value.months % 12;
  const ms = Math.round(value.ms * 1000) / 1000;
  const parts: { amount: number; unit: string }[] = [
    { amount: years, unit: 'year' },
    { amount: months, unit: 'mon' },
    { amount: value.days, unit: 'day' },
  ].filter(({ amount }) => amount !== 0);
  let negativeBefore = false;
  const words = parts.map(({ amount, unit }) => {
    const sign = negativeBefore && amount > 0 ? '+' : '';
    negativeBefore = amount < 0;
    return `${sign}${amount} ${unit}${amount === 1 ? '' : 's'}`;
  });
  if (ms !== 0 || words.length === 0) words.push(timeText(ms, negativeBefore));
  return words.join(' ');
}

function timeText(ms: number, negativeBefore: boolean): string {
  const magnitude = Math.abs(ms);
  const sign = ms < 0 ? '-' : negativeBefore ? '+' : '';
  const hours = Math.floor(magnitude / HOUR_MS);
  const minutes = Math.floor((magnitude % HOUR_MS) / MINUTE_MS);
  return `${sign}${pad(hours)}:${pad(minutes)}:${secondsText((magnitude % MINUTE_MS) / SECOND_MS)}`;
}

interface Unit {
  names: readonly string[];
  months?: number;
  days?: number;
  ms?: number;
}

const BARE_NUMBER: Unit = { names: [], ms: SECOND_MS };

const UNITS: readonly Unit[] = [
  { names: ['microsecond', 'microseconds', 'us', 'usec', 'usecs'], ms: 0.001 },
  { names: ['millisecond', 'milliseconds', 'ms', 'msec', 'msecs'], ms: 1 },
  { names: ['second', 'seconds', 'sec', 'secs', 's'], ms: SECOND_MS },
  { names: ['minute', 'minutes', 'min', 'mins', 'm'], ms: MINUTE_MS },
  { names: ['hour', 'hours', 'hr', 'hrs', 'h'], ms: HOUR_MS },
  { names: ['day', 'days', 'd'], days: 1 },
  { names: ['week', 'weeks', 'w'], days: 7 },
  { names: ['month', 'months', 'mon', 'mons'], months: 1 },
  { names: ['year', 'years', 'yr', 'yrs', 'y'], months: 12 },
];

/** Reads `5 minutes`, `1h 30m`, `1 day 02:03:04.5`, `-2 weeks`, `1 hour ago`, and bare seconds; else undefined. */
export function parseInterval(text: string): Interval | undefined {
  let rest = text.trim().toLowerCase();
  if (rest === '') return undefined;
  const ago = /\sago$/.test(rest);
  if (ago) rest = rest.replace(/\s+ago$/, '');
  let total = interval(0, 0, 0);
  while (rest !== '') {
    const part = readClock(rest) ?? readAmount(rest);
    if (!part) return undefined;
    total = addIntervals(total, part.value);
    rest = rest.slice(part.length).trimStart();
  }
  return ago ? negateInterval(total) : total;
}

function readClock(text: string): { value: Interval; length: number } | undefined {
  const match = /^([+-]?)(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?(?=\s|$)/.exec(text);
  if (!match) return undefined;
  const ms = Number(match[2]) * HOUR_MS + Number(match[3]) * MINUTE_MS + Number(match[4] ?? 0) * SECOND_MS;
  return { value: interval(0, 0, match[1] === '-' ? -ms : ms), length: match[0].length };
}

function readAmount(text: string): { value: Interval; length: number } | undefined {
  const match = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)\s*([a-z]+)?(?=[\s\d+-]|$)/.exec(text);
  if (!match) return undefined;
  const name = match[2];
  const unit = name === undefined ? BARE_NUMBER : UNITS.find(({ names }) => names.includes(name));
  // A bare number is seconds, and only at the end.
  if (!unit || (name === undefined && match[0].length !== text.length)) return undefined;
  const one = interval(unit.months ?? 0, unit.days ?? 0, unit.ms ?? 0);
  return { value: scaleInterval(one, Number(match[1])), length: match[0].length };
}
