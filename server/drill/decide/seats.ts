import type { Refusal } from '../../protocol/refusal.ts';
import type { IncidentRole } from '../../protocol/roles.ts';
import type { AnyDraft } from '../entry.ts';
import { standUp } from '../crew/sit-down.ts';
import { isSingle } from '../evolve/seats.ts';
import { refuse } from '../refuse.ts';
import type { Seat, Session } from '../session.ts';
import { draftAt, one, type Deciders } from './decision.ts';

export const seatDeciders: Deciders<
  | 'seat.ready'
  | 'seat.vote'
  | 'seat.approve'
  | 'seat.kind'
  | 'seat.remove'
  | 'seat.restore'
  | 'role.take'
  | 'role.drop'
  | 'role.assign'
  | 'role.withdraw'
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
  'seat.restore': (session, { seat }, asking) => {
    const known = session.seats.get(seat);
    if (!known || known.bot) return unknownSeat(seat);
    if (known.state !== 'left') return [];
    const free = session.clock.state === 'ended' ? [] : known.hadRoles.filter((role) => !isTaken(session, role));
    return [
      ...one(session, asking, 'seat.approved', { seat, kind: known.kind }),
      ...free.flatMap((role) => wears(session, known, role, { seat: asking.seat.id, command: null })),
    ];
  },
  'role.take': (session, { role }, asking) => {
    const { seat } = asking;
    if (seat.roles.includes(role)) return [];
    if (isTaken(session, role)) return taken();
    return wears(session, seat, role, { seat: seat.id, command: asking.command });
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
    // One's own role one may hand on.
    const mayGive =
      asking.seat.kind !== 'fixer' || asking.seat.roles.includes(role) || asking.seat.id === commander?.id;
    if (!mayGive && commander && !commander.bot) {
      return refuse('role/not-allowed', 'The Incident Commander hands out roles.', 'Ask in the channel.');
    }
    return known.roles.includes(role)
      ? []
      : wears(session, known, role, { seat: asking.seat.id, command: asking.command });
  },
  'role.withdraw': (session, { role, seat, to }, asking) => {
    const [known, next] = [present(session, seat), to === null ? null : present(session, to)];
    if (!known) return unknownSeat(seat);
    if (to !== null && !next) return unknownSeat(to);
    if (next && next.kind !== 'fixer') {
      return refuse('role/not-allowed', 'Only fixers wear incident roles.', 'Choose a fixer.');
    }
    if (!known.roles.includes(role) || next?.id === known.id) return [];
    const dropped = one(session, asking, 'role.dropped', { seat, role });
    const idle = known.bot && known.roles.length === 1;
    return [
      ...dropped,
      ...(idle ? [draftAt(session, 'seat.left', { seat, removed: false })] : []),
      ...(next && !next.roles.includes(role)
        ? [draftAt(session, 'role.taken', { seat: next.id, role }, { seat: asking.seat.id, command: null })]
        : []),
    ];
  },
};

/** A seat puts on a role; a bot that has nothing left to do goes. */
function wears(
  session: Session,
  seat: Seat,
  role: IncidentRole,
  by: { seat: string; command: string | null },
): AnyDraft[] {
  return [draftAt(session, 'role.taken', { seat: seat.id, role }, by), ...standUp(session, role, seat)];
}

/** A person wears it, and one at a time may. */
function isTaken(session: Session, role: IncidentRole): boolean {
  const holder = isSingle(role) ? holderOf(session, role) : undefined;
  return holder !== undefined && !holder.bot;
}

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
