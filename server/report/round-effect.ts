import type { RoundEvidence, RoundReport } from '../protocol/tabletop.ts';
import { isSteady, percent, seconds } from '../tabletop/journey-figures.ts';

/** Less than this nobody talks about: percent of requests. */
const FAILED_LEAST = 0.5;

/**
 * What became of users between two rounds, in the one figure that tells it: how many failed, or, where none did, how long
 * the slowest waited. Null where either round does not know.
 */
export function effectOf(before: RoundEvidence['felt'], after: RoundEvidence['felt']): RoundReport['effect'] | null {
  if (!before || !after) return null;
  const { plural } = before;
  if (before.failed !== null && after.failed !== null && Math.max(before.failed, after.failed) >= FAILED_LEAST)
    return told(`Failed ${plural}`, before.failed, after.failed, percent);
  if (before.waitS !== null && after.waitS !== null)
    return told(`Slowest ${plural}`, before.waitS, after.waitS, seconds);
  return null;
}

function told(what: string, before: number, after: number, unit: (value: number) => string): RoundReport['effect'] {
  const went = isSteady(before, after) ? 'the same' : after < before ? 'better' : 'worse';
  return { what, before: unit(before), after: unit(after), went };
}
