/** A runbook that nobody drilled for a quarter is due again (domain: quarterly drill loop). */
export const STALE_AFTER_DAYS = 90;

/** Whole days from one ISO date to another, or null when either is not a date. Negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number | null {
  const [a, b] = [dayNumber(from), dayNumber(to)];
  return a === null || b === null ? null : b - a;
}

/** Never tested, tested longer ago than `STALE_AFTER_DAYS`, or a date that cannot be read. */
export function isStale(lastTested: string | null, today: string): boolean {
  if (lastTested === null) return true;
  const days = daysBetween(lastTested, today);
  return days === null || days > STALE_AFTER_DAYS;
}

/** The date of a moment, UTC: "2026-03-10". */
export function isoDate(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10);
}

function dayNumber(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) || isoDate(ms) !== date ? null : Math.round(ms / 86_400_000);
}
