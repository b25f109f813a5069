import { io, type Socket } from 'socket.io-client';
import type { CheckUnderWay } from '../server/protocol/breaking.ts';
import type { CommandName, Commands } from '../server/protocol/commands.ts';
import type { RoomMessage, TickMessage } from '../server/protocol/events.ts';
import { PROTOCOL_VERSION, type Refusal } from '../server/protocol/refusal.ts';
import type { ClientToServer, JoinReply, Reply, ServerToClient, TerminalMessage } from '../server/protocol/wire.ts';

export type LinkState = 'connecting' | 'live' | 'lost' | 'removed';

/** What a drill's page wants to hear. */
export interface ConnectionListener {
  onLink: (state: LinkState, reason: string | null) => void;
  onJoined: (reply: JoinReply) => void;
  onRefused: (refusal: Refusal) => void;
  onRoom: (message: RoomMessage) => void;
  onTick: (message: TickMessage) => void;
  /** All checks of faults that are under way; breakers and facilitators alone hear of them. */
  onChecks: (checks: CheckUnderWay[]) => void;
  /** Output of a line of ours that goes on. */
  onTerminal: (message: TerminalMessage) => void;
}

/** How long a command waits for its answer before it is sent again under the same id. */
const ANSWER_MS = 8_000;
const TRIES = 4;
/** Bots take their time, and may be at something else first: for so long, too, whoever asked waits for their answer. */
const TRIES_OF_BOTS = 60;
const ASKED_OF_BOTS: ReadonlySet<CommandName> = new Set(['fault.check', 'inject.try']);

/** After so long a page asks again that could not be let in because nothing can be stored at the moment. */
const JOIN_AGAIN_MS = 2_000;

/** The only socket of the web client: one drill, joined again after every reconnect from the last message seen. */
export class Connection {
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  readonly #drill: string;
  readonly #as: string | null;
  readonly #listener: ConnectionListener;
  #lastSeq = 0;
  #hasView = false;
  /** The facilitator took the seat away; the link stays open for a change of mind. */
  #removed = false;
  #joinsAgain: ReturnType<typeof setTimeout> | undefined;

  /** @param as a seat over whose shoulder a facilitator looks; null: one's own */
  constructor(drill: string, listener: ConnectionListener, as: string | null = null) {
    this.#drill = drill;
    this.#as = as;
    this.#listener = listener;
    this.#socket = io({
      transports: ['websocket'],
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
      withCredentials: true,
    });
    this.#socket.on('connect', () => this.join());
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('connect_error', () => this.#lost());
    this.#socket.on('room', (message) => this.#take(message));
    this.#socket.on('tick', (message) => message.drill === drill && listener.onTick(message));
    this.#socket.on('checks', (message) => message.drill === drill && listener.onChecks(message.checks));
    this.#socket.on('terminal', (message) => message.drill === drill && listener.onTerminal(message));
    this.#socket.on('rejoin', () => this.#rejoin());
    this.#socket.on('removed', ({ reason }) => {
      this.#removed = true;
      listener.onLink('removed', reason);
    });
  }

  /** Sends a command; the same id is used until an answer comes, so a lost reply never acts twice. */
  async send<N extends CommandName>(name: N, payload: Commands[N]['in']): Promise<Reply<Commands[N]['out']>> {
    const id = commandId();
    const tries = ASKED_OF_BOTS.has(name) ? TRIES_OF_BOTS : TRIES;
    for (let attempt = 1; attempt <= tries; attempt++) {
      try {
        const reply = await this.#socket
          .timeout(ANSWER_MS)
          .emitWithAck('command', { id, drill: this.#drill, name, payload });
        return reply as Reply<Commands[N]['out']>;
      } catch {
        // No answer in time: the link is probably down. Ask again under the same id.
      }
    }
    return {
      ok: false,
      refusal: {
        code: 'server/unexpected',
        message: 'No answer from the server.',
        hint: 'The page reconnects by itself; try again when it says live.',
      },
    };
  }

  close(): void {
    clearTimeout(this.#joinsAgain);
    this.#socket.close();
  }

  /** Of somebody who was removed nobody needs to know more. */
  #lost(): void {
    if (!this.#removed) this.#listener.onLink('lost', null);
  }

  #rejoin(): void {
    this.#lastSeq = 0;
    this.#hasView = false;
    this.join();
  }

  join(): void {
    clearTimeout(this.#joinsAgain);
    this.#socket.emit(
      'join',
      {
        drill: this.#drill,
        protocol: PROTOCOL_VERSION,
        lastSeq: this.#hasView ? this.#lastSeq : 0,
        ...(this.#as === null ? {} : { as: this.#as }),
      },
      (answer) => {
        if (!answer.ok) return this.#turnedAway(answer.refusal);
        this.#removed = false;
        const reply = answer.result;
        this.#hasView = true;
        this.#lastSeq = reply.kind === 'snapshot' ? reply.seq : (reply.messages.at(-1)?.seq ?? this.#lastSeq);
        this.#listener.onJoined(reply);
        this.#listener.onLink('live', null);
      },
    );
  }

  /** What passes by itself needs nobody to press reload. */
  #turnedAway(refusal: Refusal): void {
    if (this.#removed) return;
    if (refusal.code !== 'store/unavailable') return this.#listener.onRefused(refusal);
    this.#lost();
    this.#joinsAgain = setTimeout(() => this.join(), JOIN_AGAIN_MS);
  }

  /** A hole in the numbers means something was lost on the way: ask for the tail instead of guessing. */
  #take(message: RoomMessage): void {
    if (message.drill !== this.#drill || message.seq <= this.#lastSeq) return;
    if (message.seq !== this.#lastSeq + 1) {
      this.join();
      return;
    }
    this.#lastSeq = message.seq;
    this.#listener.onRoom(message);
  }
}

/** A version 4 UUID. `crypto.randomUUID` exists on https and localhost only; a drill in an office network is neither. */
function commandId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
