import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { readDrillFile } from '../../server/drill/drill-file.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import type { SeatKind } from '../../server/protocol/roles.ts';
import type { RoomView } from '../../server/protocol/room.ts';
import type { CommandRequest, JoinReply, Reply } from '../../server/protocol/wire.ts';
import { startServer, type RunningServer } from '../../server/start.ts';
import { Browser, type Client } from '../support/socket-pair.ts';

/** The whole server in this process: transports, desk, engine, SQLite. */
describe('the whole server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-live-'));
  const clients: Client[] = [];
  let server: RunningServer;
  let facilitator: Browser;
  let lead: Client;
  let drill: string;

  beforeAll(async () => {
    const config = { ...readConfig({ PORT: '0' }, { data: folder }, true), port: 0 };
    server = await startServer(config, pino({ level: 'silent' }));
    facilitator = new Browser(server.url);
    await facilitator.ask('GET', new URL(server.link).pathname);
    const wish = { scenario: 'connection-pool-exhaustion', variant: null, seed: 'live', mode: 'game-day', speed: 1 };
    drill = (await facilitator.ask('POST', '/api/drills', { ...wish, timeboxMin: 40, hypothesis: null })).json.drill;
    lead = (await tab(facilitator)).client;
  }, 60_000);

  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  async function tab(browser: Browser): Promise<{ client: Client; joined: Reply<JoinReply> }> {
    const client: Client = io(server.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: browser.cookie! },
    });
    clients.push(client);
    return { client, joined: await joinDrill(client) };
  }

  function joinDrill(client: Client): Promise<Reply<JoinReply>> {
    return client.timeout(5000).emitWithAck('join', { drill, protocol: PROTOCOL_VERSION, lastSeq: 0 });
  }

  function send<N extends CommandName>(
    client: Client,
    name: N,
    payload: Commands[N]['in'],
    id: string = randomUUID(),
  ): Promise<Reply<unknown>> {
    return client.timeout(5000).emitWithAck('command', { id, drill, name, payload } satisfies CommandRequest<N>);
  }

  async function guest(kind: SeatKind): Promise<{ browser: Browser; seat: string; client: Client; view: RoomView }> {
    const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind })).json;
    const browser = new Browser(server.url);
    const { seat } = (await browser.ask('POST', `/api/invites/${token}`, { name: 'Anna' })).json;
    const { client, joined } = await tab(browser);
    return { browser, seat, client, view: viewOf(joined) };
  }

  function viewOf(joined: Reply<JoinReply>): RoomView {
    if (!joined.ok || joined.result.kind !== 'snapshot')
      throw new Error(`no snapshot: ${JSON.stringify(joined).slice(0, 200)}`);
    return joined.result.view;
  }

  it('a breaker made a fixer is told within a second and sees no deck any more', async () => {
    const breaker = await guest('breaker');
    expect(breaker.view.deck?.cards.length).toBeGreaterThan(0);
    const told = once(breaker.client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    expect(await send(lead, 'seat.kind', { seat: breaker.seat, kind: 'fixer' })).toMatchObject({ ok: true });
    await told;
    const view = viewOf(await joinDrill(breaker.client));
    expect(view.deck).toBeUndefined();
    expect(await send(breaker.client, 'fault.fire', { fault: 'any' })).toMatchObject({
      ok: false,
      refusal: { code: 'role/not-allowed' },
    });
  });

  it('somebody removed is told within a second and can do nothing; let back in, the same page goes on', async () => {
    const fixer = await guest('fixer');
    const told = once(fixer.client as never, 'removed', { signal: AbortSignal.timeout(1000) });
    await send(lead, 'seat.remove', { seat: fixer.seat });
    await told;
    expect(await send(fixer.client, 'chat.say', { channel: 'team', text: 'hello?' })).toMatchObject({ ok: false });
    expect((await fixer.browser.ask('GET', '/api/me')).json.seats).toEqual([]);
    const again = once(fixer.client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    await send(lead, 'seat.restore', { seat: fixer.seat });
    await again;
    const own = viewOf(await joinDrill(fixer.client)).seats.find(({ id }) => id === fixer.seat);
    expect(own).toMatchObject({ name: 'Anna', kind: 'fixer', state: 'here' });
    expect(await send(fixer.client, 'chat.say', { channel: 'team', text: 'back' })).toMatchObject({ ok: true });
  });

  it('somebody with the spoken code waits until the facilitator lets them in', async () => {
    const { joinCode } = (await facilitator.ask('GET', `/api/drills/${drill}`)).json;
    const browser = new Browser(server.url);
    const { seat } = (await browser.ask('POST', '/api/join', { code: joinCode, name: 'Ben' })).json;
    const { client, joined } = await tab(browser);
    expect(joined).toMatchObject({ ok: false, refusal: { code: 'seat/waiting' } });
    const told = once(client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    await send(lead, 'seat.approve', { seat, kind: 'observer' });
    await told;
    expect(viewOf(await joinDrill(client)).seats.find((other) => other.id === seat)).toMatchObject({
      kind: 'observer',
      name: 'Ben',
    });
  });

  it('a command sent ten times over five connections has one effect and one reply', async () => {
    const fixer = await guest('fixer');
    const id = randomUUID();
    const replies: Reply<unknown>[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { client } = await tab(fixer.browser);
      const twice = [1, 2].map(() => send(client, 'chat.say', { channel: 'team', text: 'only once' }, id));
      replies.push(...(await Promise.all(twice)));
      client.disconnect();
    }
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    const log = readDrillFile((await facilitator.ask('GET', `/api/drills/${drill}/export`)).text);
    expect(log.filter((entry) => entry.command === id)).toHaveLength(1);
  });

  it('a name with markup, quotes and an emoji arrives as text', async () => {
    const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind: 'fixer' })).json;
    const browser = new Browser(server.url);
    const name = `<img src=x onerror=alert(1)> "O'Neil" 👩‍🚒`;
    const { seat } = (await browser.ask('POST', `/api/invites/${token}`, { name })).json;
    expect(viewOf((await tab(browser)).joined).seats.find((other) => other.id === seat)?.name).toBe(name);
  });
});
