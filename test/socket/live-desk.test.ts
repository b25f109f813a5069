import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readDrillFile } from '../../server/drill/drill-file.ts';
import type { Reply } from '../../server/protocol/wire.ts';
import { Browser } from '../support/socket-pair.ts';
import { viewOf, wholeServer } from '../support/whole-server.ts';

describe('the whole server', () => {
  const { lobby, tab, joins, sends, guest } = wholeServer({ scenario: 'connection-pool-exhaustion', speed: 1 });

  it('a breaker made a fixer is told within a second and sees no deck any more', async () => {
    const breaker = await guest('breaker');
    expect(breaker.view.deck?.cards.length).toBeGreaterThan(0);
    const told = once(breaker.tab.client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    expect(await sends(lobby.lead, 'seat.kind', { seat: breaker.seat, kind: 'fixer' })).toMatchObject({ ok: true });
    await told;
    const view = viewOf(await joins(breaker.tab.client));
    expect(view.deck).toBeUndefined();
    expect(await sends(breaker.tab.client, 'fault.fire', { fault: 'any' })).toMatchObject({
      ok: false,
      refusal: { code: 'role/not-allowed' },
    });
  });

  it('somebody removed is told within a second and can do nothing; let back in, the same page goes on', async () => {
    const fixer = await guest('fixer');
    const told = once(fixer.tab.client as never, 'removed', { signal: AbortSignal.timeout(1000) });
    await sends(lobby.lead, 'seat.remove', { seat: fixer.seat });
    await told;
    expect(await sends(fixer.tab.client, 'chat.say', { channel: 'team', text: 'hello?' })).toMatchObject({ ok: false });
    expect((await fixer.browser.ask('GET', '/api/me')).json.seats).toEqual([]);
    const again = once(fixer.tab.client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    await sends(lobby.lead, 'seat.restore', { seat: fixer.seat });
    await again;
    const own = viewOf(await joins(fixer.tab.client)).seats.find(({ id }) => id === fixer.seat);
    expect(own).toMatchObject({ name: 'Anna', kind: 'fixer', state: 'here' });
    expect(await sends(fixer.tab.client, 'chat.say', { channel: 'team', text: 'back' })).toMatchObject({ ok: true });
  });

  it('somebody with the spoken code waits until the facilitator lets them in', async () => {
    const { joinCode } = (await lobby.facilitator.ask('GET', `/api/drills/${lobby.drill}`)).json;
    const browser = new Browser(lobby.url);
    const { seat } = (await browser.ask('POST', '/api/join', { code: joinCode, name: 'Ben' })).json;
    const { client } = tab(browser);
    expect(await joins(client)).toMatchObject({ ok: false, refusal: { code: 'seat/waiting' } });
    const told = once(client as never, 'rejoin', { signal: AbortSignal.timeout(1000) });
    await sends(lobby.lead, 'seat.approve', { seat, kind: 'observer' });
    await told;
    expect(viewOf(await joins(client)).seats.find((other) => other.id === seat)).toMatchObject({
      kind: 'observer',
      name: 'Ben',
    });
  });

  it('a command sent ten times over five connections has one effect and one reply', async () => {
    const fixer = await guest('fixer');
    const id = randomUUID();
    const replies: Reply<unknown>[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { client } = tab(fixer.browser);
      await joins(client);
      const twice = [1, 2].map(() => sends(client, 'chat.say', { channel: 'team', text: 'only once' }, id));
      replies.push(...(await Promise.all(twice)));
      client.disconnect();
    }
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    const log = readDrillFile((await lobby.facilitator.ask('GET', `/api/drills/${lobby.drill}/export`)).text);
    expect(log.filter((entry) => entry.command === id)).toHaveLength(1);
  });

  it('a name with markup, quotes and an emoji arrives as text', async () => {
    const name = `<img src=x onerror=alert(1)> "O'Neil" 👩‍🚒`;
    const { seat, view } = await guest('fixer', name);
    expect(view.seats.find((other) => other.id === seat)?.name).toBe(name);
  });
});
