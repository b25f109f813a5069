import { botShell } from '../../server/bots/bot-shell.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doBotJob } from '../../server/bots/bot-work.ts';
import { literalWith } from '../../server/bots/runbook-literal.ts';
import { playBot } from '../../server/bots/play.ts';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import { withDecisions } from '../../server/library/decided-gaps.ts';
import { DebriefShelf } from '../../server/library/debrief-shelf.ts';
import { GapDesk } from '../../server/library/gap-desk.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import type { Debrief } from '../../server/protocol/http.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { initSql } from '../../server/sql/parse.ts';
import { memoryStore } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';

const SEED = 'seed-1';
const KEEPER = { id: 'p1', name: 'Mei', facilitator: true, createdMs: 0 };

/** A drill that a bot played with RUN-013 in hand, stored as if people had. */
describe('a gap, from the drill that showed it to the re-run that closes it', () => {
  const shell = botShell();
  let store: Store;
  let scenario: Scenario;
  let desk: GapDesk;
  let library: RunbookLibrary;
  let drill: string;

  beforeAll(async () => {
    await initSql();
    const loaded = loadScenario('scenarios/bad-deploy', null);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    scenario = loaded.scenario;
    store = memoryStore();
    library = new RunbookLibrary(store, () => 7);
    await library.takeShipped(scenario.runbooks.map(({ file, source }) => ({ path: file, text: source })));
    const run = await playBot(scenario, SEED, literalWith('RUN-013'), shell);
    drill = run.entries[0]!.drill;
    await store.createDrill(
      { id: drill, scenario: scenario.id, cover: scenario.cover, joinCode: 'x', createdBy: 'p1', createdMs: 0 },
      run.entries,
    );
    const scenarios = { scenario: async () => scenario };
    desk = new GapDesk({
      store,
      library,
      scenarios,
      debriefs: new DebriefShelf({
        scenarios,
        store,
        simulate: engineSimulation,
        engine: ENGINE_VERSION,
        now: () => 7,
      }),
      bots: { run: (job, onProgress) => doBotJob(job, shell, onProgress ?? (() => undefined)) as never },
      tree: null,
      now: () => 7,
    });
  }, 60_000);
  afterAll(() => shell.close());

  const gap = 'stale-step-RUN-013-2';

  it('cannot be run again before an edit was accepted', async () => {
    expect(await desk.rerun(drill, gap, () => undefined)).toMatchObject({ ok: false });
    expect(await desk.decide(drill, 'no-such-gap', { decision: 'accept' }, KEEPER)).toMatchObject({
      ok: false,
      refusal: { code: 'gap/unknown' },
    });
  });

  it('stays open when the edit does not help', async () => {
    const page = (await library.page('RUN-013'))!;
    const worse = page.runbook.source.replace('deployctl', 'deployctl2');
    const decided = await desk.decide(drill, gap, { decision: 'change', text: worse, note: 'another name' }, KEEPER);
    expect(decided).toMatchObject({ ok: true, result: { state: 'accepted', version: 2, by: 'Mei' } });
    const rerun = await desk.rerun(drill, gap, () => undefined);
    expect(rerun).toMatchObject({ ok: true, result: { state: 're-run failed', rerun: { ok: false } } });
  });

  it('refuses an edit of a version that somebody has replaced meanwhile', async () => {
    const text = (await library.page('RUN-013'))!.runbook.source;
    const decided = await desk.decide(drill, gap, { decision: 'change', text: `${text}!`, note: '', base: 1 }, KEEPER);
    expect(decided).toMatchObject({ ok: false, refusal: { code: 'runbook/conflict' } });
    expect((await library.page('RUN-013'))!.stored.newest.version).toBe(2);
  });

  it('tells in a debrief what was decided and when its entries were written, and names nobody', async () => {
    const entries = await store.read(drill);
    const debrief = { gaps: [{ id: gap, entries: [3] }] } as unknown as Debrief;
    const [told] = withDecisions(debrief, await desk.states(drill), entries).gaps;
    expect(told!.decision).toMatchObject({ state: 're-run failed', version: 2, by: null });
    expect(told!.atS).toEqual([entries.find(({ seq }) => seq === 3)!.simMs / 1000]);
  });

  it('closes when the same drill, played again, no longer shows it', async () => {
    const page = (await library.page('RUN-013'))!;
    const better = page.runbook.source.replace(/^.*deployctl2.*$/m, 'deploy status checkout');
    await desk.decide(drill, gap, { decision: 'change', text: better, note: 'the tool of today' }, KEEPER);
    const said: string[] = [];
    const rerun = await desk.rerun(drill, gap, ({ what }) => said.push(what));
    expect(rerun).toMatchObject({ ok: true, result: { state: 'closed', version: 3, rerun: { ok: true } } });
    expect(said.length).toBeGreaterThan(0);
    expect((await desk.states(drill))[gap]?.state).toBe('closed');
    expect((await library.versions('RUN-013')).map(({ drill: from, gap: of }) => [from, of])).toEqual([
      [null, null],
      [drill, gap],
      [drill, gap],
    ]);
    expect(await desk.decide(drill, gap, { decision: 'accept' }, KEEPER)).toMatchObject({ ok: false });
  });
});
