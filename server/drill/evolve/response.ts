import type { AnyDraft } from '../entry.ts';
import { looks, tells } from '../nudges/response.ts';
import type { Session } from '../session.ts';

/** Keeps what patterns of the response are read from. Call it before the entry changes the session. */
export function noteResponse(session: Session, draft: AnyDraft): void {
  const atS = Math.round(draft.simMs / 1000);
  noteWorld(session, draft, atS);
  const seat = draft.seat === null ? undefined : session.seats.get(draft.seat);
  if (seat?.kind !== 'fixer' || seat.bot) return;
  const { response } = session;
  if (looks(draft.kind)) response.lookedAtS = atS;
  if (tells(draft)) response.words.push({ atS, seat: seat.id });
  if (draft.kind === 'command.ran' && draft.payload.tools.length > 0) {
    const led = response.command.length > 0;
    response.hands.push({ atS, seat: seat.id, commands: seat.roles.includes('ic'), led });
  }
  if (draft.kind === 'staff.paged') {
    const who = session.scenario.staff.find(({ id }) => id === draft.payload.staff)?.name ?? draft.payload.staff;
    response.calls.push({ who, atS, answeredAtS: null });
  }
}

function noteWorld({ response, scenario }: Session, draft: AnyDraft, atS: number): void {
  if (draft.kind === 'role.taken' && draft.payload.role === 'ic')
    response.command.push({ atS, seat: draft.payload.seat });
  else if (draft.kind === 'staff.answered') {
    const who = scenario.staff.find(({ id }) => id === draft.payload.staff)?.name ?? draft.payload.staff;
    const call = response.calls.find((one) => one.who === who && one.answeredAtS === null);
    if (call) call.answeredAtS = atS;
  } else if (draft.kind === 'slo.changed' && draft.payload.slo === scenario.slo) {
    if (draft.payload.breached) Object.assign(response, { brokenAtS: atS, keptAgainAtS: null });
    else Object.assign(response, { brokenAtS: null, keptAgainAtS: atS });
  }
}
