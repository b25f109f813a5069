import type { Home } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The next drill worth running: the easiest that was never run, else the one that was run longest ago. */
export function proposeDrill(
  scenarios: readonly Pick<Scenario, 'id' | 'cover' | 'difficulty' | 'minutes'>[],
  lastRunMs: ReadonlyMap<string, number>,
  nowMs: number,
): Home['proposed'] {
  const ranked = [...scenarios].sort(
    (a, b) =>
      (lastRunMs.get(a.id) ?? 0) - (lastRunMs.get(b.id) ?? 0) || a.difficulty - b.difficulty || (a.id < b.id ? -1 : 1),
  );
  const next = ranked[0];
  return next ? { scenario: next.id, cover: next.cover, reason: reasonFor(next, lastRunMs.get(next.id), nowMs) } : null;
}

function reasonFor({ minutes }: { minutes: number }, lastMs: number | undefined, nowMs: number): string {
  if (lastMs === undefined) return `Never drilled here. About ${minutes} minutes.`;
  const days = Math.floor((nowMs - lastMs) / DAY_MS);
  if (days === 0)
    return `Every scenario was drilled lately; this one, today, is the oldest of them. About ${minutes} minutes.`;
  return `Longest not drilled: last ${days === 1 ? 'yesterday' : `${days} days ago`}. About ${minutes} minutes.`;
}
