import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';
import { disappearing, endless } from './after-mitigation.ts';
import { blackHole } from './black-hole.ts';
import { fixation } from './fixation.ts';
import { handover } from './handover.ts';
import { hero, swarm } from './many-hands.ts';
import { secrecy, silence, undeclared } from './silence.ts';
import { uncooperative } from './unanswered.ts';

/** In the order in which a facilitator would bring them up. */
const PATTERNS = [
  undeclared,
  silence,
  swarm,
  blackHole,
  uncooperative,
  secrecy,
  handover,
  hero,
  fixation,
  disappearing,
  endless,
];

/**
 * Patterns of the response that show at this second, or will soon; for the facilitator alone. Names, thresholds and rules
 * are the debrief's (`server/scoring/patterns.ts` reads them from here); what is over does not show any more. At a table
 * people talk, and the log hears nothing of it.
 */
export function nudgesOf(session: Session): NudgeView[] {
  if (session.clock.state !== 'running' || session.created.mode === 'tabletop') return [];
  return PATTERNS.flatMap((pattern) => pattern(session) ?? []);
}
