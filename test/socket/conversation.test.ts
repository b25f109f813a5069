import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoomMessage } from '../../server/protocol/events.ts';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import type { CommandRequest, Reply, TerminalMessage } from '../../server/protocol/wire.ts';
import { Transports, type Client } from '../support/socket-pair.ts';

function command(client: Client, drill: string, name: string, payload: unknown = {}): Promise<Reply<unknown>> {
  const request = { id: randomUUID(), drill, name, payload } as CommandRequest;
  return client.timeout(5000).emitWithAck('command', request);
}

/** The next event of this name; waits for it. */
async function next<T>(
  client: Client,
  event: 'room' | 'tick' | 'terminal' | 'rejoin' | 'removed' | 'disconnect',
): Promise<T> {
  return ((await once(client as never, event, { signal: AbortSignal.timeout(5000) })) as T[])[0]!;
}

/** Sends something no typed client would. */
function raw(client: Client, event: string, message: unknown): Promise<Reply<unknown>> {
  return (client as { timeout(ms: number): { emitWithAck(e: string, m: unknown): Promise<Reply<unknown>> } })
    .timeout(5000)
    .emitWithAck(event, message);
}

/** As a laptop whose lid was closed: the connection stands, and nobody reads it. */
function stopReading(client: Client): void {
  const { transport } = client.io.engine as unknown as { transport: { ws: { pause(): void } } };
  transport.ws.pause();
}

function codeOf(reply: Reply<unknown>): string {
  return reply.ok ? 'ok' : reply.refusal.code;
}

describe('the door', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports().start()));
  afterAll(() => server.stop());

  it('a page of another site cannot connect', async () => {
    const facilitator = await server.facilitator();
    const client = server.tab(facilitator, { origin: 'https://evil.example' });
    await expect(once(client as never, 'connect_error')).resolves.toBeDefined();
    expect(client.connected).toBe(false);
    const own = server.tab(facilitator, { origin: server.base });
    await once(own as never, 'connect');
  });

  it('nobody without a session connects, and is told why', async () => {
    const client = server.tab(server.browser());
    const [error] = (await once(client as never, 'connect_error')) as [Error & { data: unknown }];
    expect(error.data).toMatchObject({ code: 'session/none' });
  });

  it('polling is not spoken', async () => {
    const answer = await server.browser().ask('GET', '/socket.io/?EIO=4&transport=polling');
    expect(answer.status).toBe(400);
  });

  it('a page with another protocol version is told to reload', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    expect(codeOf(await server.join(server.tab(facilitator), drill, 0, 99))).toBe('protocol/version');
  });

  it('a drill in which one has no seat is closed', async () => {
    const facilitator = await server.facilitator();
    const [mine, theirs] = [await server.drill(facilitator), await server.drill(facilitator)];
    const client = server.tab((await server.guest(facilitator, mine)).browser);
    expect(codeOf(await server.join(client, theirs))).toBe('seat/unknown');
    expect(codeOf(await command(client, theirs, 'note.add'))).toBe('seat/unknown');
    expect(codeOf(await server.join(client, 'no-such-drill'))).toBe('seat/unknown');
  });

  it('a message above 64 KB ends the connection and nothing else', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const [big, other] = [server.tab(facilitator), server.tab(facilitator)];
    await server.join(other, drill);
    await server.join(big, drill);
    const gone = next(big, 'disconnect');
    big.emit(
      'command',
      { id: randomUUID(), drill, name: 'note.add', payload: { text: 'x'.repeat(70_000) } },
      () => undefined,
    );
    await gone;
    expect(codeOf(await command(other, drill, 'note.add', { text: 'x' }))).toBe('ok');
  });
});

