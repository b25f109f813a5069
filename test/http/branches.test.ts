import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Transports, type Browser } from '../support/socket-pair.ts';

describe('a drill that was rewound', () => {
  let server: Transports;
  let facilitator: Browser;
  let old: string;
  let branch: string;
  const ask = (browser: Browser, path: string) => browser.ask('GET', `/api/drills/${old}${path}`);

  beforeAll(async () => {
    server = await new Transports().start();
    facilitator = await server.facilitator();
    old = await server.drill(facilitator);
    branch = await server.drill(facilitator);
    server.desk.state = 'running';
  });
  afterAll(() => server.stop());

  it('sends whoever comes with its code or its links to where people go on', async () => {
    const { joinCode } = (await ask(facilitator, '')).json;
    const { token } = (await facilitator.ask('POST', `/api/drills/${old}/invites`, { kind: 'observer' })).json;
    server.desk.continuedAs.set(old, branch);
    const byCode = await server.browser().ask('POST', '/api/join', { code: joinCode, name: 'Anna' });
    expect(byCode.json).toMatchObject({ drill: branch, state: 'waiting' });
    const browser = server.browser();
    expect((await browser.ask('GET', `/api/invites/${token}`)).json).toMatchObject({ drill: branch });
    const byLink = await browser.ask('POST', `/api/invites/${token}`, { name: 'Olu' });
    expect(byLink.json).toMatchObject({ drill: branch, kind: 'observer' });
  });

  it('tells those who play on nothing of what lay behind it until the last branch has ended', async () => {
    server.desk.continuedAs.delete(old);
    const { browser } = await server.guest(facilitator, old, 'fixer');
    server.desk.continuedAs.set(old, branch);
    expect((await ask(browser, '')).json).toMatchObject({ state: 'ended', title: null, continuedAs: branch });
    for (const path of ['/debrief', '/debrief.md', '/export', '/commands'])
      expect((await ask(browser, path)).json?.refusal?.code, path).toBe('drill/not-started');
    expect((await browser.ask('GET', '/api/home')).json.debriefs).toEqual([]);
    expect((await ask(facilitator, '')).json.title).toBe('Pool exhaustion');
    expect((await ask(facilitator, '/export')).status).toBe(200);
    server.desk.state = 'ended';
    expect((await ask(browser, '')).json.title).toBe('Pool exhaustion');
    expect((await ask(browser, '/export')).status).toBe(200);
    server.desk.state = 'running';
  });
});

describe('a second facilitator', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports().start()));
  afterAll(() => server.stop());

  it('comes in by a link without an account, and may invite to this drill alone', async () => {
    const facilitator = await server.facilitator();
    const [drill, other] = [await server.drill(facilitator), await server.drill(facilitator)];
    const { browser } = await server.guest(facilitator, drill, 'facilitator');
    expect((await browser.ask('GET', `/api/drills/${drill}`)).json).toMatchObject({ mine: 'facilitator' });
    const invite = (of: string) => browser.ask('POST', `/api/drills/${of}/invites`, { kind: 'facilitator' });
    expect((await invite(drill)).json).toMatchObject({ kind: 'facilitator', url: expect.stringContaining('/invite/') });
    expect((await invite(other)).json.refusal.code).toBe('role/not-allowed');
  });

  it('is made by facilitators only', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill, 'fixer');
    const answer = await browser.ask('POST', `/api/drills/${drill}/invites`, { kind: 'facilitator' });
    expect([answer.status, answer.json.refusal.code]).toEqual([403, 'role/not-allowed']);
  });
});
