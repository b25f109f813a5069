import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INCIDENT_ROLES } from '../../server/protocol/roles.ts';
import type { NewDrill, SavedSetup } from '../../server/protocol/set-up.ts';
import { Transports, type Browser } from '../support/socket-pair.ts';
import { readCalendar } from '../support/read-calendar.ts';

const SETUP: NewDrill = {
  scenario: 'pool',
  variant: null,
  seed: 'kettle-7f21',
  mode: 'tabletop',
  speed: 3,
  timeboxMin: 45,
  hypothesis: 'Checkout holds.',
  stops: [{ id: 'word', kind: 'word', word: 'Kettle off' }],
  injects: [
    {
      id: null,
      lane: 'chat',
      from: 'CEO',
      text: 'How bad is it?',
      expects: 'A number.',
      fault: null,
      when: { atS: 600 },
    },
  ],
  bots: ['comms'],
  surface: true,
  runbooks: ['RUN-001'],
  scheduledMs: Date.UTC(2026, 10, 25, 10),
  draws: 2,
  people: ['Anna', 'Ravi; the other one'],
};

describe('setting up over HTTP', () => {
  let server: Transports;
  let lena: Browser;
  beforeAll(async () => {
    server = await new Transports().start();
    lena = await server.facilitator();
  });
  afterAll(() => server.stop());

  const refusalOf = async (method: string, path: string, body?: unknown, browser = lena) => {
    const { status, json } = await browser.ask(method, path, body);
    return { status, code: json.refusal?.code, message: json.refusal?.message };
  };

  it('keeps one draft a person, written over as they go', async () => {
    await lena.ask('PUT', '/api/setups/draft', SETUP);
    server.nowMs += 1000;
    const saved: SavedSetup = (await lena.ask('PUT', '/api/setups/draft', { ...SETUP, speed: 10 })).json;
    expect(saved).toMatchObject({ kind: 'draft', savedMs: server.nowMs, setup: { ...SETUP, speed: 10 } });
    const all: SavedSetup[] = (await lena.ask('GET', '/api/setups')).json;
    expect(all.filter(({ kind }) => kind === 'draft')).toEqual([saved]);
    expect((await lena.ask('DELETE', `/api/setups/${saved.id}`)).status).toBe(200);
    expect((await lena.ask('GET', '/api/setups')).json).toEqual([]);
  });

  it('keeps templates for everybody, without the seed and the day of one drill', async () => {
    const { id } = (await lena.ask('POST', '/api/setups', { name: 'Quarterly', setup: SETUP })).json;
    const [template]: SavedSetup[] = (await lena.ask('GET', '/api/setups')).json;
    expect(template).toMatchObject({ id, name: 'Quarterly', setup: { seed: null, scheduledMs: null, speed: 3 } });
    expect((await lena.ask('DELETE', `/api/setups/${id}`)).status).toBe(200);
    expect(await refusalOf('DELETE', `/api/setups/${id}`)).toMatchObject({ status: 404, code: 'setup/unknown' });
  });

  it('nobody takes away another one’s draft, or what a drill was made from', async () => {
    await server.store.createPerson({ id: 'ravi', name: 'Ravi', facilitator: true, createdMs: 1 });
    await server.store.saveSetup({ id: 'draft-ravi', kind: 'draft', person: 'ravi', name: '', body: '{}', savedMs: 1 });
    expect(await refusalOf('DELETE', '/api/setups/draft-ravi')).toMatchObject({ status: 404 });
    const { drill } = (await lena.ask('POST', '/api/drills', SETUP)).json;
    expect(await refusalOf('DELETE', `/api/setups/${drill}`)).toMatchObject({ status: 404 });
  });

  it.each([
    ['an unknown field', { ...SETUP, budget: 9 }, /budget/],
    ['an unknown field of an inject', { ...SETUP, injects: [{ ...SETUP.injects![0], at: 1 }] }, /injects\.0/],
    ['half a speed', { ...SETUP, speed: 1.5 }, /speed/],
    ['a speed above ten', { ...SETUP, speed: 11 }, /speed/],
    ['a mode that nobody knows', { ...SETUP, mode: 'chaos' }, /mode/],
    ['a role that nobody knows', { ...SETUP, bots: ['cook'] }, /bots\.0/],
    ['a timebox of a day', { ...SETUP, timeboxMin: 1440 }, /timeboxMin/],
  ])('%s is refused, and the words name it', async (_what, body, named) => {
    for (const [method, path] of [
      ['POST', '/api/drills'],
      ['PUT', '/api/setups/draft'],
      ['POST', '/api/preflight'],
    ] as const) {
      const refusal = await refusalOf(method, path, body);
      expect(refusal).toMatchObject({ status: 400, code: 'request/malformed' });
      expect(refusal.message).toMatch(named);
    }
  });

  it('guests set nothing up, and read no more than what leaves the server', async () => {
    const drill = await server.drill(lena);
    const { browser } = await server.guest(lena, drill);
    for (const [method, path, body] of [
      ['GET', '/api/recommendations'],
      ['GET', '/api/setups'],
      ['PUT', '/api/setups/draft', SETUP],
      ['POST', '/api/preflight', SETUP],
      ['POST', '/api/dry-run', SETUP],
      ['GET', `/api/drills/${drill}/setup`],
    ] as const)
      expect(await refusalOf(method, path, body, browser)).toMatchObject({ status: 403 });
    expect((await server.browser().ask('GET', '/api/isolation')).json).toMatchObject({
      sentence: 'Nothing leaves this server: no pages, mails or calls.',
      outgoing: [],
    });
  });

  it('a drill remembers everything that it was made from, to play it again', async () => {
    const { drill } = (await lena.ask('POST', '/api/drills', SETUP)).json;
    expect((await lena.ask('GET', `/api/drills/${drill}/setup`)).json).toEqual(SETUP);
    expect(await refusalOf('GET', '/api/drills/nonsense/setup')).toMatchObject({ status: 404 });
  });

  it('the home page has the team’s cadence for facilitators alone', async () => {
    const { browser } = await server.guest(lena, await server.drill(lena));
    const cadenceOf = async (who: typeof lena) => (await who.ask('GET', '/api/home')).json.cadence;
    expect((await cadenceOf(lena)).map(({ id }: { id: string }) => id)).toEqual(['onboarding', 'quarterly', 'yearly']);
    expect(await cadenceOf(browser)).toBeUndefined();
  });

  it('around a new responder bots sit in every role, unless it was said which', async () => {
    const onboarding: NewDrill = { ...SETUP, mode: 'onboarding' };
    const { bots: _bots, ...open } = onboarding;
    const all = (await lena.ask('POST', '/api/drills', open)).json.drill;
    const some = (await lena.ask('POST', '/api/drills', onboarding)).json.drill;
    expect((await lena.ask('GET', `/api/drills/${all}/setup`)).json.bots).toEqual([...INCIDENT_ROLES]);
    expect((await lena.ask('GET', `/api/drills/${some}/setup`)).json.bots).toEqual(['comms']);
  });

  it('a drill with a day stands on the home page with it until it starts', async () => {
    const { drill } = (await lena.ask('POST', '/api/drills', SETUP)).json;
    const scheduled = async () =>
      (await lena.ask('GET', '/api/home')).json.drills.find(({ id }: { id: string }) => id === drill).scheduledMs;
    expect(await scheduled()).toBe(SETUP.scheduledMs);
    server.desk.state = 'running';
    expect(await scheduled()).toBeUndefined();
    server.desk.state = 'lobby';
  });

  describe('the calendar file', () => {
    it('says DRILL, when, how long with the debrief, who, and how to join', async () => {
      const { drill } = (await lena.ask('POST', '/api/drills', SETUP)).json;
      const { joinCode } = (await lena.ask('GET', `/api/drills/${drill}`)).json;
      const answer = await lena.ask('GET', `/api/drills/${drill}/calendar`);
      expect(answer.headers.get('content-type')).toMatch(/^text\/calendar/);
      expect(answer.headers.get('content-disposition')).toContain('.ics');
      const event = readCalendar(answer.text);
      expect(event).toMatchObject({
        UID: `${drill}@drillbook`,
        SUMMARY: 'DRILL: Thursday',
        DTSTART: '20261125T100000Z',
        DTEND: '20261125T110500Z',
        URL: `${server.base}/join/${joinCode}`,
      });
      expect(event.DESCRIPTION).toContain('Tabletop, 45 minutes, then 20 to debrief.');
      expect(event.DESCRIPTION).toContain('Who: Anna, Ravi; the other one');
      expect(event.DESCRIPTION).toContain(joinCode);
    });

    it('of somebody who may not invite leads to the seat and keeps the code', async () => {
      const { drill } = (await lena.ask('POST', '/api/drills', SETUP)).json;
      const { joinCode } = (await lena.ask('GET', `/api/drills/${drill}`)).json;
      const { browser } = await server.guest(lena, drill);
      const event = readCalendar((await browser.ask('GET', `/api/drills/${drill}/calendar`)).text);
      expect(event.URL).toBe(`${server.base}/drills/${drill}`);
      expect(JSON.stringify(event)).not.toContain(joinCode);
    });

    it('wants a day: the one of the set-up, or one in the address', async () => {
      const { scheduledMs: _day, ...undated } = SETUP;
      const { drill } = (await lena.ask('POST', '/api/drills', undated)).json;
      expect(await refusalOf('GET', `/api/drills/${drill}/calendar`)).toMatchObject({ status: 404 });
      expect(await refusalOf('GET', `/api/drills/${drill}/calendar?at=soon`)).toMatchObject({ status: 404 });
      const dated = await lena.ask('GET', `/api/drills/${drill}/calendar?at=${Date.UTC(2027, 0, 2, 9)}`);
      expect(readCalendar(dated.text).DTSTART).toBe('20270102T090000Z');
      const stranger = await refusalOf('GET', `/api/drills/${drill}/calendar?at=1`, undefined, server.browser());
      expect(stranger.status).toBe(401);
    });
  });
});
