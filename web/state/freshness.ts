const DAY_MS = 86_400_000;

/** Whole days between an ISO date and a moment, never below 0; null when it was never tested. */
export function daysSince(date: string | null, nowMs: number): number | null {
  if (date === null) return null;
  const at = Date.parse(date);
  return Number.isNaN(at) ? null : Math.max(0, Math.floor((nowMs - at) / DAY_MS));
}
