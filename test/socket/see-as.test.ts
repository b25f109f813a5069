import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import type { SeatKind } from '../../server/protocol/roles.ts';
import type { CommandRequest, JoinReply, Reply } from '../../server/protocol/wire.ts';
import { startServer, type RunningServer } from '../../server/start.ts';
import { Browser, Transports, type Client } from '../support/socket-pair.ts';

/** A machine that is busy elsewhere may take its time. */
const ANSWER_MS = 20_000;

/** A connection with every frame that came over it, as it was encoded. */
interface Tab {
  client: Client;
  frames: string[];
}

describe('seeing as another seat', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-see-as-'));
  const clients: Client[] = [];
  let server: RunningServer;
  let facilitator: Browser;
  let drill: string;
  let lead: Client;

  beforeAll(async () => {
    const config = { ...readConfig({ PORT: '0' }, { data: folder }, true), port: 0 };
    server = await startServer(config, pino({ level: 'silent' }));
    facilitator = new Browser(server.url);
    await facilitator.ask('GET', new URL(server.link).pathname);
    const wish = { scenario: 'bad-deploy', variant: null, seed: 'see-as', mode: 'game-day', speed: 10 };
    drill = (await facilitator.ask('POST', '/api/drills', { ...wish, timeboxMin: 40, hypothesis: null })).json.drill;
    lead = tab(facilitator).client;
    await joins(lead);
  }, 60_000);

  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function tab(browser: Browser): Tab {
    const client: Client = io(server.url, {
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
    const request = { drill, protocol: PROTOCOL_VERSION, lastSeq: 0, ...(as === undefined ? {} : { as }) };
    return client.timeout(ANSWER_MS).emitWithAck('join', request);
  }

  function sends<N extends CommandName>(client: Client, name: N, payload: Commands[N]['in']): Promise<Reply<unknown>> {
    const request = { id: randomUUID(), drill, name, payload } satisfies CommandRequest<N>;
    return client.timeout(ANSWER_MS).emitWithAck('command', request as CommandRequest);
  }

  async function does<N extends CommandName>(client: Client, name: N, payload: Commands[N]['in']): Promise<unknown> {
    const reply = await sends(client, name, payload);
    expect(reply, name).toMatchObject({ ok: true });
    return reply.ok ? reply.result : undefined;
  }

  async function guest(kind: SeatKind): Promise<{ browser: Browser; seat: string; tab: Tab }> {
    const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind })).json;
    const browser = new Browser(server.url);
    const { seat } = (await browser.ask('POST', `/api/invites/${token}`, { name: 'Anna' })).json;
    const own = tab(browser);
    expect(await joins(own.client)).toMatchObject({ ok: true });
    return { browser, seat, tab: own };
  }

  /** Everything that is said so far has come when a word of the team's channel has. */
  async function settled(speaker: Client, ...tabs: Tab[]): Promise<void> {
    const text = `settled ${randomUUID()}`;
    await does(speaker, 'chat.say', { channel: 'team', text });
    for (const { frames } of tabs)
      await expect.poll(() => frames.some((frame) => frame.includes(text)), { timeout: ANSWER_MS }).toBe(true);
  }

  const isTick = (frame: string): boolean => frame.startsWith('2["tick"');

  it('gets the very frames that the seat gets, over a drill that is played', async () => {
    const ann = await guest('fixer');
    const breaker = await guest('breaker');
    await settled(ann.tab.client, ann.tab, breaker.tab);
    // Both join at the same moment of a world that stands still, each with its first message.
    const own = tab(ann.browser);
    const watching = tab(facilitator);
    const answer = await joins(own.client);
    const seen = await joins(watching.client, ann.seat);
    expect(seen).toEqual(answer);
    expect(seen).toMatchObject({ ok: true, result: { kind: 'snapshot', seat: ann.seat } });

    await does(lead, 'drill.start', {});
    await does(ann.tab.client, 'role.take', { role: 'ops' });
    await does(ann.tab.client, 'incident.declare', { severity: 'sev-2', title: 'Checkout “hangs” ✂' });
    await does(ann.tab.client, 'can.send', { condition: 'Slow.', action: 'Looking.', need: '', nextInMin: 10 });
    const follow = { terminal: 't1', line: 'kubectl logs -f deploy/checkout' };
    expect(await does(ann.tab.client, 'terminal.run', follow)).toMatchObject({ following: true });
    await does(lead, 'hint.give', { number: 1 });
    await does(lead, 'note.add', { text: 'for the control team alone' });
    await does(breaker.tab.client, 'chat.say', { channel: 'breakers', text: 'for breakers alone' });
    await does(lead, 'persona.say', { persona: 'Support', text: 'Any news?' });
    await expect
      .poll(() => watching.frames.some((frame) => frame.startsWith('2["terminal"')), { timeout: ANSWER_MS })
      .toBe(true);
    await expect.poll(() => watching.frames.filter(isTick).length, { timeout: ANSWER_MS }).toBeGreaterThan(10);
    await does(ann.tab.client, 'terminal.interrupt', { terminal: 't1' });
    await does(lead, 'drill.pause', {});
    await settled(ann.tab.client, own, watching);

    const said = ({ frames }: Tab) => frames.filter((frame) => !isTick(frame) && !frame.startsWith('0'));
    expect(said(watching)).toEqual(said(own));
    expect(said(own).length).toBeGreaterThan(10);
    expect(said(watching).join()).not.toMatch(/alone/);
    // Ticks are volatile: one may be lost on either side, and what came is the same.
    const ticks = new Set(own.frames.filter(isTick));
    const both = watching.frames.filter((frame) => ticks.has(frame));
    expect(both.length).toBeGreaterThan(5);
    const atS = (frame: string) => (JSON.parse(frame.slice(1)) as [string, { atS: number }])[1].atS;
    const known = new Set([...ticks].map(atS));
    for (const frame of watching.frames.filter(isTick)) if (known.has(atS(frame))) expect(ticks).toContain(frame);
  }, 90_000);

  it('answers look-ups, with the seat’s own scrollback, and nothing else', async () => {
    const ann = await guest('fixer');
    // Whichever of the two it needs by now.
    for (const name of ['drill.start', 'drill.resume'] as const) await sends(lead, name, {});
    await does(ann.tab.client, 'terminal.run', { terminal: 't1', line: 'echo only ann typed this' });
    const watching = tab(facilitator);
    await joins(watching.client, ann.seat);
    const history = await does(watching.client, 'terminal.history', {});
    expect(history).toEqual(await does(ann.tab.client, 'terminal.history', {}));
    expect(history).toMatchObject({ lines: [{ line: 'echo only ann typed this' }] });
    expect(await does(watching.client, 'runbook.open', { runbook: 'RUN-010' })).toMatchObject({ id: 'RUN-010' });
    expect(await does(watching.client, 'map.flow', {})).toBeDefined();
    expect(await does(watching.client, 'telemetry.history', { fromS: 0 })).toBeDefined();
    for (const [name, payload] of [
      ['chat.say', { channel: 'team', text: 'in whose name?' }],
      ['drill.end', {}],
      ['note.add', { text: 'psst' }],
      ['terminal.run', { terminal: 't1', line: 'id' }],
    ] as const)
      expect(await sends(watching.client, name, payload as never)).toMatchObject({
        refusal: { code: 'role/not-allowed' },
      });
    // The facilitator's other connection can still do everything.
    expect(await sends(ann.tab.client, 'terminal.history', { seat: 'another' })).toMatchObject({
      refusal: { code: 'role/not-allowed' },
    });
    await does(lead, 'note.add', { text: 'as myself' });
  }, 60_000);

  it('is for facilitators alone, and for seats that somebody has', async () => {
    const ann = await guest('fixer');
    const breaker = await guest('breaker');
    expect(await joins(tab(ann.browser).client, breaker.seat)).toMatchObject({ refusal: { code: 'role/not-allowed' } });
    expect(await joins(tab(facilitator).client, 'ghost')).toMatchObject({ refusal: { code: 'seat/unknown' } });
    await does(lead, 'seat.remove', { seat: breaker.seat });
    expect(await joins(tab(facilitator).client, breaker.seat)).toMatchObject({ refusal: { code: 'seat/unknown' } });
  });

  it('ends within a second when the facilitator is none any more, and nothing more is heard', async () => {
    const ann = await guest('fixer');
    const second = await guest('facilitator');
    const watching = tab(second.browser);
    await joins(watching.client, ann.seat);
    const told = once(watching.client as never, 'removed', { signal: AbortSignal.timeout(1000) });
    await does(lead, 'seat.kind', { seat: second.seat, kind: 'observer' });
    await told;
    await expect.poll(() => watching.client.connected, { timeout: ANSWER_MS }).toBe(false);
    const before = watching.frames.length;
    await settled(lead, ann.tab);
    expect(watching.frames).toHaveLength(before);
    expect(await joins(tab(second.browser).client, ann.seat)).toMatchObject({ refusal: { code: 'role/not-allowed' } });
  });

  it('must join again when the watched seat becomes something else, and then sees as that', async () => {
    const ann = await guest('fixer');
    const watching = tab(facilitator);
    await joins(watching.client, ann.seat);
    const told = once(watching.client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    await does(lead, 'seat.kind', { seat: ann.seat, kind: 'breaker' });
    await told;
    const again = await joins(watching.client, ann.seat);
    expect(again.ok && again.result.kind === 'snapshot' && again.result.view.deck).toBeTruthy();
  });
});

describe('somebody who looks over a shoulder', () => {
  it('is no presence: neither of the seat nor of their own', async () => {
    const server = await new Transports().start();
    try {
      const facilitator = await server.facilitator();
      const drill = await server.drill(facilitator);
      const { seat } = await server.guest(facilitator, drill);
      const request = { drill, protocol: PROTOCOL_VERSION, lastSeq: 0, as: seat };
      const watching = server.tab(facilitator);
      expect(await watching.timeout(5000).emitWithAck('join', request)).toMatchObject({ result: { seat } });
      expect(server.desk.presences).toEqual([]);
      // Sitting down over the same connection is a presence again.
      expect(await server.join(watching, drill)).toMatchObject({ ok: true });
      expect(server.desk.presences).toMatchObject([{ here: true }]);
      expect(server.desk.presences[0]?.seat).not.toBe(seat);
    } finally {
      await server.stop();
    }
  });
});
