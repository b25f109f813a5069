import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Transports } from '../support/socket-pair.ts';

describe('signing in', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports().start()));
  afterAll(() => server.stop());

  it('the facilitator’s link signs in once, with a cookie that scripts cannot read', async () => {
    const token = await server.accounts.facilitatorLink();
    const first = await server.browser().ask('GET', `/enter/${token}`);
    expect(first.status).toBe(303);
    expect(first.headers.get('location')).toBe('/');
    expect(first.headers.get('set-cookie')).toMatch(/^drillbook_session=[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    const second = await server.browser().ask('GET', `/enter/${token}`);
    expect(second.status).toBe(410);
    expect(second.headers.get('set-cookie')).toBeNull();
    expect(second.text).toContain('npx drillbook link');
  });

  it('whoever is in already goes home with the same link', async () => {
    const token = await server.accounts.facilitatorLink();
    const browser = server.browser();
    await browser.ask('GET', `/enter/${token}`);
    expect((await browser.ask('GET', `/enter/${token}`)).status).toBe(303);
  });

  it('a link preview does not spend the link', async () => {
    const token = await server.accounts.facilitatorLink();
    expect((await server.browser().ask('HEAD', `/enter/${token}`)).status).toBe(204);
    expect((await server.browser().ask('GET', `/enter/${token}`)).status).toBe(303);
  });

  it('a link older than a day and one that never was are refused in words', async () => {
    const token = await server.accounts.facilitatorLink();
    server.nowMs += 25 * 60 * 60 * 1000;
    expect((await server.browser().ask('GET', `/enter/${token}`)).status).toBe(410);
    const unknown = await server.browser().ask('GET', '/enter/nonsense');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toContain('not one of ours');
  });

  it('nobody is nobody, and asking for more is refused', async () => {
    const stranger = server.browser();
    expect((await stranger.ask('GET', '/api/me')).json).toEqual({ person: null, seats: [] });
    const home = await stranger.ask('GET', '/api/home');
    expect(home.status).toBe(401);
    expect(home.json.refusal.code).toBe('session/none');
  });

  it('signing out ends the session on the server, not only the cookie', async () => {
    const browser = await server.facilitator();
    const { cookie } = browser;
    await browser.ask('POST', '/api/logout');
    browser.cookie = cookie;
    expect((await browser.ask('GET', '/api/me')).json.person).toBeNull();
  });

  it('a made-up cookie is nobody', async () => {
    const browser = server.browser();
    for (const value of ['x', `${'A'.repeat(43)}`, '../../etc', "' OR 1=1 --"]) {
      browser.cookie = `drillbook_session=${value}`;
      expect((await browser.ask('GET', '/api/me')).json.person).toBeNull();
    }
  });
});

describe('joining a drill', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports().start()));
  afterAll(() => server.stop());

  it('the spoken code, however typed, gives a seat that waits for approval', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { joinCode } = (await facilitator.ask('GET', `/api/drills/${drill}`)).json;
    const browser = server.browser();
    const code = ` ${joinCode.toUpperCase().replaceAll('-', ' ')} `;
    const joined = await browser.ask('POST', '/api/join', { code, name: 'Anna' });
    expect(joined.json).toMatchObject({ drill, state: 'waiting', kind: 'fixer' });
    expect((await browser.ask('GET', '/api/me')).json).toMatchObject({
      person: { name: 'Anna', facilitator: false },
      seats: [{ drill, seat: joined.json.seat, kind: 'fixer', state: 'waiting' }],
    });
  });

  it('a wrong code is refused without saying what there is', async () => {
    const answer = await server.browser().ask('POST', '/api/join', { code: 'amber-otter-99', name: 'Eve' });
    expect(answer.status).toBe(404);
    expect(answer.json.refusal.code).toBe('code/unknown');
  });

  it('an invite says what it is for and gives an approved seat of that kind', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const invite = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind: 'breaker' })).json;
    expect(invite.url).toBe(`${server.base}/invite/${invite.token}`);
    const browser = server.browser();
    expect((await browser.ask('GET', `/api/invites/${invite.token}`)).json).toEqual({
      drill,
      cover: 'Thursday',
      kind: 'breaker',
    });
    const joined = await browser.ask('POST', `/api/invites/${invite.token}`, { name: 'Ben' });
    expect(joined.json).toMatchObject({ drill, state: 'approved', kind: 'breaker' });
  });

  it('joining again, even by another invite, gives the same seat and kind', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser, seat } = await server.guest(facilitator, drill, 'fixer');
    const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind: 'breaker' })).json;
    const again = await browser.ask('POST', `/api/invites/${token}`, { name: 'Anna' });
    expect(again.json).toEqual({ drill, seat, state: 'approved', kind: 'fixer' });
  });

  it('an invite dies after a week', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind: 'fixer' })).json;
    server.nowMs += 8 * 24 * 60 * 60 * 1000;
    const answer = await server.browser().ask('POST', `/api/invites/${token}`, { name: 'Late' });
    expect(answer.json.refusal.code).toBe('invite/invalid');
  });

  it.each([
    ['no name', { code: 'copper-kettle-42' }],
    ['an empty name', { code: 'copper-kettle-42', name: '  ' }],
    ['a name with a line break', { code: 'copper-kettle-42', name: 'Anna\nBen' }],
    ['a name with a zero', { code: 'copper-kettle-42', name: 'An\u0000na' }],
    ['a name that reads backwards', { code: 'copper-kettle-42', name: 'Anna \u202eneB' }],
    ['a long name', { code: 'copper-kettle-42', name: 'x'.repeat(61) }],
    ['an unknown field', { code: 'copper-kettle-42', name: 'Anna', facilitator: true }],
    ['a list', []],
    ['no JSON', '{"code":'],
  ])('%s is refused as malformed', async (_what, body) => {
    const answer = await server.browser().ask('POST', '/api/join', body);
    expect(answer.status).toBe(400);
    expect(answer.json.refusal.code).toBe('request/malformed');
  });
});

