import type { PredictionOutcome } from '../../server/protocol/breaking.ts';
import { duration } from '../kit/format.ts';

interface PredictionRow {
  what: string;
  said: string;
  came: string;
  /** "2 min sooner": how far the two are apart, where both are times. */
  apart: string | null;
  as: boolean;
}

/** What was said, what came, and how far the two are apart; none when its fault was never fired. */
export function predictionRows({
  holds,
  pageWithinS,
  page,
  mitigatedWithinS,
  came,
  right,
}: PredictionOutcome): PredictionRow[] {
  if (right === null) return [];
  const rows: PredictionRow[] = [
    {
      what: 'The promise',
      said: holds ? 'holds' : 'breaks',
      came: came.held ? 'it held' : 'it broke',
      apart: null,
      as: right.holds,
    },
  ];
  if (right.page !== null)
    rows.push({
      what: 'First page',
      said: pageWithinS === null ? 'none' : `${page === undefined ? '' : `${page} `}within ${duration(pageWithinS)}`,
      came: came.pageAfterS === null ? 'none came' : `${came.page ?? 'it came'} after ${duration(came.pageAfterS)}`,
      apart: apart(pageWithinS, came.pageAfterS),
      as: right.page,
    });
  if (right.mitigated !== null && mitigatedWithinS !== null)
    rows.push({
      what: 'Back',
      said: `within ${duration(mitigatedWithinS)}`,
      came: came.mitigatedAfterS === null ? 'not by the end' : `after ${duration(came.mitigatedAfterS)}`,
      apart: apart(mitigatedWithinS, came.mitigatedAfterS),
      as: right.mitigated,
    });
  return rows;
}

function apart(saidS: number | null, cameS: number | null): string | null {
  if (saidS === null || cameS === null || cameS <= saidS) return null;
  return `${duration(cameS - saidS)} later`;
}
