import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';

/** A pattern of the response (PATTERN-1 to PATTERN-11 of docs/scoring.md), as debrief and nudge both call it. */
export interface Pattern {
  id: string;
  name: string;
  /** Would bring it up without steering the fix. */
  ask: NudgeView['ask'];
}

/** What a pattern is read off. */
export interface Seen {
  sinceS: number;
  /** From this second on it holds. */
  holdsFromS: number;
  sentence: string;
}

/** How long before it holds a facilitator hears of it, seconds. */
const SOON_S = 120;

/** A pattern as it shows now; null while it is further away than two minutes. */
export function nudge({ clock }: Session, { id, name, ask }: Pattern, seen: Seen): NudgeView | null {
  const { sinceS, holdsFromS, sentence } = seen;
  if (holdsFromS <= clock.atS) return { id, name, state: 'now', sinceS, dueAtS: null, sentence, ask };
  if (holdsFromS - clock.atS > SOON_S) return null;
  return { id, name, state: 'soon', sinceS, dueAtS: holdsFromS, sentence, ask };
}
