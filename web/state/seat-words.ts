import { ROLE_NAMES } from '../../server/protocol/roles.ts';
import type { SeatView } from '../../server/protocol/room.ts';
import { seatName } from './seat-name.ts';

const KINDS = { facilitator: 'facilitator', breaker: 'breaker', fixer: 'no role yet', observer: 'observer' } as const;

/** What a seat does: "Incident Commander, Scribe", else its kind. */
export function rolesOf(seat: Pick<SeatView, 'kind' | 'roles'>): string {
  return seat.roles.map((role) => ROLE_NAMES[role]).join(', ') || KINDS[seat.kind];
}

/** A seat in one breath: "Ravi (Operations Lead)". */
export function seatWords(seat: Pick<SeatView, 'name' | 'kind' | 'roles' | 'bot'>): string {
  return `${seatName(seat)} (${rolesOf(seat)})`;
}
