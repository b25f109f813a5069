import type { Debrief } from '../protocol/http.ts';
import type { GapState } from '../protocol/library.ts';
import { OPEN_GAP } from './runbook-history.ts';

/**
 * A debrief whose gaps say what was decided about them, and when their entries were written (drill seconds). Debriefs are
 * exported and name nobody: who decided is told by `GET /api/drills/:id/gaps` alone.
 */
export function withDecisions(
  debrief: Debrief,
  states: Readonly<Record<string, GapState>>,
  entries: readonly { seq: number; simMs: number }[],
): Debrief {
  const atS = new Map(entries.map(({ seq, simMs }) => [seq, simMs / 1000]));
  const gaps = debrief.gaps.map((gap) => ({
    ...gap,
    atS: gap.entries.map((seq) => atS.get(seq) ?? 0),
    decision: { ...(states[gap.id] ?? OPEN_GAP), by: null },
  }));
  return { ...debrief, gaps };
}
