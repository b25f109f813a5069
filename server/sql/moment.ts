/** Moments as milliseconds since 1970 UTC, with the civil calendar computed here: the evaluator has no `Date`. */

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface CivilTime {
  year: number;
  /** 1..12 */
  month: number;
  /** 1..31 */
  day: number;
  hour: number;
  minute: number;
  /** Seconds with fraction, 0 ≤ s < 60. */
  second: number;
  /** Days since 1970-01-01. */
  epochDay: number;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export function civilTime(ms: number): CivilTime {
  const epochDay = Math.floor(ms / DAY_MS);
  const rest = ms - epochDay * DAY_MS;
  const shifted = epochDay + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / HOUR_MS),
    minute: Math.floor((rest % HOUR_MS) / MINUTE_MS),
    second: (rest % MINUTE_MS) / SECOND_MS,
    epochDay,
  };
}

export function momentOf(year: number, month: number, day: number, timeOfDayMs = 0): number {
  return daysFromCivil(year, month, day) * DAY_MS + timeOfDayMs;
}

export function daysInMonth(year: number, month: number): number {
  return daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysFromCivil(year, month, 1);
}

/** Adds months, keeping the day where the month has it and taking its last day where not. */
export function addMonths(ms: number, months: number): number {
  const civil = civilTime(ms);
  const total = civil.year * 12 + civil.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  const timeOfDayMs = ms - civil.epochDay * DAY_MS;
  return momentOf(year, month, Math.min(civil.day, daysInMonth(year, month)), timeOfDayMs);
}

export function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** `05.25` of seconds: two digits and up to six of fraction without trailing zeros. */
export function secondsText(second: number): string {
  const micros = Math.round(second * 1_000_000);
  const fraction = pad(micros % 1_000_000, 6).replace(/0+$/, '');
  return pad(Math.floor(micros / 1_000_000)) + (fraction ? `.${fraction}` : '');
}

export function dateText(ms: number): string {
  const { year, month, day } = civilTime(ms);
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

/** `2026-01-31 10:05:00.5`; `timestamptz` adds `+00`. */
export function timestampText(ms: number): string {
  const rounded = Math.round(ms * 1000) / 1000;
  const { hour, minute, second } = civilTime(rounded);
  return `${dateText(rounded)} ${pad(hour)}:${pad(minute)}:${secondsText(second)}`;
}

/** Reads ISO forms with an optional time and offset; undefined for anything else. The session's zone is UTC. */
export function parseMoment(text: string): number | undefined {
  const pattern =
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*(Z|UTC|[+-]\d{1,2}(?::?\d{2})?)?)?\s*$/i;
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 24 || minute > 59 || second > 60)
    return undefined;
  const timeOfDayMs = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
  return momentOf(year, month, day, timeOfDayMs) - offsetMs(match[7]);
}

function offsetMs(zone: string | undefined): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? '');
  if (!match) return 0;
  const magnitude = Number(match[2]) * HOUR_MS + Number(match[3] ?? 0) * MINUTE_MS;
  return match[1] === '-' ? -magnitude : magnitude;
}
