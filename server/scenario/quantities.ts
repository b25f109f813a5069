/** Quantities as people write them, read into the engine's units. Each reader gives null for anything else. */

const UNIT_S: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

export const DURATION = /^[+-]?(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
export const RATE = /^\d+(?:\.\d+)?\/(?:s|m|h)$/;
export const PERCENT = /^[+-]?\d+(?:\.\d+)?%$/;
export const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/;
export const SIZE = /^\d+(?:\.\d+)?(?:MiB|GiB|TiB)$/;
export const GROWTH = /^\d+(?:\.\d+)?(?:MiB|GiB|TiB)\/h$/;
export const DURATION_RANGE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+\.\.(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** `30s`, `9ms`, `1h30m`, `-22m` → seconds. */
export function readDuration(text: string): number | null {
  if (!DURATION.test(text)) return null;
  let thousandths = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    // In whole milliseconds and below, so that 1m30s and 90s are the same bits.
    thousandths += Math.round(Number(amount) * UNIT_S[unit!]! * 1e6) / 1e3;
  }
  const seconds = thousandths / 1000;
  return text.startsWith('-') ? -seconds : seconds;
}

/** `180/s`, `30/m`, `6/h` → per second. */
export function readRate(text: string): number | null {
  if (!RATE.test(text)) return null;
  const [amount, unit] = text.split('/');
  return Number(amount) / UNIT_S[unit!]!;
}

/** `4%`, `-10%` → 0.04, -0.1. */
export function readPercent(text: string): number | null {
  return PERCENT.test(text) ? Math.round(Number(text.slice(0, -1)) * 1e6) / 1e8 : null;
}

/** `2026-03-10T14:00:00Z` or `2026-03-10` (midnight UTC) → Unix milliseconds. Days that do not exist give null. */
export function readMoment(text: string): number | null {
  if (!MOMENT.test(text)) return null;
  const ms = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(ms)) return null;
  return new Date(ms).toISOString().startsWith(text.slice(0, 10)) ? ms : null;
}

/** `2m..5m` → [120, 300]; null also when the ends are the wrong way round. */
export function readDurationRange(text: string): [number, number] | null {
  if (!DURATION_RANGE.test(text)) return null;
  const [from, to] = text.split('..').map(readDuration);
  return from != null && to != null && from <= to ? [from, to] : null;
}

/** `512MiB`, `40GiB`, `2TiB` → GiB. */
export function readSize(text: string): number | null {
  if (!SIZE.test(text)) return null;
  const unit = text.slice(-3);
  return Number(text.slice(0, -3)) * (unit === 'TiB' ? 1024 : unit === 'GiB' ? 1 : 1 / 1024);
}

/** `12GiB/h` → GiB per hour. */
export function readGrowth(text: string): number | null {
  return GROWTH.test(text) ? readSize(text.slice(0, -2)) : null;
}
