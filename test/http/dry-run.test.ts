import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../server/bots/bot-process.ts';
import type { DryRunView, NewDrill } from '../../server/protocol/set-up.ts';
import { DryRuns, planOf } from '../../server/set-up/dry-runs.ts';
import { isolationOf } from '../../server/set-up/isolation.ts';
import { SetUpDesk } from '../../server/set-up/set-up-desk.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { StoreUnavailable } from '../../server/store/log-store.ts';
import { stage } from '../support/stage.ts';
import { Transports, type Browser } from '../support/socket-pair.ts';

const SETUP: NewDrill = {
  scenario: 'stage',
  variant: null,
  seed: 'a',
  mode: 'game-day',
  speed: 1,
  timeboxMin: 40,
  hypothesis: null,
};
const VIEW: DryRunView = {
  scenario: 'stage',
  variant: 'report',
  sentence: 'Bots played it: 1 of 2 brought the service back, the first page comes after 3 min.',
  bots: [
    { bot: 'do-nothing', name: 'Nobody does anything', mitigated: false, ttmS: null, userMinutesLost: 9000, stops: [] },
    { bot: 'oracle', name: 'Knows the cause', mitigated: true, ttmS: 70, userMinutesLost: 80, stops: [] },
  ],
  chart: { title: 'Checkout', unit: 'seconds', bound: 2, boundLabel: 'bound 2 s', times: [], lines: [] },
  marks: [],
  own: [],
};

/** Bots that say how far they are and come to `VIEW`; each run is counted. */
class ToldBots {
  runs = 0;
  /** Plays until it is called off. */
  endless = false;

  run: BotProcess['run'] = ((_job: unknown, onProgress: (progress: unknown) => void, signal?: AbortSignal) => {
    this.runs++;
    onProgress({ done: 1, of: 4, what: 'Restarts what looks broken' });
    if (!this.endless) return Promise.resolve({ kind: 'dry-run', view: VIEW });
    return new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(new Error('The bots were called off.'))),
    );
  }) as unknown as BotProcess['run'];
}

function desk(bots: ToldBots, store = memoryStore()): SetUpDesk {
  return new SetUpDesk({
    store,
    library: { firstVariants: async () => [stage()], problems: (id) => (id === 'stage' ? [] : null) },
    scenarios: { scenario: async (id) => (id === 'stage' ? stage() : null) },
    pages: { pages: async () => [] },
    history: { drills: async () => [] },
    dryRuns: new DryRuns(bots),
    isolation: isolationOf({ databaseUrl: null, runbooksDir: null }),
    now: () => 1_700_000_000_000,
    newId: () => 't1',
  });
}

describe('a dry run by bots', () => {
  const bots = new ToldBots();
  let server: Transports;
  let lena: Browser;
  beforeAll(async () => {
    server = await new Transports({ setUp: desk(bots) }).start();
    lena = await server.facilitator();
  });
  afterAll(() => server.stop());

  it('tells line by line how far it is, the result last, and is played once for a scenario, variant and seed', async () => {
    const first = await lena.ask('POST', '/api/dry-run', SETUP);
    const lines = first.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([{ progress: { done: 1, of: 4, what: 'Restarts what looks broken' } }, { result: VIEW }]);
    const again = await lena.ask('POST', '/api/dry-run', { ...SETUP, speed: 10 });
    expect(JSON.parse(again.text.trim())).toEqual({ result: VIEW });
    expect(bots.runs).toBe(1);
    await lena.ask('POST', '/api/dry-run', { ...SETUP, seed: 'b' });
    await lena.ask('POST', '/api/dry-run', { ...SETUP, surface: true });
    expect(bots.runs).toBe(3);
  });

  it('is another one with other injects, stop rules or timebox, and the same with another stop word or pace', async () => {
    const told = new ToldBots();
    const play = (patch: Partial<NewDrill>) => desk(told).dryRun({ ...SETUP, ...patch }, () => undefined);
    const dryRuns = new DryRuns(told);
    const plan = (patch: Partial<NewDrill>) => planOf({ ...SETUP, ...patch }, stage(), 'a');
    await dryRuns.play(plan({}), () => undefined);
    const stops: NewDrill['stops'] = [{ id: 'w', kind: 'word', word: 'Stage off' }];
    const injects: NewDrill['injects'] = [
      { id: null, lane: 'chat', from: 'CEO', text: '?', expects: '', fault: null, when: { atS: 60 } },
    ];
    for (const same of [{ stops }, { speed: 10 }, { people: ['Anna'] }]) expect(dryRuns.known(plan(same))).toBe(VIEW);
    for (const other of [{ injects }, { timeboxMin: 20 }, { stops: [{ id: 'u', kind: 'user-minutes', above: 9 }] }])
      expect(dryRuns.known(plan(other as Partial<NewDrill>))).toBeNull();
    expect(plan({ mode: 'tabletop', timeboxMin: 90 }).asSetUp.timeboxS).toBe(stage().minutes * 60);
    await expect(play({ stops: [{ id: 's', kind: 'breached', slo: 'gone', forS: 60 }] })).resolves.toMatchObject({
      ok: false,
      refusal: { hint: expect.any(String) },
    });
    expect(told.runs).toBe(1);
  });

  it('gives the checklist its sentence once it was played, for that very seed', async () => {
    const botsItem = async (seed: string) => {
      const { items } = (await lena.ask('POST', '/api/preflight', { ...SETUP, seed })).json;
      return items.find(({ id }: { id: string }) => id === 'bots');
    };
    expect(await botsItem('a')).toMatchObject({ state: 'ok', text: VIEW.sentence });
    expect(await botsItem('never played')).toMatchObject({ state: 'waiting' });
  });

  it('is refused for a scenario that is not there', async () => {
    const { status, json } = await lena.ask('POST', '/api/dry-run', { ...SETUP, scenario: 'attic' });
    expect([status, json.refusal.code]).toEqual([404, 'scenario/unknown']);
  });

  it('stops when whoever asked has gone', async () => {
    const slow = new ToldBots();
    slow.endless = true;
    const gone = new AbortController();
    const run = desk(slow).dryRun(SETUP, () => setImmediate(() => gone.abort()), gone.signal);
    await expect(run).rejects.toThrow('The bots were called off.');
  });
});

describe('the checklist', () => {
  it('really writes into the store, and says when that fails', async () => {
    const store = memoryStore();
    const storeItem = async () =>
      (await desk(new ToldBots(), store).preflight(SETUP)).items.find(({ id }) => id === 'store');
    expect(await storeItem()).toMatchObject({ state: 'ok' });
    expect(await store.setting('preflight')).toBe('1700000000000');
    store.setSetting = () => Promise.reject(new StoreUnavailable('The disk is full.'));
    expect(await storeItem()).toMatchObject({ state: 'bad', text: 'The disk is full.' });
  });

  it('says that a set-up is older than its scenario, before the lobby is opened', async () => {
    const stops = [{ id: 's', kind: 'breached', slo: 'gone', forS: 60 }] as const;
    const { items } = await desk(new ToldBots()).preflight({ ...SETUP, stops: [...stops] });
    expect(items.find(({ id }) => id === 'scenario')).toMatchObject({
      state: 'bad',
      title: 'does not fit the scenario',
    });
    const missing = await desk(new ToldBots()).preflight({ ...SETUP, scenario: 'attic' });
    expect(missing.items.find(({ id }) => id === 'scenario')).toMatchObject({
      state: 'bad',
      title: 'no such scenario',
    });
  });
});
