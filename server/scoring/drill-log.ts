import type { AnyEntry, Entry, EntryKind } from '../drill/entry.ts';
import { ROLE_NAMES, type IncidentRole, type SeatKind } from '../protocol/roles.ts';

/**
 * A drill's log as scoring reads it: entries by kind, and what a seat was at a moment. Nothing here knows a name; a seat
 * is told by its role.
 */
export interface DrillLog {
  entries: readonly AnyEntry[];
  /** Entries of one kind, oldest first. */
  of<K extends EntryKind>(kind: K): Entry<K>[];
  /** True when a person on the response side did it: not the system, a bot, a facilitator, a breaker or an observer. */
  byResponder(entry: AnyEntry): boolean;
  /** Incident roles that a seat held just before this entry. */
  rolesAt(seat: string | null, seq: number): IncidentRole[];
  /** The seat at an entry in words: "the Operations Lead", "a fixer", "the facilitator". */
  whoIs(seat: string | null, seq: number): string;
  /** The same, of who made the entry. */
  whoDid(entry: AnyEntry): string;
}

const KIND_WORDS: Record<SeatKind, string> = {
  facilitator: 'the facilitator',
  breaker: 'a breaker',
  fixer: 'a fixer',
  observer: 'an observer',
};

interface SeatChange {
  seq: number;
  kind?: SeatKind;
  taken?: IncidentRole;
  dropped?: IncidentRole;
  gone?: true;
}

/** Roles with one holder at a time: whoever had it no longer does. */
const SINGLE: readonly IncidentRole[] = ['ic', 'ops', 'comms'];

/** Drill seconds of an entry: simulated time, so a pause or another speed never counts (CLOCK-1). */
export function secondOf(entry: AnyEntry): number {
  return entry.simMs / 1000;
}

export function readLog(entries: readonly AnyEntry[]): DrillLog {
  const kinds = new Map<EntryKind, AnyEntry[]>();
  for (const entry of entries) {
    const known = kinds.get(entry.kind);
    if (known) known.push(entry);
    else kinds.set(entry.kind, [entry]);
  }
  const seats = seatChanges(entries);
  const bots = new Set(
    entries.flatMap((entry) => (entry.kind === 'seat.joined' && entry.payload.bot ? [entry.payload.seat] : [])),
  );
  // At a table the facilitator's hand is the table's: it is the response side that acts through it.
  const [first] = entries;
  const table = first?.kind === 'drill.created' && first.payload.mode === 'tabletop';
  const responding = (kind: SeatKind) => kind === 'fixer' || (table && kind === 'facilitator');
  const kindAt = (seat: string, seq: number) =>
    (seats.get(seat) ?? []).findLast((change) => change.kind !== undefined && change.seq <= seq)?.kind;
  const rolesAt = (seat: string | null, seq: number) => rolesBefore(seats.get(seat ?? '') ?? [], seq);
  const whoIs = (seat: string | null, seq: number) => {
    if (seat === null) return 'the system';
    const roles = rolesAt(seat, seq);
    const bot = bots.has(seat) ? ' (bot)' : '';
    if (roles.length > 0) return `the ${roles.map((role) => ROLE_NAMES[role]).join(' and ')}${bot}`;
    const kind = kindAt(seat, seq) ?? 'fixer';
    return table && responding(kind) ? 'the table' : KIND_WORDS[kind];
  };
  return {
    entries,
    of: <K extends EntryKind>(kind: K) => (kinds.get(kind) ?? []) as Entry<K>[],
    byResponder: (entry) =>
      entry.seat !== null && !bots.has(entry.seat) && responding(kindAt(entry.seat, entry.seq) ?? 'fixer'),
    rolesAt,
    whoIs,
    whoDid: (entry) => whoIs(entry.seat, entry.seq),
  };
}

function rolesBefore(changes: readonly SeatChange[], seq: number): IncidentRole[] {
  const held = new Set<IncidentRole>();
  for (const change of changes) {
    if (change.seq > seq) break;
    if (change.gone || (change.kind !== undefined && change.kind !== 'fixer')) held.clear();
    if (change.taken) held.add(change.taken);
    if (change.dropped) held.delete(change.dropped);
  }
  return [...held];
}

function seatChanges(entries: readonly AnyEntry[]): Map<string, SeatChange[]> {
  const seats = new Map<string, SeatChange[]>();
  const note = (seat: string, change: SeatChange) => {
    const known = seats.get(seat);
    if (known) known.push(change);
    else seats.set(seat, [change]);
  };
  for (const entry of entries) {
    const { seq } = entry;
    switch (entry.kind) {
      case 'seat.joined':
      case 'seat.approved':
      case 'seat.kind':
        note(entry.payload.seat, { seq, kind: entry.payload.kind });
        break;
      case 'role.taken':
        for (const [seat, changes] of seats) {
          if (SINGLE.includes(entry.payload.role) && rolesBefore(changes, seq).includes(entry.payload.role))
            note(seat, { seq, dropped: entry.payload.role });
        }
        note(entry.payload.seat, { seq, taken: entry.payload.role });
        break;
      case 'seat.left':
        note(entry.payload.seat, { seq, gone: true });
        break;
      case 'role.dropped':
        note(entry.payload.seat, { seq, dropped: entry.payload.role });
        break;
    }
  }
  return seats;
}
