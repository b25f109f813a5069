import type { CommandName, Commands } from '../../protocol/commands.ts';
import type { Refusal } from '../../protocol/refusal.ts';
import type { AnyDraft, EntryKind, EntryPayloads } from '../entry.ts';
import type { Seat, Session } from '../session.ts';
import { versionOf } from '../upcast.ts';

/** Who asks. The kind of the seat has been checked against the command table. */
export interface Asking {
  seat: Seat;
  /** The client's UUID. */
  command: string;
}

/** Entries to append, in order, or a no. An empty list changes nothing and is answered all the same. */
export type Decision = AnyDraft[] | Refusal;

export type Deciders<N extends CommandName> = {
  [Name in N]: (session: Session, payload: Commands[Name]['in'], asking: Asking) => Decision;
};

/** A decision of one entry, by the seat that asks, carrying its command. */
export function one<K extends EntryKind>(
  session: Session,
  { seat, command }: Asking,
  kind: K,
  payload: EntryPayloads[K],
): AnyDraft[] {
  return [draftAt(session, kind, payload, { seat: seat.id, command })];
}

/** A draft of an input at the session's second. */
export function draftAt<K extends EntryKind>(
  session: Session,
  kind: K,
  payload: EntryPayloads[K],
  by: { seat: string | null; command: string | null } = { seat: null, command: null },
): AnyDraft {
  return { kind, v: versionOf(kind), simMs: session.clock.atS * 1000, ...by, payload } as AnyDraft;
}