describe('the wrapper', () => {
  let server: Transports;
  let client: Client;
  let drill: string;
  beforeAll(async () => {
    server = await new Transports({ messagesPer10S: 40 }).start();
    const facilitator = await server.facilitator();
    drill = await server.drill(facilitator);
    client = server.tab(facilitator);
    await server.join(client, drill);
  });
  afterAll(() => server.stop());

  const id = randomUUID();
  it.each([
    ['nothing', 'command', undefined],
    ['null', 'command', null],
    ['a text', 'command', 'note.add'],
    ['a list', 'command', [1, 2]],
    ['no id', 'command', { drill: 'd', name: 'note.add', payload: {} }],
    ['an id that is no UUID', 'command', { id: '1', drill: 'd', name: 'note.add', payload: {} }],
    ['a long name', 'command', { id, drill: 'd', name: 'x'.repeat(50), payload: {} }],
    ['a payload that is a list', 'command', { id, drill: 'd', name: 'note.add', payload: [] }],
    ['a drill that is an object', 'command', { id, drill: { $ne: null }, name: 'note.add', payload: {} }],
    ['a negative sequence number', 'join', { drill: 'd', protocol: 1, lastSeq: -1 }],
    ['a sequence number that is none', 'join', { drill: 'd', protocol: 1, lastSeq: Number.NaN }],
    ['a join without a drill', 'join', {}],
  ])('%s is refused as malformed', async (_what, event, message) => {
    const before = server.desk.submitted.length;
    expect(codeOf(await raw(client, event, message))).toBe('request/malformed');
    expect(server.desk.submitted.length).toBe(before);
  });

  it('a message that wants no answer is not acted on', async () => {
    const before = server.desk.submitted.length;
    (client as { emit(e: string, m: unknown): void }).emit('command', { id, drill, name: 'note.add', payload: {} });
    (client as { emit(e: string, ...m: unknown[]): void }).emit(
      'command',
      { id, drill, name: 'note.add', payload: {} },
      'x',
    );
    await command(client, drill, 'fact.note');
    expect(server.desk.submitted.length).toBe(before + 1);
  });

  it('a mistake of ours is a code without its reason, and is logged', async () => {
    const reply = await command(client, drill, 'test.throw');
    expect(codeOf(reply)).toBe('server/unexpected');
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(server.errors).toHaveLength(1);
    expect(codeOf(await command(client, drill, 'note.add'))).toBe('ok');
  });

  it('a person who floods waits, with all tabs, and nobody else does', async () => {
    const facilitator = await server.facilitator();
    const [flooding, calm] = [await server.guest(facilitator, drill), await server.guest(facilitator, drill)];
    const tabs = [server.tab(flooding.browser), server.tab(flooding.browser)] as const;
    for (const tab of tabs) await server.join(tab, drill);
    const codes: string[] = [];
    for (let n = 0; n < 39; n += 1) codes.push(codeOf(await command(tabs[n % 2 ? 0 : 1], drill, 'chat.say')));
    expect(codes).toEqual([...Array(38).fill('ok'), 'request/rate-limited']);
    const other = server.tab(calm.browser);
    await server.join(other, drill);
    expect(codeOf(await command(other, drill, 'chat.say'))).toBe('ok');
  });
});

