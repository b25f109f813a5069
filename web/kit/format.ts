/** How numbers, times and units read on every screen. A no-break space stands between a number and its unit. */

const NBSP = '\u00a0';
const MINUS = '\u2212';

/** What a series or a fact is measured in. `percent` is 0..100, `ratio` 0..1; both read as a percentage. `rate` is per second. */
export type Unit = 'seconds' | 'percent' | 'ratio' | 'rate' | 'count' | 'days' | 'bytes';

/** 41200 → "41,200"; a true minus sign; `digits` after the point. */
export function number(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–';
  const [whole = '0', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && (Number(whole) !== 0 || Number(fraction ?? 0) !== 0) ? MINUS : '';
  return sign + grouped + (fraction === undefined ? '' : `.${fraction}`);
}

/** Digits after the point that keep about two figures: 0.04 → 2, 6.2 → 1, 37 → 0. */
function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 100) return 0;
  if (size >= 10) return Number.isInteger(value) ? 0 : 1;
  if (size >= 1) return 1;
  return size >= 0.1 ? 2 : 3;
}

/** Seconds as responders say them: 0.0123 → "12 ms", 0.4 → "400 ms", 1.5 → "1.5 s", 30 → "30.0 s", 125 → "2 min 5 s". */
export function seconds(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return `0${NBSP}s`;
  if (Math.abs(value) < 0.0005) return `<${NBSP}1${NBSP}ms`;
  if (Math.abs(value) < 0.9995) return `${number(value * 1000)}${NBSP}ms`;
  return Math.abs(value) < 100 ? `${number(value, 1)}${NBSP}s` : duration(value);
}

/** 0..1 → "6.2 %". */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${number(value, value === Math.round(value) ? 0 : Math.abs(value) >= 0.1 ? 1 : 2)}${NBSP}%`;
}

/** Per second; slow things per minute: 24 → "24/s", 0.05 → "3/min". */
export function rate(perSecond: number): string {
  if (perSecond !== 0 && Math.abs(perSecond) < 0.1) return `${number(perSecond * 60, digitsFor(perSecond * 60))}/min`;
  return `${number(perSecond, digitsFor(perSecond))}/s`;
}

/** 1536 → "1.5 KiB". */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = Math.abs(value);
  let at = 0;
  while (size >= 1024 && at < units.length - 1) {
    size /= 1024;
    at += 1;
  }
  return `${number(value < 0 ? -size : size, at === 0 ? 0 : digitsFor(size))}${NBSP}${units[at] ?? 'B'}`;
}

/** A value in its unit. */
export function inUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'seconds':
      return seconds(value);
    case 'ratio':
      return percent(value);
    case 'percent':
      return percent(value / 100);
    case 'rate':
      return rate(value);
    case 'bytes':
      return bytes(value);
    case 'days':
      return `${number(value, Number.isInteger(value) ? 0 : 1)}${NBSP}d`;
    case 'count':
      return number(value, Number.isInteger(value) || Math.abs(value) >= 10 ? 0 : digitsFor(value));
  }
}

/** A bound or a scale: as `inUnit`, without digits that say nothing ("2 s", not "2.0 s"). */
export function roundInUnit(value: number, unit: Unit): string {
  return inUnit(value, unit).replace(/\.0(?=\D|$)/, '');
}

/** Two largest parts of a length of time: 90 → "1 min 30 s", 7500 → "2 h 5 min", 8380800 → "97 d". Negative counts as 0. */
export function duration(lengthS: number): string {
  const total = Math.max(0, Math.round(lengthS));
  const parts: [number, string][] = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor((total % 86_400) / 3_600), 'h'],
    [Math.floor((total % 3_600) / 60), 'min'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first < 0) return `0${NBSP}s`;
  const shown = parts.slice(first, first === 0 && total >= 10 * 86_400 ? 1 : first + 2).filter(([n]) => n > 0);
  return shown.map(([n, unit]) => `${n}${NBSP}${unit}`).join(' ');
}

/** One part only, for rows: 500 → "8 min", 8380800 → "97 d". Rounds down: an age is never shown as more than it is. */
export function age(lengthS: number): string {
  const total = Math.max(0, Math.floor(lengthS));
  if (total < 60) return `${total}${NBSP}s`;
  if (total < 3_600) return `${Math.floor(total / 60)}${NBSP}min`;
  if (total < 86_400) return `${Math.floor(total / 3_600)}${NBSP}h`;
  return `${Math.floor(total / 86_400)}${NBSP}d`;
}

const two = (n: number) => String(n).padStart(2, '0');

/** A running clock: 190 → "03:10", 872 → "14:32"; with `hours` "00:14:32". Below zero it counts as overdue: "−01:05". */
export function clock(lengthS: number, hours = false): string {
  const total = Math.floor(Math.abs(lengthS));
  const sign = lengthS < 0 && total > 0 ? MINUS : '';
  const h = Math.floor(total / 3600);
  const rest = `${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
  return hours || h > 0 ? `${sign}${two(h)}:${rest}` : sign + rest;
}

/** A measured time, minutes first: 124 → "2:04", 4100 → "1:08:20". */
export function stopwatch(lengthS: number): string {
  const total = Math.max(0, Math.round(lengthS));
  const h = Math.floor(total / 3600);
  const m = Math.floor((total % 3600) / 60);
  return h > 0 ? `${h}:${two(m)}:${two(total % 60)}` : `${m}:${two(total % 60)}`;
}

/**
 * Wall clock of the simulated world.
 * @param simS simulated seconds since the drill began; before it is negative
 * @param startS when the drill began in its world: seconds since midnight (14:00 is 50400) or since 1970, UTC
 */
export function timeOfDay(simS: number, startS: number, withSeconds = false): string {
  const total = (((Math.floor(simS + startS) % 86_400) + 86_400) % 86_400) | 0;
  const hm = `${two(Math.floor(total / 3600))}:${two(Math.floor((total % 3600) / 60))}`;
  return withSeconds ? `${hm}:${two(total % 60)}` : hm;
}

/** 1 → "1 gap", 3 → "3 gaps". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${number(n)}${NBSP}${n === 1 ? one : many}`;
}

/** Places where a long name may break: "OrdersConnectionsNearLimit" → ["Orders", "Connections", "Near", "Limit"]. */
export function humps(name: string): string[] {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[-_/.])/);
}
