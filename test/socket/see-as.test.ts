import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import { Transports, type Client } from '../support/socket-pair.ts';
import { ANSWER_MS, wholeServer, type Tab } from '../support/whole-server.ts';

describe('seeing as another seat', () => {
  const { lobby, tab, joins, sends, does, guest } = wholeServer({ scenario: 'bad-deploy', speed: 10 });

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
    const watching = tab(lobby.facilitator);
    const answer = await joins(own.client);
    const seen = await joins(watching.client, ann.seat);
    expect(seen).toEqual(answer);
    expect(seen).toMatchObject({ ok: true, result: { kind: 'snapshot', seat: ann.seat } });

    await does(lobby.lead, 'drill.start', {});
    await does(ann.tab.client, 'role.take', { role: 'ops' });
    await does(ann.tab.client, 'incident.declare', { severity: 'sev-2', title: 'Checkout “hangs” ✂' });
    await does(ann.tab.client, 'can.send', { condition: 'Slow.', action: 'Looking.', need: '', nextInMin: 10 });
    const follow = { terminal: 't1', line: 'kubectl logs -f deploy/checkout' };
    expect(await does(ann.tab.client, 'terminal.run', follow)).toMatchObject({ following: true });
    await does(lobby.lead, 'hint.give', { number: 1 });
    await does(lobby.lead, 'note.add', { text: 'for the control team alone' });
    await does(breaker.tab.client, 'chat.say', { channel: 'breakers', text: 'for breakers alone' });
    await does(lobby.lead, 'persona.say', { persona: 'Support', text: 'Any news?' });
    await expect
      .poll(() => watching.frames.some((frame) => frame.startsWith('2["terminal"')), { timeout: ANSWER_MS })
      .toBe(true);
    await expect.poll(() => watching.frames.filter(isTick).length, { timeout: ANSWER_MS }).toBeGreaterThan(10);
    await does(ann.tab.client, 'terminal.interrupt', { terminal: 't1' });
    await does(lobby.lead, 'drill.pause', {});
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
    for (const name of ['drill.start', 'drill.resume'] as const) await sends(lobby.lead, name, {});
    await does(ann.tab.client, 'terminal.run', { terminal: 't1', line: 'echo only ann typed this' });
    const watching = tab(lobby.facilitator);
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
    await does(lobby.lead, 'note.add', { text: 'as myself' });
  }, 60_000);

  it('is for facilitators alone, and for seats that somebody has', async () => {
    const ann = await guest('fixer');
    const breaker = await guest('breaker');
    expect(await joins(tab(ann.browser).client, breaker.seat)).toMatchObject({ refusal: { code: 'role/not-allowed' } });
    expect(await joins(tab(lobby.facilitator).client, 'ghost')).toMatchObject({ refusal: { code: 'seat/unknown' } });
    await does(lobby.lead, 'seat.remove', { seat: breaker.seat });
    expect(await joins(tab(lobby.facilitator).client, breaker.seat)).toMatchObject({
      refusal: { code: 'seat/unknown' },
    });
  });

  it('ends within a second when the facilitator is none any more, and nothing more is heard', async () => {
    const ann = await guest('fixer');
    const second = await guest('facilitator');
    const watching = tab(second.browser);
    await joins(watching.client, ann.seat);
    const told = once(watching.client as never, 'removed', { signal: AbortSignal.timeout(1000) });
    await does(lobby.lead, 'seat.kind', { seat: second.seat, kind: 'observer' });
    await told;
    await expect.poll(() => watching.client.connected, { timeout: ANSWER_MS }).toBe(false);
    const before = watching.frames.length;
    await settled(lobby.lead, ann.tab);
    expect(watching.frames).toHaveLength(before);
    expect(await joins(tab(second.browser).client, ann.seat)).toMatchObject({ refusal: { code: 'role/not-allowed' } });
  });

  it('must join again when the watched seat becomes something else, and then sees as that', async () => {
    const ann = await guest('fixer');
    const watching = tab(lobby.facilitator);
    await joins(watching.client, ann.seat);
    const told = once(watching.client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    await does(lobby.lead, 'seat.kind', { seat: ann.seat, kind: 'breaker' });
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
