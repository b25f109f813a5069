import type { StepOutcome } from '../../server/protocol/library.ts';
import type { MarkState } from '../kit/vocabulary.ts';

/** What became of a step, in the shapes and colours of evidence; the words are those of docs/scoring.md. */
export const OUTCOME_MARKS: Record<StepOutcome, MarkState> = {
  'done and true': 'true',
  'done, verification false': 'false',
  'true but irrelevant': 'unchecked',
  'ran out of order': 'degraded',
  skipped: 'skipped',
  'not possible in this state': 'missed',
  'permission missing': 'missed',
  flagged: 'decided',
  'not reached': 'not-yet',
};
