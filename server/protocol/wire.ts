import type { CheckUnderWay } from './breaking.ts';
import type { CommandName, Commands } from './commands.ts';
import type { RoomMessage, TickMessage } from './events.ts';
import type { Refusal } from './refusal.ts';
import type { RoomView } from './room.ts';

/** `id` is a UUID made by the client: sending a command again with it has no second effect and gets the same reply. */
export interface CommandRequest<N extends CommandName = CommandName> {
  id: string;
  drill: string;
  name: N;
  payload: Commands[N]['in'];
}

export type Reply<T> = { ok: true; result: T } | { ok: false; refusal: Refusal };

export interface JoinRequest {
  drill: string;
  protocol: number;
  /** Last audience sequence number seen, 0 for none. */
  lastSeq: number;
  /** A seat over whose shoulder a facilitator looks: the same bytes that it gets, read only. */
  as?: string;
}

/**
 * Either the whole view, or what was missed since `lastSeq`. `seat` is the caller's own. `checks`, for breakers and
 * facilitators: what the last `checks` message said.
 */
export type JoinReply = { checks?: CheckUnderWay[] } & (
  | { kind: 'snapshot'; seat: string; seq: number; view: RoomView }
  | { kind: 'tail'; seat: string; messages: RoomMessage[] }
);

/** All checks of faults that are under way, in the order in which bots come to them: for breakers and facilitators. */
export interface ChecksMessage {
  drill: string;
  checks: CheckUnderWay[];
}

export interface ClientToServer {
  join: (request: JoinRequest, reply: (answer: Reply<JoinReply>) => void) => void;
  command: (request: CommandRequest, reply: (answer: Reply<unknown>) => void) => void;
}

/** Output of a line that follows something, for the seat that typed it alone. */
export interface TerminalMessage {
  drill: string;
  terminal: string;
  atS: number;
  /** `watch` draws its screen anew; a follower adds lines. */
  mode: 'append' | 'screen';
  text: string;
  /** Set when it has ended. */
  ended: { exitCode: number; nextPrompt: string } | null;
}

export interface ServerToClient {
  terminal: (message: TerminalMessage) => void;
  room: (message: RoomMessage) => void;
  tick: (message: TickMessage) => void;
  checks: (message: ChecksMessage) => void;
  /** Role, seat or session changed: the client must join again and gets a new snapshot. */
  rejoin: (why: { drill: string; reason: string }) => void;
  /** Removed or revoked: say so and stop. */
  removed: (why: { drill: string; reason: string }) => void;
}
