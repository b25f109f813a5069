import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { CommandRequest, JoinReply, Reply } from '../../server/protocol/wire.ts';
import type { Browser, Client } from '../support/socket-pair.ts';
import type { Told } from './history.ts';

/** One person at work: says something, waits for the answer, says the next thing, until the server is gone. */
export class Worker {
  readonly told: Told[] = [];
  readonly #name: string;
  readonly #browser: Browser;
  readonly #drill: string;
  #client: Client | null = null;
  #nth = 0;
  /** Sent and unanswered when the server died. */
  #open: CommandRequest | null = null;

  constructor(name: string, browser: Browser, drill: string) {
    this.#name = name;
    this.#browser = browser;
    this.#drill = drill;
  }

  async connect(url: string): Promise<JoinReply> {
    this.#client?.disconnect();
    this.#client = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: this.#browser.cookie! },
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
    const reply = await this.#send(open);
    const known = this.told.find(({ command }) => command === open.id);
    if (known && reply) known.outcome = reply.ok ? 'ok' : 'refused';
  }

  /** Works until the connection breaks; tells each acknowledgement. */
  async work(onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const text = `${this.#name} ${this.#nth}`;
      const reply =
        this.#nth % 2 === 0
          ? await this.ask('chat.say', { channel: 'team', text })
          : await this.ask('fact.note', { kind: 'known', text });
      if (!reply) return;
      if (reply.ok) onAcknowledged();
    }
  }

  /** Null when the server died before it answered. */
  async ask<N extends CommandName>(name: N, payload: Commands[N]['in']): Promise<Reply<unknown> | null> {
    const request: CommandRequest<N> = { id: randomUUID(), drill: this.#drill, name, payload };
    const told: Told = { command: request.id, client: this.#name, nth: this.#nth, outcome: 'unknown' };
    this.#nth += 1;
    this.told.push(told);
    this.#open = request;
    const reply = await this.#send(request);
    if (!reply) return null;
    this.#open = null;
    told.outcome = reply.ok ? 'ok' : 'refused';
    return reply;
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
