import type { Seat, Session } from '../session.ts';

/** An onboarding drill that nobody facilitates. */
export function isAlone({ created, seats }: Pick<Session, 'created' | 'seats'>): boolean {
  if (created.mode !== 'onboarding') return false;
  return ![...seats.values()].some((seat) => seat.kind === 'facilitator' && seat.state !== 'left');
}

/** Its new responder starts, paces, pauses and ends it. */
export function respondsAlone(session: Session, { kind, bot }: Seat): boolean {
  return kind === 'fixer' && !bot && isAlone(session);
}
