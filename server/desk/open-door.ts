import { refuse } from '../drill/refuse.ts';
import type { Session } from '../drill/session.ts';
import type { Refusal } from '../protocol/refusal.ts';

const LOCKED = refuse(
  'drill/locked',
  'The facilitator lets nobody new in.',
  'Ask for a seat; who has one comes back at any time.',
);

const ALONE = refuse(
  'drill/locked',
  'This drill is played alone: nobody in it could let you in.',
  'Play one of your own, from the onboarding path; or ask a facilitator to set up an onboarding drill for several.',
);

const MOVED = refuse(
  'drill/ended',
  'The drill was rewound; people go on in another one.',
  'Use the same code or link again: it leads there.',
);

/** Why nobody new may sit down here; null when the door is open. */
export function closedTo(session: Session, approved: boolean): Refusal | null {
  if (session.control.continuedAs) return MOVED;
  if (session.control.locked) return LOCKED;
  return approved || isHosted(session) ? null : ALONE;
}

/** Somebody who lets people in is, or was, in it. One of the onboarding path has the new responder and bots alone. */
function isHosted({ seats }: Session): boolean {
  return [...seats.values()].some(({ kind }) => kind === 'facilitator');
}
