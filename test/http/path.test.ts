import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pathRun, pathView, type PathRun } from '../../server/onboarding/path-view.ts';
import { PATH } from '../../server/onboarding/path.ts';
import { SKILLS, type CompletionRecord } from '../../server/protocol/onboarding.ts';
import type { Debrief } from '../../server/protocol/http.ts';
import { drillOn } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { Transports, type Browser } from '../support/socket-pair.ts';
import { ourScenario } from '../support/drill-dsl.ts';
import { stage } from '../support/stage.ts';

const skills = SKILLS.map((skill) => ({
  skill,
  means: `how to ${skill}`,
  shown: skill === 'close' ? null : { atS: 65, evidence: '=did it', late: skill === 'declare' },
}));
const record = {
  drill: 'd',
  seat: null,
  name: 'the new responder',
  cover: 'Still Water',
  dateMs: 0,
  complete: true,
  skills,
} as unknown as CompletionRecord;

describe('the path of a new responder', () => {
  it('names five drills that exist, each in a variant that its scenario has', () => {
    expect(PATH).toHaveLength(5);
    for (const { scenario, variant } of PATH)
      expect(ourScenario(scenario, null).variants.map(({ id }) => id)).toContain(variant);
  });

  it('begins where nothing is wrong and ends with a SEV-1', () => {
    expect(ourScenario(PATH[0]!.scenario, null).nothingWrong).toBe(true);
    expect(ourScenario(PATH[4]!.scenario, null).severity).toBe('sev-1');
  });

  it('gets no easier on the way, and leaves more voices in the room', () => {
    const difficulty = PATH.map(({ scenario }) => ourScenario(scenario, null).difficulty);
    expect(difficulty[0]).toBe(Math.min(...difficulty));
    const bots = PATH.map((one) => one.bots.length);
    expect(bots).toEqual(bots.toSorted((a, b) => a - b));
  });

  it('says what is practised and not what fails', () => {
    for (const { scenario, variant, about, title } of PATH) {
      const { variant: own, title: symptom } = ourScenario(scenario, variant);
      for (const secret of [own.cause, own.title, symptom]) expect(`${title} ${about}`).not.toContain(secret);
      expect(`${title} ${about}`).not.toMatch(/certificate|deploy|release|pool|storm|retr|nothing is wrong/i);
    }
  });

  it('goes on to the first drill that is not done; one that was ended without every skill is played again', () => {
    const run: PathRun = { drill: 'd1', number: 1, dateMs: 5, ended: true, skills: SKILLS.length };
    const states = (...runs: PathRun[]) => pathView(runs, new Map()).drills.map(({ state }) => state);
    expect(states()).toEqual(['next', 'later', 'later', 'later', 'later']);
    expect(states(run)).toEqual(['done', 'next', 'later', 'later', 'later']);
    expect(states({ ...run, skills: 7 })).toEqual(['next', 'later', 'later', 'later', 'later']);
    expect(states({ ...run, ended: false })).toEqual(['next', 'later', 'later', 'later', 'later']);
    expect(states(run, { ...run, number: 3 })).toEqual(['done', 'next', 'done', 'later', 'later']);
  });

  it('names scenario and variant only where the person has seen the debrief', () => {
    const run = { drill: 'd1', number: 2, dateMs: 5, ended: true, skills: 3 };
    const { drills } = pathView([run], new Map([['certificate-expiry', 'Paper Lantern']]));
    expect(drills[1]).toMatchObject({ scenario: 'certificate-expiry', cover: 'Paper Lantern', drill: 'd1' });
    expect(drills[2]).toMatchObject({ scenario: '', variant: '', drill: null });
  });

  it('says which one is under way, and does not count a record that was taken back', () => {
    const run: PathRun = { drill: 'd1', number: 1, dateMs: 5, ended: false, skills: 2 };
    expect(pathView([run], new Map()).drills[0]?.underWay).toEqual({ drill: 'd1', dateMs: 5 });
    const done = { ...run, drill: 'd0', ended: true, skills: SKILLS.length };
    expect(pathView([done, run], new Map()).drills[0]).toMatchObject({ state: 'done', underWay: { drill: 'd1' } });
    expect(pathView([{ ...done, withdrawn: true }], new Map()).drills[0]).toMatchObject({
      state: 'next',
      underWay: null,
      done: [{ drill: 'd0', skills: 0, withdrawn: true }],
    });
  });

  it('reads a run off its log, and none off a drill that is not of the path', () => {
    const tale = drillOn(stage(), scripted(), 'a', 'onboarding').start();
    expect(pathRun('d', tale.log, 'ann')).toBeNull();
    const first = tale.log[0]!;
    const log = [{ ...first, payload: { ...first.payload, path: 4 } } as typeof first, ...tale.log.slice(1)];
    expect(pathRun('d', log, 'ann')).toMatchObject({ number: 4, ended: false, skills: 0 });
    const shown = { skill: 'declare', evidence: 'declared', late: false } as const;
    tale
      .enters('skill.shown', shown, 'ann')
      .enters('skill.shown', { ...shown, skill: 'update' }, 'bob')
      .ends();
    tale.does('record.withdraw', { withdrawn: true });
    const later = [log[0]!, ...tale.log.slice(1)];
    expect(pathRun('d', later, 'ann')).toMatchObject({ ended: true, skills: 1, withdrawn: true });
    expect(pathRun('d', later, 'bob')).toMatchObject({ skills: 1 });
    expect(pathRun('d', later, 'bob')).not.toHaveProperty('withdrawn');
  });
});

