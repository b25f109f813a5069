import type { Refusal } from '../../protocol/refusal.ts';
import { standUp } from '../crew/sit-down.ts';
import { isSingle } from '../evolve/seats.ts';
import { refuse } from '../refuse.ts';
import type { Seat, Session } from '../session.ts';
import { one, type Deciders } from './decision.ts';

export const seatDeciders: Deciders<
  'seat.ready' | 'seat.vote' | 'seat.approve' | 'seat.kind' | 'seat.remove' | 'role.take' | 'role.drop' | 'role.assign'
> = {
  'seat.ready': (session, { ready }, asking) =>
    asking.seat.ready === ready ? [] : one(session, asking, 'seat.ready', { ready }),
  'seat.vote': (session, { holds }, asking) =>
    asking.seat.vote === holds ? [] : one(session, asking, 'seat.voted', { holds }),
  'seat.approve': (session, { seat, kind }, asking) => {
    const known = session.seats.get(seat);
    if (!known || known.state === 'left') return unknownSeat(seat);
    return known.state === 'waiting' ? one(session, asking, 'seat.approved', { seat, kind }) : [];
  },
  'seat.kind': (session, { seat, kind }, asking) => {
    const known = present(session, seat);
    if (!known) return unknownSeat(seat);
    if (known.kind === kind) return [];
    return lastFacilitator(session, known) ?? one(session, asking, 'seat.kind', { seat, kind });
  },
  'seat.remove': (session, { seat }, asking) => {
    const known = session.seats.get(seat);
    if (!known) return unknownSeat(seat);
    if (known.state === 'left') return [];
    return lastFacilitator(session, known) ?? one(session, asking, 'seat.left', { seat, removed: true });
  },
  'role.take': (session, { role }, asking) => {
    const { seat } = asking;
    if (seat.roles.includes(role)) return [];
    const holder = isSingle(role) ? holderOf(session, role) : undefined;
    if (holder && !holder.bot) return taken();
    return [...one(session, asking, 'role.taken', { seat: seat.id, role }), ...standUp(session, role, seat)];
  },
  'role.drop': (session, { role }, asking) =>
    asking.seat.roles.includes(role) ? one(session, asking, 'role.dropped', { seat: asking.seat.id, role }) : [],
  'role.assign': (session, { role, seat }, asking) => {
    const known = present(session, seat);
    if (!known) return unknownSeat(seat);
    if (known.kind !== 'fixer') {
      return refuse('role/not-allowed', 'Only fixers wear incident roles.', 'Choose a fixer.');
    }
    const commander = holderOf(session, 'ic');
    if (asking.seat.kind === 'fixer' && commander && !commander.bot && commander.id !== asking.seat.id) {
      return refuse('role/not-allowed', 'The Incident Commander hands out roles.', 'Ask in the channel.');
    }
    return known.roles.includes(role)
      ? []
      : [...one(session, asking, 'role.taken', { seat, role }), ...standUp(session, role, known)];
  },
};

export function holderOf(session: Session, role: Seat['roles'][number]): Seat | undefined {
  return [...session.seats.values()].find((seat) => seat.roles.includes(role));
}

function present(session: Session, id: string): Seat | null {
  const seat = session.seats.get(id);
  return seat && seat.state !== 'left' && seat.state !== 'waiting' ? seat : null;
}

/** A drill without a facilitator could never be ended. */
function lastFacilitator(session: Session, seat: Seat): Refusal | null {
  const others = [...session.seats.values()].filter(
    ({ id, kind, state }) => id !== seat.id && kind === 'facilitator' && (state === 'here' || state === 'away'),
  );
  if (seat.kind !== 'facilitator' || others.length > 0) return null;
  return refuse('role/not-allowed', 'This is the only facilitator.', 'Make somebody else facilitator first.');
}

function unknownSeat(seat: string): Refusal {
  return refuse('seat/unknown', `There is no seat "${seat}" here.`, 'Look at the list of seats.');
}

function taken(): Refusal {
  return refuse(
    'seat/taken',
    'Somebody wears this role already.',
    'Whoever wears it, or the commander, hands it over.',
  );
}