describe('what a client hears', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports().start()));
  afterAll(() => server.stop());

  it('each audience hears its own messages, in every tab', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill, 'breaker');
    const tabs = [server.tab(browser), server.tab(browser), server.tab(facilitator)];
    for (const tab of tabs) expect(codeOf(await server.join(tab, drill))).toBe('ok');
    const heard = Promise.all(tabs.map((tab) => next<RoomMessage>(tab, 'room')));
    server.hub.room(drill, 'breakers', { drill, seq: 1, events: [] });
    server.hub.room(drill, 'facilitator', { drill, seq: 7, events: [] });
    expect((await heard).map((message) => message.seq)).toEqual([1, 1, 7]);
  });

  it('after a cut the tail since the last number follows, without gap or repetition', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill);
    const first = server.tab(browser);
    const joined = await server.join(first, drill);
    const seq = joined.ok && joined.result.kind === 'snapshot' ? joined.result.seq : -1;
    const heard = next<RoomMessage>(first, 'room');
    server.desk.say(drill, 'one');
    const last = (await heard).seq;
    expect(last).toBe(seq + 1);
    first.disconnect();
    server.desk.say(drill, 'two');
    server.desk.say(drill, 'three');
    const again = await server.join(server.tab(browser), drill, last);
    expect(again).toMatchObject({
      ok: true,
      result: { kind: 'tail', messages: [{ seq: last + 1 }, { seq: last + 2 }] },
    });
  });

  it('what is said while the view is prepared comes after it, once', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill);
    const client = server.tab(browser);
    const order: string[] = [];
    client.on('room', (message) => order.push(`room ${message.seq - before}`));
    const before = server.desk.said.get('fixers')!.length;
    server.desk.beforeJoin = () => {
      server.desk.say(drill, 'meanwhile');
      server.desk.say(drill, 'and again');
    };
    const heard = new Promise<void>((resolve) =>
      client.on('room', (message) => message.seq === before + 3 && resolve()),
    );
    // With a callback: a promise would be told a turn later, after messages that came in the same packet.
    client.emit('join', { drill, protocol: PROTOCOL_VERSION, lastSeq: 0 }, (reply) => order.push(codeOf(reply)));
    await expect.poll(() => order.length).toBeGreaterThan(2);
    server.desk.beforeJoin = () => undefined;
    server.desk.say(drill, 'afterwards');
    await heard;
    expect(order).toEqual(['ok', 'room 1', 'room 2', 'room 3']);
  });

  it('output of a line that goes on reaches every tab of the seat that typed it, and nobody else', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const ann = await server.guest(facilitator, drill, 'fixer');
    const bob = await server.guest(facilitator, drill, 'fixer');
    const tabs = [server.tab(ann.browser), server.tab(ann.browser)];
    const others = [server.tab(bob.browser), server.tab(facilitator)];
    for (const tab of [...tabs, ...others]) expect(codeOf(await server.join(tab, drill))).toBe('ok');
    const overheard: unknown[] = [];
    for (const other of others) other.on('terminal', (message) => overheard.push(message));
    const heard = Promise.all(tabs.map((tab) => next<TerminalMessage>(tab, 'terminal')));
    const message: TerminalMessage = { drill, terminal: '1', atS: 7, mode: 'append', text: 'a line\n', ended: null };
    server.hub.terminal(drill, ann.seat, message);
    expect(await heard).toEqual([message, message]);
    const ticked = Promise.all(others.map((other) => next(other, 'tick')));
    server.hub.tick(drill, { drill, atS: 8 });
    await ticked;
    expect(overheard).toEqual([]);
  });

  it('ticks go to everybody who has joined', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const client = server.tab(facilitator);
    await server.join(client, drill);
    const heard = next(client, 'tick');
    server.hub.tick(drill, { drill, atS: 5 });
    expect(await heard).toEqual({ drill, atS: 5 });
  });

  it('a client that stops reading is cut, and the others hear everything', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const [stuck, reading] = [server.tab(facilitator), server.tab(facilitator)];
    for (const tab of [stuck, reading]) await server.join(tab, drill);
    // Tabs of earlier tests may still be closing: what counts is which of these two goes.
    const socketOf = (tab: { id?: string | undefined }) => tab.id ?? '';
    const [stuckId, readingId] = [socketOf(stuck), socketOf(reading)];
    stopReading(stuck);
    const text = 'x'.repeat(60_000);
    let heard = 0;
    reading.on('room', () => (heard += 1));
    for (let seq = 1; seq <= 200; seq += 1) {
      server.hub.room(drill, 'facilitator', {
        drill,
        seq,
        events: [{ type: 'notice', notice: { id: 'n', atS: 0, level: 'info', text } }],
      });
      // Whoever reads is in this process, too: without a pause it would be as far behind as the other.
      if (seq % 10 === 0) await expect.poll(() => heard, { timeout: 10_000, interval: 1 }).toBe(seq);
    }
    await expect.poll(() => server.isConnected(stuckId), { timeout: 10_000 }).toBe(false);
    expect(server.isConnected(readingId)).toBe(true);
  });

  it('two tabs are one presence, and a seat goes when the last one has closed', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser, seat } = await server.guest(facilitator, drill);
    for (const tab of [server.tab(browser), server.tab(browser)]) await server.join(tab, drill);
    expect(server.desk.presences.filter((presence) => presence.seat === seat)).toEqual([{ seat, here: true }]);
  });
});

