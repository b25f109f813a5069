import type { StepOutcome } from '../../server/protocol/library.ts';
import type { StepEvidenceView } from '../../server/protocol/room.ts';
import type { MarkState } from '../kit/vocabulary.ts';

export interface OutcomeSign {
  state: MarkState;
  word: string;
  note: string;
}

/** What became of a step, in the shapes and colours of evidence; the words are those of docs/scoring.md. */
export const OUTCOME_MARKS: Record<StepOutcome, MarkState> = {
  'done and true': 'true',
  'done, verification false': 'false',
  'true but irrelevant': 'unchecked',
  'ran out of order': 'degraded',
  skipped: 'skipped',
  'not possible in this state': 'false',
  'permission missing': 'false',
  flagged: 'decided',
  'not reached': 'not-yet',
};

/**
 * What became of a step, as mark and words; null while it is under way or nothing has happened. A step that was passed
 * over has no evidence of its own: `laterDone` is the number of a step further down that was done, or null.
 */
export function outcomeSign(evidence: StepEvidenceView | null, laterDone: number | null): OutcomeSign | null {
  if (evidence?.outcome) {
    const { outcome, note } = evidence.outcome;
    return { state: OUTCOME_MARKS[outcome], word: outcome, note };
  }
  const untouched = !evidence || (evidence.ran.length === 0 && evidence.checks.length === 0);
  if (!untouched || laterDone === null) return null;
  return { state: OUTCOME_MARKS.skipped, word: 'skipped', note: `step ${laterDone} was done without it` };
}
