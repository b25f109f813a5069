import { type Decimal, decimal, decimalToNumber } from '../decimal.ts';
import { SqlFault } from '../fault.ts';
import { calendarAge, type Interval, interval, intervalToMs } from '../interval.ts';
import { civilTime, DAY_MS, daysFromCivil, HOUR_MS, MINUTE_MS, momentOf, SECOND_MS } from '../moment.ts';
import { momentToChar, intervalToChar } from '../to-char.ts';
import { typeName } from '../types.ts';
import type { Builtin } from './builtin.ts';

const MOMENTS = ['timestamptz', 'timestamp'] as const;

export const timeFunctions: readonly Builtin[] = [
  ...['now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp'].map((name): Builtin => ({
    name,
    args: [],
    returns: 'timestamptz',
    run: (_args, session) => session.catalog.nowMs,
  })),
  ...MOMENTS.flatMap((type): Builtin[] => [
    {
      name: 'age',
      args: [type, type],
      returns: 'interval',
      run: ([later, earlier]) => calendarAge(later as number, earlier as number),
    },
    {
      name: 'age',
      args: [type],
      returns: 'interval',
      run: ([earlier], session) => calendarAge(midnight(session.catalog.nowMs), earlier as number),
    },
    {
      name: 'date_trunc',
      args: ['text', type],
      returns: type,
      run: ([unit, moment]) => truncateMoment(unit as string, moment as number, type),
    },
    {
      name: 'extract',
      args: ['text', type],
      returns: 'numeric',
      run: ([field, moment]) => momentField(field as string, moment as number, type),
    },
    {
      name: 'date_part',
      args: ['text', type],
      returns: 'float8',
      run: ([field, moment]) => decimalToNumber(momentField(field as string, moment as number, type)),
    },
    {
      name: 'to_char',
      args: [type, 'text'],
      returns: 'text',
      run: ([moment, form]) => momentToChar(moment as number, form as string),
    },
  ]),
  {
    name: 'extract',
    args: ['text', 'interval'],
    returns: 'numeric',
    run: ([field, value]) => intervalField(field as string, value as Interval),
  },
  {
    name: 'date_part',
    args: ['text', 'interval'],
    returns: 'float8',
    run: ([field, value]) => decimalToNumber(intervalField(field as string, value as Interval)),
  },
  {
    name: 'date_trunc',
    args: ['text', 'interval'],
    returns: 'interval',
    run: ([unit, value]) => truncateInterval(unit as string, value as Interval),
  },
  {
    name: 'to_char',
    args: ['interval', 'text'],
    returns: 'text',
    run: ([value, form]) => intervalToChar(value as Interval, form as string),
  },
  {
    name: 'to_timestamp',
    args: ['float8'],
    returns: 'timestamptz',
    run: ([seconds]) => (seconds as number) * SECOND_MS,
  },
  { name: 'justify_interval', args: ['interval'], returns: 'interval', run: ([value]) => justified(value as Interval) },
  {
    name: 'justify_hours',
    args: ['interval'],
    returns: 'interval',
    run: ([value]) => {
      const { months, days, ms } = value as Interval;
      return interval(months, days + Math.trunc(ms / DAY_MS), ms % DAY_MS);
    },
  },
  {
    name: 'make_interval',
    args: ['int4', 'int4', 'int4', 'int4', 'int4', 'int4', 'float8'],
    returns: 'interval',
    run: (parts) => {
      const [years, months, weeks, days, hours, minutes, seconds] = parts as [number, number, number, number, number, number, number]; // prettier-ignore
      return interval(
        years * 12 + months,
        weeks * 7 + days,
        hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS,
      );
    },
  },
  {
    name: 'date_bin',
    args: ['interval', 'timestamptz', 'timestamptz'],
    returns: 'timestamptz',
    run: ([stride, moment, origin]) => {
      const step = intervalToMs(stride as Interval);
      if ((stride as Interval).months !== 0) throw new SqlFault('timestamps cannot be binned into intervals containing months or years'); // prettier-ignore
      if (step <= 0) throw new SqlFault('stride must be greater than zero');
      return (origin as number) + Math.floor(((moment as number) - (origin as number)) / step) * step;
    },
  },
  // `AT TIME ZONE 'UTC'` is the only zone of the simulated servers.
  {
    name: 'timezone',
    args: ['text', 'timestamptz'],
    returns: 'timestamp',
    run: ([zone, moment]) => inZone(zone as string, moment as number),
  },
  {
    name: 'timezone',
    args: ['text', 'timestamp'],
    returns: 'timestamptz',
    run: ([zone, moment]) => inZone(zone as string, moment as number),
  },
];