describe('a change of rights while connected', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports().start()));
  afterAll(() => server.stop());

  async function breaker(): Promise<{ drill: string; seat: string; client: Client; tokenHash: string }> {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser, seat } = await server.guest(facilitator, drill, 'breaker');
    const client = server.tab(browser);
    await server.join(client, drill);
    const token = browser.cookie!.split('=')[1]!;
    return { drill, seat, client, tokenHash: (await server.accounts.signedIn(token))!.tokenHash };
  }

  it('a demoted breaker hears no breakers’ word more, at once', async () => {
    const { drill, seat, client } = await breaker();
    const heard: string[] = [];
    client.on('room', () => heard.push('room'));
    const told = next<{ drill: string }>(client, 'rejoin');
    server.desk.change(drill, seat, { kind: 'fixer' });
    server.hub.seatChanged(drill, seat, 'You are a fixer now.');
    server.hub.room(drill, 'breakers', { drill, seq: 1, events: [] });
    expect(await told).toEqual({ drill, reason: 'You are a fixer now.' });
    await server.join(client, drill);
    server.hub.room(drill, 'breakers', { drill, seq: 2, events: [] });
    const own = next<RoomMessage>(client, 'room');
    server.hub.room(drill, 'fixers', { drill, seq: 9, events: [] });
    expect((await own).seq).toBe(9);
    expect(heard).toEqual(['room']);
  });

  it('a demotion in the middle of joining leaves nobody in the old audience', async () => {
    const { drill, seat, client } = await breaker();
    server.desk.beforeJoin = () => {
      server.desk.change(drill, seat, { kind: 'fixer' });
      server.hub.seatChanged(drill, seat, 'You are a fixer now.');
    };
    const reply = await server.join(client, drill);
    server.desk.beforeJoin = () => undefined;
    expect(codeOf(reply)).toBe('seat/unknown');
    const heard: number[] = [];
    client.on('room', (message) => heard.push(message.seq));
    server.hub.room(drill, 'breakers', { drill, seq: 1, events: [] });
    await server.join(client, drill);
    expect(heard).toEqual([]);
  });

  it('somebody removed is told, hears nothing more and can do nothing more', async () => {
    const { drill, seat, client } = await breaker();
    const heard: unknown[] = [];
    client.on('room', (message) => heard.push(message));
    const told = next<{ reason: string }>(client, 'removed');
    server.desk.change(drill, seat, { state: 'left' });
    server.hub.seatRemoved(drill, seat, 'The facilitator removed you.');
    expect((await told).reason).toBe('The facilitator removed you.');
    server.hub.room(drill, 'breakers', { drill, seq: 1, events: [] });
    expect(codeOf(await command(client, drill, 'note.add'))).toBe('seat/unknown');
    expect(codeOf(await server.join(client, drill))).toBe('seat/unknown');
    expect(heard).toEqual([]);
  });

  it('a session that is ended cuts its connections', async () => {
    const { client, tokenHash } = await breaker();
    const [told, gone] = [next(client, 'removed'), next(client, 'disconnect')];
    await server.accounts.endSession(tokenHash);
    await told;
    await gone;
  });

  it('a session ended by another process counts at the next word', async () => {
    const { drill, client, tokenHash } = await breaker();
    await server.store.revokeSession(tokenHash);
    expect(codeOf(await command(client, drill, 'note.add'))).toBe('session/revoked');
  });

  it('somebody who waits is told so, and hears when they are let in', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { joinCode } = (await facilitator.ask('GET', `/api/drills/${drill}`)).json;
    const browser = server.browser();
    const { seat } = (await browser.ask('POST', '/api/join', { code: joinCode, name: 'Anna' })).json;
    const client = server.tab(browser);
    expect(codeOf(await server.join(client, drill))).toBe('seat/waiting');
    expect(codeOf(await command(client, drill, 'note.add'))).toBe('seat/waiting');
    const told = next(client, 'rejoin');
    server.desk.change(drill, seat, { state: 'here' });
    server.hub.seatChanged(drill, seat, 'The facilitator let you in.');
    await told;
    expect(codeOf(await server.join(client, drill))).toBe('ok');
  });
});
