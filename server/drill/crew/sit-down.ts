import type { IncidentRole } from '../../protocol/roles.ts';
import { draftAt } from '../decide/decision.ts';
import type { AnyDraft } from '../entry.ts';
import type { Seat, Session } from '../session.ts';
import { botSeat } from './names.ts';

/** A bot sits down in a role; `by` asked for it (null: the set-up). Nobody may wear the role. */
export function sitDown(
  session: Session,
  role: IncidentRole,
  by: { seat: string | null; command: string | null } = { seat: null, command: null },
): AnyDraft[] {
  const seat = botSeat(role);
  const known = session.seats.get(seat);
  const stays = known !== undefined && known.state !== 'left';
  const joined = draftAt(session, 'seat.joined', { seat, kind: 'fixer', approved: true, bot: true }, by);
  if (stays) return [draftAt(session, 'role.taken', { seat, role }, by)];
  return [joined, draftAt(session, 'role.taken', { seat, role })];
}

/** Bots that have nothing left to do when a person takes this role: they go. */
export function standUp(session: Session, role: IncidentRole, to: Seat): AnyDraft[] {
  if (to.bot) return [];
  const idle = [...session.seats.values()].filter(({ bot, roles }) => bot && roles.length === 1 && roles[0] === role);
  return idle.map(({ id }) => draftAt(session, 'seat.left', { seat: id, removed: false }));
}