function midnight(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function inZone(zone: string, moment: number): number {
  if (!['utc', 'gmt', 'z', 'etc/utc'].includes(zone.toLowerCase()))
    throw new SqlFault(`time zone "${zone}" not recognized`);
  return moment;
}

function justified(value: Interval): Interval {
  const totalDays = value.days + Math.trunc(value.ms / DAY_MS);
  const months = value.months + Math.trunc(totalDays / 30);
  return interval(months, totalDays % 30, value.ms % DAY_MS);
}

function unknownUnit(unit: string, type: 'timestamptz' | 'timestamp' | 'interval'): never {
  throw new SqlFault(`unit "${unit}" not recognized for type ${typeName(type)}`);
}

/** `minutes` and `mins` name the same field as `minute`. */
function singular(unit: string): string {
  const name = unit.toLowerCase();
  const aliases: Readonly<Record<string, string>> = {
    sec: 'second',
    secs: 'second',
    min: 'minute',
    mins: 'minute',
    hr: 'hour',
    hrs: 'hour',
    mon: 'month',
    mons: 'month',
  };
  return Object.hasOwn(aliases, name) ? aliases[name]! : name.replace(/s$/, '');
}

function truncateMoment(unit: string, ms: number, type: 'timestamptz' | 'timestamp'): number {
  const { year, month, epochDay } = civilTime(ms);
  switch (singular(unit)) {
    case 'millisecond':
      return Math.floor(ms);
    case 'second':
      return Math.floor(ms / SECOND_MS) * SECOND_MS;
    case 'minute':
      return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
    case 'hour':
      return Math.floor(ms / HOUR_MS) * HOUR_MS;
    case 'day':
      return epochDay * DAY_MS;
    case 'week':
      // 1970-01-01 was a Thursday; weeks start on Monday.
      return (epochDay - ((((epochDay + 3) % 7) + 7) % 7)) * DAY_MS;
    case 'month':
      return momentOf(year, month, 1);
    case 'quarter':
      return momentOf(year, Math.floor((month - 1) / 3) * 3 + 1, 1);
    case 'year':
      return momentOf(year, 1, 1);
    default:
      return unknownUnit(unit, type);
  }
}

function truncateInterval(unit: string, value: Interval): Interval {
  const sizes: Readonly<Record<string, number>> = { second: SECOND_MS, minute: MINUTE_MS, hour: HOUR_MS };
  const name = singular(unit);
  if (Object.hasOwn(sizes, name)) return { ...value, ms: Math.trunc(value.ms / sizes[name]!) * sizes[name]! };
  if (name === 'day') return { ...value, ms: 0 };
  if (name === 'month') return interval(value.months, 0, 0);
  return unknownUnit(unit, 'interval');
}

/** Milliseconds as seconds with the six decimals that extract shows. */
function secondsDecimal(ms: number): Decimal {
  return decimal(BigInt(Math.round(ms * 1000)), 6);
}

function whole(value: number): Decimal {
  return decimal(BigInt(value), 0);
}

function momentField(field: string, ms: number, type: 'timestamptz' | 'timestamp'): Decimal {
  const civil = civilTime(ms);
  const weekday = (((civil.epochDay + 4) % 7) + 7) % 7;
  switch (field.toLowerCase()) {
    case 'epoch':
      return secondsDecimal(ms);
    case 'dow':
      return whole(weekday);
    case 'isodow':
      return whole(weekday === 0 ? 7 : weekday);
    case 'doy':
      return whole(civil.epochDay - daysFromCivil(civil.year, 1, 1) + 1);
  }
  switch (singular(field)) {
    case 'second':
      return secondsDecimal(civil.second * SECOND_MS);
    case 'millisecond':
      return decimal(BigInt(Math.round(civil.second * 1_000_000)), 3);
    case 'minute':
      return whole(civil.minute);
    case 'hour':
      return whole(civil.hour);
    case 'day':
      return whole(civil.day);
    case 'month':
      return whole(civil.month);
    case 'quarter':
      return whole(Math.floor((civil.month - 1) / 3) + 1);
    case 'year':
      return whole(civil.year);
    default:
      return unknownUnit(field, type);
  }
}

/** For `epoch` a year counts 365.25 days and a month 30. */
function intervalField(field: string, value: Interval): Decimal {
  const years = Math.trunc(value.months / 12);
  const months = value.months % 12;
  if (field.toLowerCase() === 'epoch') {
    return secondsDecimal(years * 365.25 * DAY_MS + intervalToMs({ ...value, months }));
  }
  switch (singular(field)) {
    case 'second':
      return secondsDecimal(value.ms % MINUTE_MS);
    case 'millisecond':
      return decimal(BigInt(Math.round((value.ms % MINUTE_MS) * 1000)), 3);
    case 'minute':
      return whole(Math.trunc((value.ms % HOUR_MS) / MINUTE_MS));
    case 'hour':
      return whole(Math.trunc(value.ms / HOUR_MS));
    case 'day':
      return whole(value.days);
    case 'month':
      return whole(months);
    case 'year':
      return whole(years);
    default:
      return unknownUnit(field, 'interval');
  }
}
