import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect } from 'vitest';
import { readConfig } from '../../server/config.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import type { SeatKind } from '../../server/protocol/roles.ts';
import type { RoomView } from '../../server/protocol/room.ts';
import type { CommandRequest, JoinReply, Reply } from '../../server/protocol/wire.ts';
import { startServer, type RunningServer } from '../../server/start.ts';
import { Browser, type Client } from './socket-pair.ts';

/** A machine that is busy elsewhere may take its time. */
export const ANSWER_MS = 20_000;

/** A connection with every frame that came over it, as it was encoded. */
export interface Tab {
  client: Client;
  frames: string[];
}

/** Who sits in the drill of a whole server, and where it listens. */
interface Lobby {
  url: string;
  drill: string;
  facilitator: Browser;
  /** A connection of the facilitator's that has joined. */
  lead: Client;
}

/**
 * The whole server in this process: transports, desk, engine, SQLite. It has one drill in its lobby, and lives as long as
 * the tests of the block in which this is called; `lobby` is filled before the first of them.
 */
export function wholeServer(wish: { scenario: string; speed: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-whole-'));
  const clients: Client[] = [];
  const lobby = {} as Lobby;
  let server: RunningServer;

  beforeAll(async () => {
    const config = { ...readConfig({ PORT: '0' }, { data: folder }, true), port: 0 };
    server = await startServer(config, pino({ level: 'silent' }));
    const facilitator = new Browser(server.url);
    Object.assign(lobby, { url: server.url, facilitator });
    await facilitator.ask('GET', new URL(server.link).pathname);
    const set = { variant: null, seed: 'whole', mode: 'game-day', timeboxMin: 40, hypothesis: null };
    lobby.drill = (await facilitator.ask('POST', '/api/drills', { ...set, ...wish })).json.drill;
    lobby.lead = tab(facilitator).client;
    await joins(lobby.lead);
  }, 60_000);

  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function tab(browser: Browser): Tab {
    const client: Client = io(lobby.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: browser.cookie! },
    });
    clients.push(client);
    const frames: string[] = [];
    const engine = client.io.engine as unknown as {
      on(event: 'packet', hear: (packet: { type: string; data: string }) => void): void;
    };
    engine.on('packet', ({ type, data }) => void (type === 'message' && frames.push(data)));
    return { client, frames };
  }

  function joins(client: Client, as?: string): Promise<Reply<JoinReply>> {
    const request = { drill: lobby.drill, protocol: PROTOCOL_VERSION, lastSeq: 0, ...(as === undefined ? {} : { as }) };
    return client.timeout(ANSWER_MS).emitWithAck('join', request);
  }

  function sends<N extends CommandName>(
    client: Client,
    name: N,
    payload: Commands[N]['in'],
    id: string = randomUUID(),
  ): Promise<Reply<unknown>> {
    const request = { id, drill: lobby.drill, name, payload } satisfies CommandRequest<N>;
    return client.timeout(ANSWER_MS).emitWithAck('command', request as CommandRequest);
  }

  async function does<N extends CommandName>(client: Client, name: N, payload: Commands[N]['in']): Promise<unknown> {
    const reply = await sends(client, name, payload);
    expect(reply, name).toMatchObject({ ok: true });
    return reply.ok ? reply.result : undefined;
  }

  /** Somebody with an invite, who has joined. */
  async function guest(
    kind: SeatKind,
    name = 'Anna',
  ): Promise<{ browser: Browser; seat: string; tab: Tab; view: RoomView }> {
    const { token } = (await lobby.facilitator.ask('POST', `/api/drills/${lobby.drill}/invites`, { kind })).json;
    const browser = new Browser(lobby.url);
    const { seat } = (await browser.ask('POST', `/api/invites/${token}`, { name })).json;
    const own = tab(browser);
    return { browser, seat, tab: own, view: viewOf(await joins(own.client)) };
  }

  return { lobby, tab, joins, sends, does, guest };
}

export function viewOf(joined: Reply<JoinReply>): RoomView {
  if (!joined.ok || joined.result.kind !== 'snapshot')
    throw new Error(`no snapshot: ${JSON.stringify(joined).slice(0, 200)}`);
  return joined.result.view;
}