describe('over HTTP', () => {
  let server: Transports;
  let guest: Browser;
  const made: unknown[] = [];
  let records: Pick<Debrief, 'onboarding' | 'onboardingOthers'>;
  beforeAll(async () => {
    server = await new Transports({
      debriefs: {
        debrief: async () => records as unknown as Debrief,
        branch: () => Promise.reject(new Error('no branches here')),
      },
    }).start();
    const create = server.desk.createDrill.bind(server.desk);
    server.desk.createDrill = (request, person, ...rest: unknown[]) => {
      made.push({ request, options: rest[0] });
      return create(request, person);
    };
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    made.length = 0;
    records = { onboarding: record };
    server.desk.state = 'lobby';
    const facilitator = await server.facilitator();
    const drill = await server.drill(facilitator);
    const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind: 'fixer' })).json;
    guest = server.browser();
    await guest.ask('POST', `/api/invites/${token}`, { name: 'Nia' });
    made.length = 0;
  });

  it('is there for everybody who is signed in, and for nobody else', async () => {
    expect((await guest.ask('GET', '/api/path')).json.drills).toHaveLength(5);
    expect((await server.browser().ask('GET', '/api/path')).status).toBe(401);
    expect((await server.browser().ask('POST', '/api/path/1', {})).status).toBe(401);
  });

  it('makes a drill alone: the person responds, bots sit beside them, names are others, and a word stops it', async () => {
    const begun = await guest.ask('POST', '/api/path/2', {});
    expect(begun.json.drill).toMatch(/^d/);
    expect(made).toEqual([
      {
        request: expect.objectContaining({
          scenario: 'certificate-expiry',
          mode: 'onboarding',
          speed: 1,
          seed: null,
          surface: true,
          bots: ['sme', 'comms', 'scribe'],
          stops: [expect.objectContaining({ kind: 'word', word: 'stop the drill' })],
        }),
        options: { as: 'fixer', path: 2 },
      },
    ]);
  });

  it('runs faster for whoever asks so, at a speed that there is', async () => {
    await guest.ask('POST', '/api/path/1', { speed: 10 });
    expect(made).toMatchObject([{ request: { speed: 10 } }]);
    expect((await guest.ask('POST', '/api/path/1', { speed: 1000 })).status).toBe(400);
  });

  it.each(['0', '6', 'x', '1.5'])('has no drill %s', async (number) => {
    const answer = await guest.ask('POST', `/api/path/${number}`, {});
    expect([answer.status, answer.json.refusal.code]).toEqual([404, 'scenario/unknown']);
  });

  it('shows the record after the end, to those who responded and to facilitators', async () => {
    const facilitator = await server.facilitator();
    const { drill } = (await guest.ask('GET', '/api/me')).json.seats[0];
    const path = `/api/drills/${drill}/record`;
    expect((await guest.ask('GET', path)).json.refusal.code).toBe('drill/not-started');
    server.desk.state = 'ended';
    expect((await guest.ask('GET', path)).json).toMatchObject({ complete: true });
    expect((await facilitator.ask('GET', path)).status).toBe(200);
    const csv = (await guest.ask('GET', `${path}.csv`)).text;
    expect(csv).toContain("the new responder,Still Water,1970-01-01,acknowledge,shown,01:05,'=did it");
    expect(csv).toContain('declare,"shown, late"');
    expect(csv).toContain('close,not yet,,how to close');
    const stranger = server.browser();
    expect((await stranger.ask('GET', path)).status).toBe(401);
  });

  it('is taken back by whose it is, and by nobody else', async () => {
    const { drill } = (await guest.ask('GET', '/api/me')).json.seats[0];
    const path = `/api/drills/${drill}/record`;
    expect((await guest.ask('POST', path, { withdrawn: true })).status).toBe(200);
    expect(server.desk.submitted.at(-1)).toMatchObject({ name: 'record.withdraw' });
    const before = server.desk.submitted.length;
    const elsewhere = await server.drill(await server.facilitator());
    const { token } = (
      await (await server.facilitator()).ask('POST', `/api/drills/${elsewhere}/invites`, { kind: 'fixer' })
    ).json;
    const other = server.browser();
    await other.ask('POST', `/api/invites/${token}`, { name: 'Ola' });
    expect((await other.ask('POST', path, { withdrawn: true })).status).toBe(404);
    expect(server.desk.submitted).toHaveLength(before);
  });

  it('of two who learned together is one’s own for each, and both for facilitators, by name', async () => {
    const facilitator = await server.facilitator();
    const { drill, seat } = (await guest.ask('GET', '/api/me')).json.seats[0];
    await server.store.nameSeat(drill, seat, 'Nia');
    server.desk.state = 'ended';
    const first = { ...record, seat: 's-other', name: 'new responder 1' };
    records = { onboarding: first, onboardingOthers: [{ ...record, seat }] };
    const path = `/api/drills/${drill}/record`;
    expect((await guest.ask('GET', path)).json).toMatchObject({ seat, name: 'Nia', mine: true, others: [] });
    expect((await guest.ask('GET', `${path}?seat=s-other`)).json).toMatchObject({ seat, mine: true });
    const both = (await facilitator.ask('GET', `${path}?seat=${seat}`)).json;
    expect(both).toMatchObject({ name: 'Nia', mine: false, others: [{ seat: 's-other', name: 'new responder 1' }] });
  });
});
