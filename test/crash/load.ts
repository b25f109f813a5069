import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { CommandRequest, JoinReply, Reply } from '../../server/protocol/wire.ts';
import type { Browser, Client } from '../support/socket-pair.ts';
import type { Hands } from './hands.ts';
import type { Told } from './history.ts';

/** One person at work: sends something, waits for the answer, sends the next thing, until the server is gone. */
export class Worker {
  readonly told: Told[] = [];
  readonly browser: Browser;
  readonly #name: string;
  readonly #hands: Hands | null;
  #drill: string;
  #url = '';
  #client: Client | null = null;
  #nth = 0;
  /** The answer to what it sent last. */
  #heard: Reply<unknown> | null = null;
  /** Sent and unanswered when the server died. */
  #open: CommandRequest | null = null;

  constructor(name: string, browser: Browser, drill: string, hands: Hands | null = null) {
    this.#name = name;
    this.browser = browser;
    this.#drill = drill;
    this.#hands = hands;
  }

  async connect(url: string): Promise<JoinReply> {
    this.#url = url;
    this.#client?.disconnect();
    this.#client = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: this.browser.cookie! },
    });
    const reply: Reply<JoinReply> = await this.#client
      .timeout(10_000)
      .emitWithAck('join', { drill: this.#drill, protocol: PROTOCOL_VERSION, lastSeq: 0 });
    if (!reply.ok) throw new Error(`${this.#name} cannot join: ${reply.refusal.message}`);
    return reply.result;
  }

  /** Sends the unanswered command again under its old id; then its fate is known. */
  async resend(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    this.#heard = await this.#send(open);
    const known = this.told.find(({ command }) => command === open.id);
    if (known && this.#heard) known.outcome = this.#heard.ok ? 'ok' : 'refused';
  }

  /** Works until the connection breaks; tells each acknowledgement. A drill that was rewound is gone on with. */
  async work(onAcknowledged: () => void): Promise<void> {
    if (!this.#hands) throw new Error(`${this.#name} has no hands`);
    for (;;) {
      const { name, payload } = this.#hands.next(this.#heard).value;
      const reply = await this.ask(name, payload);
      if (!reply) return;
      if (reply.ok) onAcknowledged();
      else if (reply.refusal.code === 'drill/ended' && !(await this.follow().catch(() => false))) return;
    }
  }

  /** Moves over to where a rewound drill goes on. False when it cannot be reached. */
  async follow(): Promise<boolean> {
    for (;;) {
      const { json } = await this.browser.ask('GET', `/api/drills/${this.#drill}`);
      if (json?.continuedAs === undefined) break;
      this.#drill = json.continuedAs;
    }
    await this.connect(this.#url);
    return true;
  }

  /** Null when the server died before it answered. */
  async ask<N extends CommandName>(name: N, payload: Commands[N]['in']): Promise<Reply<unknown> | null> {
    const request: CommandRequest<N> = { id: randomUUID(), drill: this.#drill, name, payload };
    const told: Told = {
      command: request.id,
      drill: this.#drill,
      client: this.#name,
      nth: this.#nth,
      outcome: 'unknown',
    };
    this.#nth += 1;
    this.told.push(told);
    this.#open = request;
    this.#heard = await this.#send(request);
    if (!this.#heard) return null;
    this.#open = null;
    told.outcome = this.#heard.ok ? 'ok' : 'refused';
    return this.#heard;
  }

  close(): void {
    this.#client?.disconnect();
  }

  #send(request: CommandRequest): Promise<Reply<unknown> | null> {
    const client = this.#client!;
    return new Promise((resolve) => {
      const gone = (): void => resolve(null);
      client.once('disconnect', gone);
      client.emit('command', request, (reply) => {
        client.off('disconnect', gone);
        resolve(reply);
      });
      if (!client.connected) gone();
    });
  }
}
