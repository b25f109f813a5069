import { ROLE_NAMES, type IncidentRole } from '../../protocol/roles.ts';
import { say } from './channel.ts';
import type { Evolvers } from './moment.ts';
import type { Seat, Session } from '../session.ts';

export const seatEvolvers: Evolvers<
  | 'seat.joined'
  | 'seat.approved'
  | 'seat.kind'
  | 'seat.left'
  | 'seat.present'
  | 'seat.ready'
  | 'seat.voted'
  | 'role.taken'
  | 'role.dropped'
> = {
  'seat.joined': (session, { seat, kind, approved, bot = false }) => {
    const state = bot ? 'here' : approved ? 'away' : 'waiting';
    if (kind === 'facilitator' && approved) session.control.lead ??= seat;
    session.seats.set(seat, { id: seat, kind, roles: [], hadRoles: [], state, ready: false, vote: null, moved: false, bot }); // prettier-ignore
  },
  'seat.approved': (session, { seat, kind }) => {
    change(session, seat, (known) => ({ ...known, kind, state: 'away' }));
    passLead(session);
  },
  'seat.kind': (session, { seat, kind }) => {
    change(session, seat, (known) => ({ ...known, kind, roles: kind === 'fixer' ? known.roles : [], moved: true }));
    passLead(session);
  },
  'seat.left': (session, { seat }) => {
    change(session, seat, (known) => ({ ...known, state: 'left', roles: [], hadRoles: known.roles, ready: false }));
    passLead(session);
  },
  'seat.present': (session, { here }, { seat }) => {
    change(session, seat, (known) =>
      known.state === 'here' || known.state === 'away' ? { ...known, state: here ? 'here' : 'away' } : known,
    );
  },
  'seat.ready': (session, { ready }, { seat }) => change(session, seat, (known) => ({ ...known, ready })),
  'seat.voted': (session, { holds }, { seat }) => change(session, seat, (known) => ({ ...known, vote: holds })),
  'role.taken': (session, { seat, role }, at) => {
    if (isSingle(role))
      for (const other of session.seats.values()) if (other.id !== seat) dropRole(session, other, role);
    const to = session.seats.get(seat);
    // A bot makes room for a person, also in a role that several may wear.
    if (to && !to.bot) for (const other of session.seats.values()) if (other.bot) dropRole(session, other, role);
    const by = session.seats.get(at.seat ?? '');
    if (to?.bot && by?.kind === 'fixer') session.crew.handed.push({ seat, role, by: by.id, atS: at.atS });
    change(session, seat, (known) => ({ ...known, roles: [...known.roles.filter((own) => own !== role), role] }));
    say(session, { ...at, seat }, `takes ${ROLE_NAMES[role]}`);
  },
  'role.dropped': (session, { seat, role }, at) => {
    const known = session.seats.get(seat);
    if (known) dropRole(session, known, role);
    const taken = at.seat !== null && at.seat !== seat;
    say(
      session,
      { ...at, seat },
      `no longer ${ROLE_NAMES[role]}${taken ? ': the facilitator took the role away' : ''}`,
    );
  },
};

/** One person commands, leads operations, speaks for the team; several may write, know or support. */
export function isSingle(role: IncidentRole): boolean {
  return role === 'ic' || role === 'ops' || role === 'comms';
}

/**
 * Whose seat is taken away, or becomes another kind, cannot pace the drill any more: another facilitator does, one who
 * is here before one who is not. A lead who has only closed the page keeps it until somebody takes over.
 */
function passLead(session: Session): void {
  const { control } = session;
  const may = [...session.seats.values()].filter(
    ({ kind, state }) => kind === 'facilitator' && (state === 'here' || state === 'away'),
  );
  if (!may.some(({ id }) => id === control.leadAsked?.seat)) askNoMore(session);
  if (may.some(({ id }) => id === control.lead)) return;
  const asker = may.find(({ id }) => id === control.leadAsked?.seat);
  const next = (asker ?? may.find(({ state }) => state === 'here') ?? may[0])?.id ?? null;
  session.fresh.control = next !== control.lead;
  control.lead = next;
  if (asker) askNoMore(session);
}

/** Nobody waits for an answer any more. */
export function askNoMore({ control, fresh }: Session): void {
  fresh.leadAsked ||= control.leadAsked !== null;
  control.leadAsked = null;
}

function dropRole(session: Session, seat: Seat, role: IncidentRole): void {
  if (!seat.roles.includes(role)) return;
  session.seats.set(seat.id, { ...seat, roles: seat.roles.filter((own) => own !== role) });
}

function change(session: Session, seat: string | null, to: (known: Seat) => Seat): void {
  const known = seat === null ? undefined : session.seats.get(seat);
  if (known) session.seats.set(known.id, to(known));
}
