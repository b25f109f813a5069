import type { AnyDraft, AnyEntry, Entry, EntryKind } from '../drill/entry.ts';
import { EMPTY_LOG, seal } from '../drill/hash.ts';
import type { BranchPoint } from '../protocol/control.ts';
import { TABLE_TERMINAL } from './rounds.ts';

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
  return withoutHalfADecision(entries.filter(({ simMs }) => simMs <= branchOf.atS * 1000)).map((entry) => {
    const draft =
      entry.kind === 'drill.created' ? { ...entry, payload: { ...entry.payload, joinCode, branchOf } } : entry;
    const sealed = seal(head, drill, entry.wallMs, draft);
    head = sealed;
    return sealed;
  });
}

/** What a table decided is run with the round that follows, or not at all: the cut may fall between. */
function withoutHalfADecision(entries: readonly AnyEntry[]): readonly AnyEntry[] {
  const round = entries.findLastIndex(({ kind }) => kind === 'round.opened');
  const begun = entries.findIndex((entry, at) => at > round && isRun(entry));
  return begun < 0 ? entries : entries.slice(0, begun);
}

/** By the table, not by somebody in a terminal. */
function isRun(entry: AnyEntry): boolean {
  return entry.kind === 'round.applied' || (entry.kind === 'command.ran' && entry.payload.terminal === TABLE_TERMINAL);
}

/** How the drill is run, who sits in it, and what was written beforehand for later. */
const HOLDS_ON: ReadonlySet<EntryKind> = new Set([
  'seat.joined',
  'seat.approved',
  'seat.kind',
  'seat.left',
  'lead.taken',
  'drill.locked',
  'drill.timebox',
  'drill.speed',
  'stops.set',
  'inject.written',
  'plan.sealed',
]);

/**
 * What holds on after a rewind although it came later than the cut, as inputs at the cut's second, in their order. What
 * people did in the drill itself is undone; a bot that sat down later keeps the role for which it was called, and one that
 * gave its role to a person has it again. A fixer who was taken away and let back in was never away.
 */
export function carriedOver(later: readonly AnyEntry[], atS: number): AnyDraft[] {
  const bots = new Set(
    later.flatMap((entry) => (entry.kind === 'seat.joined' && entry.payload.bot ? [entry.payload.seat] : [])),
  );
  return later
    .filter((entry) => HOLDS_ON.has(entry.kind) || (entry.kind === 'role.taken' && bots.has(entry.payload.seat)))
    .filter((entry) => entry.kind !== 'seat.left' || (entry.payload.removed && !isLetIn(later, entry)))
    .map(({ kind, v, seat, payload }) => ({ kind, v, simMs: atS * 1000, seat, command: null, payload }) as AnyDraft);
}

function isLetIn(later: readonly AnyEntry[], { seq: leftAt, payload: { seat } }: Entry<'seat.left'>): boolean {
  return later.some(
    ({ seq, kind, payload }) =>
      seq > leftAt && kind === 'seat.approved' && payload.seat === seat && payload.kind === 'fixer',
  );
}
