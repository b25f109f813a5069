import { type Decimal, decimalToText, rescale } from './decimal.ts';
import type { Interval } from './interval.ts';
import { civilTime, DAY_MS, daysFromCivil, HOUR_MS, MINUTE_MS, pad, SECOND_MS } from './moment.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
  dayOfYear: number;
}

/** `to_char(timestamp, format)`: the patterns people use for logs; a zone is always UTC. */
export function momentToChar(ms: number, form: string): string {
  const civil = civilTime(ms);
  const weekday = (((civil.epochDay + 4) % 7) + 7) % 7;
  return fill(form, { ...civil, weekday, dayOfYear: civil.epochDay - daysFromCivil(civil.year, 1, 1) + 1 });
}

/** `to_char(interval, format)`: hours do not wrap at 24. */
export function intervalToChar(value: Interval, form: string): string {
  return fill(form, {
    year: Math.trunc(value.months / 12),
    month: value.months % 12,
    day: value.days,
    hour: Math.trunc(value.ms / HOUR_MS),
    minute: Math.trunc((value.ms % HOUR_MS) / MINUTE_MS),
    second: (value.ms % MINUTE_MS) / SECOND_MS,
    weekday: 0,
    dayOfYear: Math.trunc(value.ms / DAY_MS),
  });
}

/** Longest patterns first, so that `HH24` is not read as `HH`. */
const PATTERN =
  /"([^"]*)"|(FM)?(HH24|HH12|HH|MI|SS|MS|US|YYYY|YY|Month|MONTH|month|Mon|MON|mon|MM|Day|DAY|day|Dy|DY|dy|DDD|DD|D|Q|AM|PM|am|pm|TZ|tz|OF)/g;

function fill(form: string, fields: Fields): string {
  return form.replace(PATTERN, (_all, quoted: string | undefined, noPadding: string | undefined, name: string) => {
    if (quoted !== undefined) return quoted;
    const text = field(name, fields);
    return noPadding ? text.trim().replace(/^0+(?=\d)/, '') : text;
  });
}

function field(name: string, fields: Fields): string {
  const micros = Math.round((fields.second % 1) * 1_000_000);
  switch (name) {
    case 'HH24':
      return pad(fields.hour);
    case 'HH12':
    case 'HH':
      return pad(fields.hour % 12 === 0 ? 12 : fields.hour % 12);
    case 'MI':
      return pad(fields.minute);
    case 'SS':
      return pad(Math.floor(fields.second));
    case 'MS':
      return pad(Math.floor(micros / 1000), 3);
    case 'US':
      return pad(micros, 6);
    case 'YYYY':
      return pad(fields.year, 4);
    case 'YY':
      return pad(fields.year % 100);
    case 'MM':
      return pad(fields.month);
    case 'DD':
      return pad(fields.day);
    case 'DDD':
      return pad(fields.dayOfYear, 3);
    case 'D':
      return String(fields.weekday + 1);
    case 'Q':
      return String(Math.floor((fields.month - 1) / 3) + 1);
    case 'AM':
    case 'PM':
      return fields.hour % 24 < 12 ? 'AM' : 'PM';
    case 'am':
    case 'pm':
      return fields.hour % 24 < 12 ? 'am' : 'pm';
    case 'TZ':
      return 'UTC';
    case 'tz':
      return 'utc';
    case 'OF':
      return '+00';
    default:
      return nameOf(name, fields);
  }
}

/** Full names are padded to nine characters; case follows the pattern's. */
function nameOf(pattern: string, fields: Fields): string {
  const isMonth = pattern.toLowerCase().startsWith('m');
  const full = (isMonth ? MONTHS[fields.month - 1] : DAYS[fields.weekday]) ?? '';
  const short = pattern.toLowerCase() === 'mon' || pattern.toLowerCase() === 'dy';
  const text = short ? full.slice(0, 3) : full.padEnd(9);
  if (pattern === pattern.toUpperCase()) return text.toUpperCase();
  return pattern === pattern.toLowerCase() ? text.toLowerCase() : text;
}

/** `to_char(number, format)`: digits `9` and `0`, one point (`.` or `D`), groups (`,` or `G`), `FM`, and literal text. */
export function numberToChar(value: Decimal, form: string): string {
  const trimmed = form.startsWith('FM');
  const pattern = trimmed ? form.slice(2) : form;
  const point = pattern.search(/[.D]/);
  const wholePattern = point < 0 ? pattern : pattern.slice(0, point);
  const fractionPattern = point < 0 ? '' : pattern.slice(point + 1);
  const scale = fractionPattern.replace(/[^09]/g, '').length;
  const rounded = rescale(value, scale);
  const negative = rounded.unscaled < 0n;
  const [digits = '0', fraction = ''] = decimalToText(
    negative ? { ...rounded, unscaled: -rounded.unscaled } : rounded,
  ).split('.');
  const whole = wholeDigits(wholePattern, digits, scale > 0);
  const shown = scale > 0 ? `${whole}.${trimmed ? keptFraction(fraction, fractionPattern) : fraction}` : whole;
  const firstDigit = shown.search(/[^ ]/);
  const signed =
    firstDigit < 0 ? shown : `${shown.slice(0, firstDigit)}${negative ? '-' : ' '}${shown.slice(firstDigit)}`;
  const tail = (scale > 0 ? fractionPattern : wholePattern).replace(/^[09.,DG]*/, '');
  return trimmed ? signed.replaceAll(' ', '') + tail : signed + tail;
}

function wholeDigits(pattern: string, digits: string, hasFraction: boolean): string {
  const places = pattern.replace(/[^09,G]/g, '');
  const count = places.replace(/[,G]/g, '').length;
  if (digits.length > count && digits !== '0') return places.replace(/[09]/g, '#').replace(/G/g, ',');
  const firstZero = places.replace(/[,G]/g, '').indexOf('0');
  const leading = digits === '0' && hasFraction && firstZero < 0 ? '' : digits;
  const padded = leading.padStart(firstZero < 0 ? 0 : count - firstZero, '0').padStart(count, ' ');
  let at = 0;
  return [...places]
    .map((place) => (place === ',' || place === 'G' ? (padded.slice(0, at).trim() === '' ? ' ' : ',') : padded[at++]!))
    .join('');
}

/** With FM, trailing digits that stand at a `9` are dropped when zero. */
function keptFraction(fraction: string, pattern: string): string {
  const required = pattern.replace(/[^09]/g, '').lastIndexOf('0') + 1;
  let end = fraction.length;
  while (end > required && fraction[end - 1] === '0') end--;
  return fraction.slice(0, end);
}
