import type { AnyDraft, AnyEntry, EntryPayloads } from '../drill/entry.ts';
import { draftAt } from '../drill/decide/decision.ts';
import { EMPTY_LOG, seal } from '../drill/hash.ts';
import type { Session } from '../drill/session.ts';
import type { BranchPoint } from '../protocol/control.ts';

/**
 * A log up to and with a drill second, sealed anew as that of another drill. Seats, commands and receive times stay: it
 * is the same history, and a command that was answered there is answered here.
 */
export function cutLog(
  entries: readonly AnyEntry[],
  into: { drill: string; joinCode: string; branchOf: BranchPoint },
): AnyEntry[] {
  const { drill, joinCode, branchOf } = into;
  let head = EMPTY_LOG;
  return entries
    .filter(({ simMs }) => simMs <= branchOf.atS * 1000)
    .map((entry) => {
      const draft =
        entry.kind === 'drill.created' ? { ...entry, payload: { ...entry.payload, joinCode, branchOf } } : entry;
      const sealed = seal(head, drill, entry.wallMs, draft);
      head = sealed;
      return sealed;
    });
}

/**
 * What holds on after a rewind although it came later: who sits here and as what, how the drill is run, and what was
 * written beforehand for later. What people did in the drill itself is undone.
 */
export function carriedOver(branch: Session, now: Session, later: readonly AnyEntry[]): AnyDraft[] {
  return [...seatsNow(branch, now), ...controlNow(branch, now), ...preparedLater(branch, later)];
}

function seatsNow(branch: Session, now: Session): AnyDraft[] {
  return [...now.seats.values()].flatMap(({ id, kind, state, bot }) => {
    const was = branch.seats.get(id);
    const away = state === 'left';
    if (!was) {
      const joined: EntryPayloads['seat.joined'] = { seat: id, kind, approved: state !== 'waiting' };
      return away ? [] : [draftAt(branch, 'seat.joined', bot ? { ...joined, bot } : joined)];
    }
    if (away) return was.state === 'left' ? [] : [draftAt(branch, 'seat.left', { seat: id, removed: true })];
    if (was.state === 'waiting')
      return state === 'waiting' ? [] : [draftAt(branch, 'seat.approved', { seat: id, kind })];
    return was.kind === kind ? [] : [draftAt(branch, 'seat.kind', { seat: id, kind })];
  });
}

function controlNow(branch: Session, now: Session): AnyDraft[] {
  const { lead, locked, timeboxS } = now.control;
  const stops = now.control.stops.map(({ rule }) => rule);
  const drafts: AnyDraft[] = [];
  if (lead !== null && lead !== branch.control.lead) drafts.push(draftAt(branch, 'lead.taken', { seat: lead }));
  if (locked !== branch.control.locked) drafts.push(draftAt(branch, 'drill.locked', { locked }));
  if (timeboxS !== branch.control.timeboxS) drafts.push(draftAt(branch, 'drill.timebox', { timeboxS }));
  if (JSON.stringify(stops) !== JSON.stringify(branch.control.stops.map(({ rule }) => rule)))
    drafts.push(draftAt(branch, 'stops.set', { stops }));
  if (now.clock.speed !== branch.clock.speed) drafts.push(draftAt(branch, 'drill.speed', { speed: now.clock.speed }));
  return drafts;
}

/** Injects that were written, and the breakers' plan: preparation, not history. */
function preparedLater(branch: Session, later: readonly AnyEntry[]): AnyDraft[] {
  return later
    .filter(({ kind }) => kind === 'inject.written' || kind === 'plan.sealed')
    .map(({ kind, payload, seat }) => draftAt(branch, kind, payload, { seat, command: null }));
}
