import type { CommandName } from '../protocol/commands.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import { runbookView } from '../runbook/view.ts';
import type { AnyDraft, EntryDraft } from './entry.ts';
import { refuse } from './refuse.ts';
import type { Session } from './session.ts';
import { findRunbook } from './steps.ts';

/**
 * The reply to a command, read off the entry that it left: the first time and every time it is sent again, before and
 * after a restart. `entry` is null when the command needed none.
 */
export function answerOf(
  session: Session,
  name: CommandName,
  payload: unknown,
  entry: AnyDraft | null,
): Reply<unknown> {
  switch (entry?.kind) {
    case 'seat.joined':
    case 'role.taken':
      return name === 'seat.bot' ? { ok: true, result: { seat: entry.payload.seat } } : nothing();
    case 'incident.declared':
    case 'action.added':
      return { ok: true, result: { id: entry.payload.id } };
    case 'inject.written':
      return { ok: true, result: { id: entry.payload.inject.id } };
    case 'runbook.opened':
      return opened(session, entry.payload.runbook);
    case 'command.ran':
      return ran(session, entry);
    case 'tool.acted':
      return { ok: false, refusal: interrupted() };
    case 'clock.reached': {
      const { jumped } = entry.payload;
      if (jumped === undefined) return { ok: false, refusal: cutShort() };
      return { ok: true, result: { atS: entry.simMs / 1000, what: jumped } };
    }
    case 'drill.resumed':
      return entry.payload.jump ? { ok: false, refusal: cutShort() } : nothing();
    case 'drill.ended':
      return entry.payload.continuedAs ? { ok: true, result: { drill: entry.payload.continuedAs.drill } } : nothing();
    case 'fault.checked':
      return { ok: true, result: entry.payload.check };
    case 'round.option':
      return { ok: true, result: { id: entry.payload.id } };
    case 'round.opened':
      return { ok: true, result: { number: entry.payload.round.number } };
    case 'round.applied':
      return { ok: true, result: { number: session.rounds.at(-1)?.view.number ?? entry.payload.round } };
    case 'plan.sealed':
      return { ok: true, result: { hash: entry.payload.hash } };
    case undefined:
      // No entry was needed: reading a runbook outside the running drill leaves none.
      return name === 'runbook.open' ? opened(session, (payload as { runbook: string }).runbook) : nothing();
    default:
      return nothing();
  }
}

function nothing(): Reply<unknown> {
  return { ok: true, result: undefined };
}

function ran(session: Session, { seat, simMs, payload: { line } }: EntryDraft<'command.ran'>): Reply<unknown> {
  const lines = session.terminal.get(seat ?? '') ?? [];
  const result = lines.findLast((one) => one.line === line && one.atS * 1000 === simMs);
  return result ? { ok: true, result } : { ok: false, refusal: interrupted() };
}

function opened(session: Session, id: string): Reply<unknown> {
  const runbook = findRunbook(session.scenario, id);
  if (!runbook) throw new Error(`the log opens ${id}, which the scenario does not have`);
  return { ok: true, result: runbookView(runbook, session.scenario.access) };
}

/** The jump had begun, and then the server stopped before it was there. */
function cutShort(): Refusal {
  return refuse(
    'request/too-late',
    'The server stopped in the middle of this jump; the drill stands where it had come to.',
    'Look where it stands, then jump again.',
  );
}

/** The line acted, and then the server stopped before it ended: nobody knows its output any more. */
function interrupted(): Refusal {
  return refuse(
    'request/too-late',
    'The server stopped while this line ran; what its tools had done by then stands.',
    'Look at the state of the system before you run it again.',
  );
}
