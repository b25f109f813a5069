import type { CommandName } from '../protocol/commands.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import { runbookView } from '../runbook/view.ts';
import type { AnyEntry } from './entry.ts';
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
  entry: AnyEntry | null,
): Reply<unknown> {
  switch (entry?.kind) {
    case 'incident.declared':
    case 'action.added':
      return { ok: true, result: { id: entry.payload.id } };
    case 'command.ran': {
      const result = session.terminal
        .get(entry.seat ?? '')
        ?.findLast(({ atS, line }) => line === entry.payload.line && atS * 1000 === entry.simMs);
      return result ? { ok: true, result } : { ok: false, refusal: interrupted() };
    }
    case 'tool.acted':
      return { ok: false, refusal: interrupted() };
    default:
      return name === 'runbook.open' ? opened(session, payload) : { ok: true, result: undefined };
  }
}

function opened(session: Session, payload: unknown): Reply<unknown> {
  const runbook = findRunbook(session.scenario, (payload as { runbook: string }).runbook);
  if (!runbook) throw new Error('an admitted runbook.open names a runbook that is gone');
  return { ok: true, result: runbookView(runbook) };
}

/** The line acted, and then the server stopped before it ended: nobody knows its output any more. */
function interrupted(): Refusal {
  return refuse(
    'request/too-late',
    'The server stopped while this line ran; what its tools had done by then stands.',
    'Look at the state of the system before you run it again.',
  );
}
