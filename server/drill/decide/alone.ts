import type { Seat, Session } from '../session.ts';

/** In an onboarding drill without a facilitator its new responder starts, pauses and ends it. */
export function respondsAlone({ created, seats }: Session, { kind, bot }: Seat): boolean {
  if (created.mode !== 'onboarding' || kind !== 'fixer' || bot) return false;
  return ![...seats.values()].some((seat) => seat.kind === 'facilitator' && seat.state !== 'left');
}
