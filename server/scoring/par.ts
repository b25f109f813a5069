import type { TimeRow } from '../protocol/http.ts';

export type TimeId = TimeRow['id'];

/** One figure of one run; a censored one is a lower bound. */
export interface RunTime {
  seconds: number | null;
  censored: boolean;
}

/** What a bot needed on one seed. */
export interface ParRun {
  bot: string;
  variant: string;
  seed: string;
  times: Partial<Record<TimeId, RunTime>>;
}

type ParBand = NonNullable<TimeRow['par']>;
export type ParBands = Partial<Record<TimeId, ParBand>>;

/** `scenarios/<id>/par.json`: bands by variant, and what made them. */
export interface ParFile {
  scenario: string;
  scenarioHash: string;
  engine: string;
  bots: string[];
  variants: Record<string, ParBands>;
}

/** The par of a scenario by variant (PAR-1). */
export function parOf(runs: readonly ParRun[]): Record<string, ParBands> {
  const variants = [...new Set(runs.map(({ variant }) => variant))].sort();
  return Object.fromEntries(
    variants.map((variant) => [variant, parBands(runs.filter((run) => run.variant === variant))]),
  );
}

/**
 * The 10th, 50th and 90th percentile (nearest rank) of each figure. A run that never got there counts as slower than
 * all that did (PAR-2); when a percentile would fall on such a run there is no band, rather than a flattering one (PAR-3).
 */
export function parBands(runs: readonly ParRun[]): ParBands {
  const bands: ParBands = {};
  for (const id of ['TTD', 'TTA', 'TTI', 'TTM', 'TTR'] as const) {
    const values = runs.flatMap(({ times }) => {
      const time = times[id];
      if (!time || time.seconds === null) return [];
      return [time.censored ? Number.POSITIVE_INFINITY : time.seconds];
    });
    if (values.length === 0) continue;
    const [p10, p50, p90] = [0.1, 0.5, 0.9].map((share) => percentile(values, share));
    if (Number.isFinite(p90!)) bands[id] = { p10: p10!, p50: p50!, p90: p90!, runs: values.length };
  }
  return bands;
}

/** Nearest rank: the smallest value that at least `share` of all values do not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
