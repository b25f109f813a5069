import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TryJob } from '../../server/bots/bot-job.ts';
import type { BotProcess } from '../../server/bots/bot-process.ts';
import type { InjectDraft } from '../../server/protocol/control.ts';
import type { NewDrill } from '../../server/protocol/set-up.ts';
import { readPack } from '../../server/scenario/pack.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { InjectTrials } from '../../server/set-up/inject-trials.ts';
import { Transports, type Browser } from '../support/socket-pair.ts';
import { stage } from '../support/stage.ts';

const SETUP: NewDrill = {
  scenario: 'stage',
  variant: null,
  seed: 'before-the-day',
  mode: 'game-day',
  speed: 1,
  timeboxMin: 40,
  hypothesis: null,
};
const CEO: InjectDraft = {
  id: null,
  lane: 'chat',
  from: 'CEO',
  text: 'What does this cost?',
  expects: 'a figure',
  fault: null,
  when: { atS: 600 },
};

describe('POST /api/try-inject', () => {
  const jobs: TryJob[] = [];
  // What bots make of it is told in test/drill/injects.test.ts; here it is what they are given and what comes back.
  const run = ((job: TryJob) => {
    jobs.push(job);
    return Promise.resolve({ kind: 'try', trial: { inject: job.inject, message: job.draft } });
  }) as unknown as BotProcess['run'];
  const scenarios = {
    scenario: (id: string): Promise<Scenario | null> => Promise.resolve(id === 'stage' ? stage() : null),
  };
  let server: Transports;
  let facilitator: Browser;
  beforeAll(async () => {
    server = await new Transports({ trials: new InjectTrials({ scenarios, bots: { run }, engine: 'test' }) }).start();
    facilitator = await server.facilitator();
  });
  afterAll(() => server.stop());

  const ask = (inject: unknown, setup: Partial<NewDrill> = {}, browser = facilitator) =>
    browser.ask('POST', '/api/try-inject', { setup: { ...SETUP, ...setup }, inject });

  it('gives bots the chosen scenario and seed with the inject, and makes no drill of it', async () => {
    const { status, json } = await ask({ ...CEO, lane: 'fault', fault: 'holds' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ inject: 'trial', message: { from: 'CEO', text: CEO.text } });
    const [job] = jobs;
    expect(readPack(job?.soFar.pack ?? '')?.id).toBe('stage');
    expect(job?.soFar.entries).toMatchObject([
      { kind: 'drill.created', payload: { scenario: 'stage', variant: 'report', seed: 'before-the-day' } },
    ]);
    expect(job?.draft).toMatchObject({ id: 'trial', fault: 'holds' });
    expect(await server.store.drills()).toEqual([]);
  });

  it('tries an edited inject of the set-up beside the others', async () => {
    const injects = [
      { ...CEO, id: 'cost' },
      { ...CEO, id: 'press', text: 'Any comment?' },
    ];
    const reply = await ask({ ...CEO, id: 'cost', text: 'And per hour?' }, { injects });
    expect(reply.json.message.text).toBe('And per hour?');
    const created = jobs.at(-1)?.soFar.entries[0]?.payload as { injects?: { id: string }[] };
    expect(created.injects?.map(({ id }) => id)).toEqual(['press']);
  });

  it('refuses what the scenario does not have, with a way on', async () => {
    expect((await ask({ ...CEO, fault: 'meteor' })).json.refusal).toMatchObject({ code: 'fault/unknown' });
    expect((await ask(CEO, { scenario: 'none' })).json.refusal).toMatchObject({ code: 'scenario/unknown' });
    expect((await ask({ text: 'no draft' })).json.refusal).toMatchObject({ code: 'request/malformed' });
  });

  it('is for facilitators', async () => {
    expect((await ask(CEO, {}, server.browser())).json.refusal).toMatchObject({ code: 'session/none' });
  });
});
