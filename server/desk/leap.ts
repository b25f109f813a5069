import type { Applied } from '../drill/advance.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyDraft } from '../drill/entry.ts';
import type { Session } from '../drill/session.ts';

/** Who moves the world. `command` is null when another entry of the same command answers it. */
export interface LeapBy {
  seat: string;
  command: string | null;
}

/**
 * Lets the world run at once: to drill second `toS` at most, or to the first second that `isThere`. A drill that was
 * paused is paused again there; one that ran goes on from there. `told` says at the end what it came to; with it the leap
 * answers its command (`answer.ts`). In turn only.
 */
export type Leap = (
  toS: number,
  isThere: (applied: readonly Applied[]) => boolean,
  by: LeapBy,
  told?: () => string,
) => Promise<void>;

/**
 * The first entry of a leap, stored before anything happens: it carries the command, so that a leap which a crash cut
 * short is never made twice. None when there is nothing to say.
 */
export function takeOff(session: Session, by: LeapBy): AnyDraft[] {
  if (session.clock.state === 'paused') return [draftAt(session, 'drill.resumed', { jump: true }, by)];
  return by.command === null ? [] : [draftAt(session, 'clock.reached', {}, by)];
}

/** The last entries: what it came to, and the pause in which the drill was before. */
export function landing(session: Session, by: LeapBy, was: { paused: boolean; told: string | null }): AnyDraft[] {
  const seat = { seat: by.seat, command: null };
  const reached = draftAt(session, 'clock.reached', was.told === null ? {} : { jumped: was.told }, seat);
  if (!was.paused || session.clock.state !== 'running') return [reached];
  const reason = session.created.mode === 'tabletop' ? 'The world waits while you talk.' : 'Paused after the jump.';
  return [reached, draftAt(session, 'drill.paused', { reason, jump: true }, seat)];
}
