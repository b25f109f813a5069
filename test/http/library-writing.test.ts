import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MetricWord } from '../../server/protocol/library.ts';
import { Transports, type Browser } from '../support/socket-pair.ts';

describe('what the library’s editor asks for', () => {
  let server: Transports;
  let facilitator: Browser;
  beforeAll(async () => {
    server = await new Transports().start();
    facilitator = await server.facilitator();
  });
  afterAll(() => server.stop());

  it('names every metric that a condition may read, with its labels', async () => {
    const words: MetricWord[] = (await facilitator.ask('GET', '/api/library/metrics')).json;
    expect(words.find(({ name }) => name === 'db_pool_pending')).toMatchObject({ labels: ['service', 'db'] });
    expect((await server.browser().ask('GET', '/api/library/metrics')).status).toBe(401);
  });

  it('tells what was typed in a drill to those who were there, once it has ended', async () => {
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill, 'fixer');
    const path = `/api/drills/${drill}/commands`;
    expect((await browser.ask('GET', path)).json.refusal.code).toBe('drill/not-started');
    server.desk.state = 'ended';
    expect(await browser.ask('GET', path)).toMatchObject({ status: 200, json: [] });
    const other = await server.guest(facilitator, await server.drill(facilitator), 'fixer');
    expect((await other.browser.ask('GET', path)).status).toBe(404);
    server.desk.state = 'lobby';
  });
});