describe('what one may see and do', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports().start()));
  afterAll(() => server.stop());

  it('only the facilitator creates drills and invites', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill);
    const create = await browser.ask('POST', '/api/drills', { scenario: 'pool', variant: null, seed: null,
      mode: 'game-day', speed: 1, timeboxMin: 40, hypothesis: null }); // prettier-ignore
    expect([create.status, create.json.refusal.code]).toEqual([403, 'role/not-allowed']);
    const invite = await browser.ask('POST', `/api/drills/${drill}/invites`, { kind: 'facilitator' });
    expect([invite.status, invite.json.refusal.code]).toEqual([403, 'role/not-allowed']);
  });

  it('a fixer sees the cover, not the title, until the drill has ended', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill);
    const card = (await browser.ask('GET', `/api/drills/${drill}`)).json;
    expect(card).toMatchObject({ cover: 'Thursday', title: null, joinCode: null, mine: 'fixer' });
    expect((await facilitator.ask('GET', `/api/drills/${drill}`)).json.title).toBe('Pool exhaustion');
    server.desk.state = 'ended';
    expect((await browser.ask('GET', `/api/drills/${drill}`)).json.title).toBe('Pool exhaustion');
    server.desk.state = 'lobby';
  });

  it('the list of scenarios is the facilitator’s: beside its cover an id would name the fault', async () => {
    const facilitator = await server.facilitator();
    expect((await facilitator.ask('GET', '/api/scenarios')).json).toMatchObject([{ id: 'pool' }]);
    const { browser } = await server.guest(facilitator, await server.drill(facilitator), 'fixer');
    const refused = await browser.ask('GET', '/api/scenarios');
    expect([refused.status, refused.json.refusal.code]).toEqual([403, 'role/not-allowed']);
  });

  it('another team’s drill does not exist', async () => {
    const facilitator = await server.facilitator();
    const [mine, theirs] = [await server.drill(facilitator), await server.drill(facilitator)];
    const { browser } = await server.guest(facilitator, mine);
    for (const path of ['', '/export', '/debrief', '/debrief.md']) {
      const answer = await browser.ask('GET', `/api/drills/${theirs}${path}`);
      expect([answer.status, answer.json.refusal.code]).toEqual([404, 'drill/not-found']);
    }
    const home = (await browser.ask('GET', '/api/home')).json;
    expect(home.drills.map((card: { id: string }) => card.id)).toEqual([mine]);
  });

  it('the log is exported to a fixer only after the end, to the facilitator any time', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill);
    expect((await browser.ask('GET', `/api/drills/${drill}/export`)).status).toBe(409);
    const file = await facilitator.ask('GET', `/api/drills/${drill}/export`);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toContain('application/x-ndjson');
    server.desk.state = 'ended';
    expect((await browser.ask('GET', `/api/drills/${drill}/export`)).status).toBe(200);
    server.desk.state = 'lobby';
  });

  it('health needs no session and names the store', async () => {
    const health = await server.browser().ask('GET', '/api/health');
    expect(health.json).toMatchObject({ ok: true, version: '0.0.0', engine: 'test', store: 'sqlite' });
  });
});

describe('hostile requests', () => {
  let server: Transports;
  beforeAll(async () => void (server = await new Transports({ limits: { api: 10_000, guesses: 5 } }).start()));
  afterAll(() => server.stop());

  it('a body above 64 KB is refused', async () => {
    const answer = await server.browser().ask('POST', '/api/logout', { text: 'x'.repeat(65 * 1024) });
    expect([answer.status, answer.json.refusal.code]).toEqual([413, 'request/too-large']);
  });

  it('a post from another site is refused, one from our own address is not', async () => {
    const foreign = await server.browser().ask('POST', '/api/logout', {}, { origin: 'https://evil.example' });
    expect([foreign.status, foreign.json.refusal.code]).toEqual([403, 'origin/not-allowed']);
    expect((await server.browser().ask('POST', '/api/logout', {}, { origin: server.base })).status).toBe(200);
    expect((await server.browser().ask('POST', '/api/logout', {}, { origin: 'null' })).status).toBe(403);
  });

  it.each([
    ['GET', '/api/nothing'],
    ['DELETE', '/api/me'],
    ['GET', '/api'],
    ['POST', '/somewhere'],
  ])('%s %s is refused as JSON', async (method, path) => {
    const answer = await server.browser().ask(method, path);
    expect([answer.status, answer.json.refusal.code]).toEqual([404, 'request/malformed']);
  });

  it('our own mistake is a code without a stack', async () => {
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    server.desk.state = 'ended';
    const answer = await facilitator.ask('GET', `/api/drills/${drill}/debrief`);
    server.desk.state = 'lobby';
    expect([answer.status, answer.json.refusal.code]).toEqual([500, 'server/unexpected']);
    expect(answer.text).not.toContain('no debriefs here');
    expect(server.errors).toHaveLength(1);
  });

  it('guessing codes is slowed down', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 8; n += 1)
      statuses.push(
        (await server.browser().ask('POST', '/api/join', { code: `amber-otter-${n}`, name: 'Eve' })).status,
      );
    expect(statuses.filter((status) => status === 404).length).toBeLessThanOrEqual(5);
    expect(statuses.at(-1)).toBe(429);
  });

  it('every answer carries the strict policy and tells nobody what we run', async () => {
    for (const path of ['/', '/api/health', '/enter/nonsense']) {
      const { headers } = await server.browser().ask('GET', path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toMatch(/unsafe|upgrade-insecure-requests|https:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});
