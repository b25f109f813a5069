import { INCIDENT_ROLES, type IncidentRole, type SeatKind } from '../../server/protocol/roles.ts';
import type { RoomView, SeatView } from '../../server/protocol/room.ts';
import type { MarkState } from '../kit/vocabulary.ts';

/** How the state of a seat is marked. */
export const seatMarks: Record<SeatView['state'], MarkState> = {
  here: 'true',
  away: 'pending',
  waiting: 'due',
  left: 'was',
};

/** Roles without which an incident goes wrong sooner: listed as vacant when nobody wears them. */
const WANTED: readonly IncidentRole[] = ['ic', 'ops', 'comms'];

const KIND_ORDER: readonly SeatKind[] = ['fixer', 'breaker', 'observer', 'facilitator'];

/** Those who are in: by role as an incident names them, then fixers without one, breakers, observers, facilitators. */
export function seatsInOrder(seats: readonly SeatView[]): SeatView[] {
  const rank = (seat: SeatView) =>
    seat.roles.length > 0
      ? Math.min(...seat.roles.map((role) => INCIDENT_ROLES.indexOf(role)))
      : INCIDENT_ROLES.length + KIND_ORDER.indexOf(seat.kind);
  return seats
    .filter(({ state }) => state === 'here' || state === 'away')
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** People who were removed or refused and have not come in again under the same name: they may be let back in. */
export function removedSeats(seats: readonly SeatView[]): SeatView[] {
  const names = new Set(seats.filter(({ state }) => state !== 'left').map(({ name }) => name));
  return seats.filter(({ state, bot, name }) => state === 'left' && !bot && !names.has(name));
}

/** Fixers who are in and to whom a role may be handed, those without a role first. */
export function heirs(seats: readonly SeatView[], role: IncidentRole): SeatView[] {
  return seats
    .filter(
      ({ kind, state, bot, roles }) =>
        kind === 'fixer' && !bot && state !== 'left' && state !== 'waiting' && !roles.includes(role),
    ) // prettier-ignore
    .sort((a, b) => a.roles.length - b.roles.length || a.name.localeCompare(b.name));
}

/** Wanted roles that nobody who is still in wears. */
export function vacantRoles(seats: readonly SeatView[]): IncidentRole[] {
  const worn = new Set(seats.filter(({ state }) => state !== 'left').flatMap(({ roles }) => roles));
  return WANTED.filter((role) => !worn.has(role));
}

/** There is a channel with the breakers: somebody breaks, or did. */
export function speaksWithBreakers(view: Pick<RoomView, 'seats' | 'messages'> | null): boolean {
  return (
    (view?.seats ?? []).some(({ kind }) => kind === 'breaker') ||
    (view?.messages ?? []).some(({ channel }) => channel === 'breakers')
  );
}
