import type { Effect } from '../engine/effect.ts';
import { advance, become, deliverInject, settle, type Applied } from './advance.ts';
import { settleChecks } from './checks.ts';
import type { AnyDraft } from './entry.ts';
import { settleObjectives } from './objectives.ts';
import type { Session } from './session.ts';

/**
 * Applies an input at its simulated time: lets time pass up to it, makes it part of the session and hands the world
 * what belongs to the world. Returns everything that came about, the input itself included, in log order.
 */
export function applyInput(session: Session, entry: AnyDraft): Applied[] {
  const before = advance(session, Math.round(entry.simMs / 1000));
  rememberAnswer(session, entry);
  return [...before, ...become(session, [entry]), ...consequences(session, entry)];
}

/** What an input brings about beyond itself. */
function consequences(session: Session, entry: AnyDraft): Applied[] {
  switch (entry.kind) {
    case 'inject.fired':
      return deliverInject(session, entry.payload.inject);
    case 'step.checked':
    case 'command.ran':
      return become(session, settleChecks(session));
    case 'drill.ended':
      return become(session, settleObjectives(session, true));
    default:
      return settle(session, worldEffects(session, entry));
  }
}

function worldEffects(session: Session, entry: AnyDraft): Effect[] {
  const { sim } = session;
  const seat = entry.seat ?? 'system';
  switch (entry.kind) {
    case 'fault.fired':
      return sim.apply({ kind: 'fault.fire', ...entry.payload });
    case 'fault.stopped':
      return sim.apply({ kind: 'fault.stop', fault: entry.payload.fault });
    case 'tool.acted':
      return entry.payload.actions.flatMap((action) => sim.apply({ kind: 'act', action, seat }));
    case 'alert.acked':
      return entry.payload.fingerprints.flatMap((fingerprint) => sim.apply({ kind: 'alert.ack', fingerprint, seat }));
    case 'alert.escalated':
      return sim.apply({ kind: 'alert.escalate', fingerprint: entry.payload.fingerprint, seat });
    default:
      return [];
  }
}

/**
 * Which entry answers a command. A line whose tools acted carries its command's id on the first `tool.acted`; the
 * answer is the `command.ran` that ends it.
 */
function rememberAnswer(session: Session, entry: AnyDraft): void {
  if (entry.command !== null) session.answers.set(entry.command, entry);
  if (entry.seat === null) return;
  if (entry.kind === 'tool.acted' && entry.command !== null) session.openLines.set(entry.seat, entry.command);
  if (entry.kind === 'command.ran') {
    const command = session.openLines.get(entry.seat);
    if (command !== undefined) session.answers.set(command, entry);
    session.openLines.delete(entry.seat);
  }
  rememberJump(session, entry);
}

/** A jump's command stands on the entry that begins it; the answer is the `clock.reached` that ends it. */
function rememberJump(session: Session, entry: AnyDraft): void {
  const begins = entry.kind === 'clock.reached' || (entry.kind === 'drill.resumed' && entry.payload.jump === true);
  if (begins && entry.command !== null) session.openJump = entry.command;
  if (entry.kind !== 'clock.reached' || entry.payload.jumped === undefined || session.openJump === null) return;
  session.answers.set(session.openJump, entry);
  session.openJump = null;
}
