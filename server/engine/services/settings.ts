/**
 * A PostgreSQL time setting in milliseconds: "30s", "5min", "1h", "250ms", a bare number of milliseconds; 0 = off, and 0 for what cannot be
 * read.
 */
export function readSettingMs(value: string | undefined): number {
  if (value === undefined) return 0;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)?\s*$/.exec(value);
  if (match === null) return 0;
  return Number(match[1]) * UNIT_MS[match[2] ?? 'ms']!;
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
