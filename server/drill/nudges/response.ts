import type { SeatKind } from '../../protocol/roles.ts';
import type { AnyDraft, EntryKind } from '../entry.ts';

/** A command line with a tool in it that a responder ran. */
export interface Hand {
  atS: number;
  seat: string;
  /** The seat held command. */
  commands: boolean;
  /** Somebody had taken command by then. */
  led: boolean;
}

/** Somebody of the response side at a moment. */
export interface Deed {
  atS: number;
  seat: string;
}

/** What a session keeps of the response for its patterns; scoring reads the same off the log. */
export interface ResponseSoFar {
  hands: Hand[];
  /** Whenever a responder told the others something. */
  words: Deed[];
  /** Who took command, oldest first. */
  command: Deed[];
  /** Pages to people: `answeredAtS` null while they have not answered. */
  calls: { who: string; atS: number; answeredAtS: number | null }[];
  /** Since when the deciding promise is broken, and since when it has been kept again. */
  brokenAtS: number | null;
  keptAgainAtS: number | null;
  /** When a responder last looked, checked or said anything. */
  lookedAtS: number | null;
}

export function noResponse(): ResponseSoFar {
  return { hands: [], words: [], command: [], calls: [], brokenAtS: null, keptAgainAtS: null, lookedAtS: null };
}

const TELLING: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'can.sent',
  'decision.made',
  'fact.noted',
  'hypothesis.stated',
  'incident.declared',
  'allclear.given',
  'staff.paged',
]);

/** True when the entry puts something where the others read it. Whether a responder did so is the caller's to know. */
export function tells({ kind, payload }: Pick<AnyDraft, 'kind' | 'payload'>): boolean {
  if (kind !== 'chat.said') return TELLING.has(kind);
  const { channel, persona } = payload as Extract<AnyDraft, { kind: 'chat.said' }>['payload'];
  return channel === 'team' && persona === null;
}

const LOOKING: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'command.ran',
  'step.judged',
  'step.checked',
  'can.sent',
  'chat.said',
  'allclear.given',
  'decision.made',
  'fact.noted',
]);

/** True when the entry is somebody looking, checking or saying something. */
export function looks(kind: EntryKind): boolean {
  return LOOKING.has(kind);
}

/** How many people came to respond; bots beside a lone learner are nobody to hand a keyboard to. */
export function fixersIn(seats: Iterable<{ kind: SeatKind; bot: boolean }>): number {
  return [...seats].filter(({ kind, bot }) => kind === 'fixer' && !bot).length;
}
