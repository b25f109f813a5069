import type { GapKind, GapView } from '../../server/protocol/http.ts';
import type { GapState } from '../../server/protocol/library.ts';
import type { MarkState } from '../kit/vocabulary.ts';

export const OPEN: GapState = {
  state: 'open',
  version: null,
  commit: null,
  by: null,
  atMs: null,
  reason: null,
  rerun: null,
};

export const KIND_MARKS: Record<GapKind, MarkState> = {
  'missing step': 'missed',
  'stale step': 'stale',
  'ineffective step': 'false',
  'skipped step': 'skipped',
  'no verification': 'unchecked',
  flagged: 'decided',
  untested: 'due',
  'alert without runbook': 'missed',
  'harmful step': 'false',
  ambiguous: 'decided',
  'wrong order': 'false',
  'prerequisite missing': 'missed',
  'scope lies': 'false',
  'no escalation': 'missed',
  'wrong runbook linked': 'false',
  'not findable': 'missed',
  unowned: 'due',
  'too long': 'unchecked',
};

export const STATE_MARKS: Record<GapState['state'], MarkState> = {
  open: 'open',
  accepted: 'pending',
  refused: 'skipped',
  closed: 'met',
  're-run failed': 'missed',
};

/** What still has to happen before the gap counts as closed; empty when nothing has. */
export function whatNext({ state, rerun }: GapState, kind: GapKind): string {
  switch (state) {
    case 'open':
      return kind === 'untested'
        ? 'A drill or a check by bots that follows the page answers it.'
        : 'Closes after a re-run on the same seed.';
    case 'accepted':
      return rerun
        ? ''
        : 'Not proven yet: it closes when the same drill, played again with the new page, shows it no more.';
    case 're-run failed':
      return 'The new page still shows the gap. Change it, then play it again.';
    case 'refused':
      return 'Accepting or changing the proposal opens it again.';
    case 'closed':
      return '';
  }
}

/** "stale step, RUN-013 step 2": how a gap is called where its row is not beside. */
export function gapName({ kind, runbook, step }: GapView): string {
  const where = runbook === null ? '' : `, ${runbook}${step === null ? '' : ` step ${step}`}`;
  return `${kind}${where}`;
}

/** Gaps whose proposal nobody has looked at yet. */
export function awaiting(gaps: readonly GapView[], stateOf: (gap: string) => GapState): GapView[] {
  return gaps.filter(({ id, proposal }) => proposal !== null && stateOf(id).state === 'open');
}

/** Gaps whose edit was accepted and has not been proven. */
export function unproven(gaps: readonly GapView[], stateOf: (gap: string) => GapState): GapView[] {
  return gaps.filter(({ id }) => ['accepted', 're-run failed'].includes(stateOf(id).state));
}
