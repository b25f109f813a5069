import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDrillFile } from '../../server/drill/drill-file.ts';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import { rebuild } from '../../server/drill/replay.ts';
import { digestWorld } from '../../server/engine/digest.ts';
import { DebriefShelf, type DebriefParts } from '../../server/library/debrief-shelf.ts';
import type { Debrief } from '../../server/protocol/http.ts';
import { projectRoot } from '../../server/project-root.ts';
import { buildDebrief } from '../../server/report/debrief.ts';
import { readReadings, RememberedReadings } from '../../server/report/kept-readings.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { readPack, writePack } from '../../server/scenario/pack.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { StoreUnavailable, type LogStore } from '../../server/store/log-store.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { alertEffect, stage } from '../support/stage.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { ToldDesk } from '../support/told-desk.ts';

async function shelved(told: ToldDesk, parts: Partial<DebriefParts> = {}): Promise<Debrief | null> {
  const shelf = new DebriefShelf({ ...told.parts, now: () => 0, ...parts });
  return shelf.debrief(told.drill, await told.log());
}

function shipped(): { name: string; scenario: Scenario }[] {
  const open = (folder: string, variant: string | null) => {
    const loaded = loadScenario(folder, variant);
    if (!loaded.ok) throw new Error(`${folder} does not load`);
    return loaded.scenario;
  };
  return scenarioFolders(join(projectRoot(), 'scenarios'))
    .flatMap((folder) => open(folder, null).variants.map(({ id }) => open(folder, id)))
    .map((scenario) => ({ name: `${scenario.id}, ${scenario.variant.id}`, scenario }));
}

describe('a kept scenario', () => {
  it.each(shipped())('$name makes the same world', ({ scenario }) => {
    const read = readPack(writePack(scenario))!;
    const digests = [scenario, read].map((each) => {
      const sim = engineSimulation(each, 'pack');
      for (let second = 0; second < 60; second++) sim.tick();
      return digestWorld(sim.world);
    });
    expect(digests[1]).toBe(digests[0]);
    // What no world reads is there too: all that is plain, and each rule's texts and parsed expression.
    expect({ ...read, rules: [] }).toStrictEqual({ ...scenario, rules: [] });
    expect(writePack(read)).toBe(writePack(scenario));
    expect(read.rules.map(({ plan }) => plan.expr)).toStrictEqual(scenario.rules.map(({ plan }) => plan.expr));
  });

  it('in another shape is not guessed at', () => {
    expect(readPack(JSON.stringify({ v: 2, scenario: {} }))).toBeNull();
  });
});

describe('a drill whose scenario was edited', () => {
  const simulate = () => scripted({ at: { 5: [alertEffect('firing', 5)] } });
  const changes: [string, Scenario | null][] = [
    ['has another hash now', stage({ hash: 'edited', title: 'Something else', hints: [] })],
    ['is gone', null],
  ];

  it.each(changes)('goes on after a restart and keeps its debrief (%s)', async (_how, edited) => {
    const told = await new ToldDesk({ simulate }).starts();
    await told.ticker.pass(6_000);
    told.parts.scenarios = { scenario: async () => edited };
    expect(await told.restarts()).toBe(1);
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(3_000);
    await told.does('ann', 'alert.ack', { fingerprints: ['f1'] });
    await told.does('fay', 'drill.end', {});
    const debrief = await shelved(told);
    told.parts.scenarios = { scenario: async () => stage() };
    expect(debrief).toMatchObject({ drill: { title: 'Checkout hangs' } });
    expect(await shelved(told)).toEqual(debrief);
  });

  it('keeps the bands that its times were held against', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drillbook-par-'));
    const band = { p10: 60, p50: 120, p90: 180, runs: 50 };
    const variants = { report: { TTA: band } };
    const par = { scenario: 'stage', scenarioHash: 'stage-hash', engine: '1', bots: ['oracle'], variants };
    writeFileSync(join(folder, 'par.json'), JSON.stringify(par));
    const told = await new ToldDesk({ scenario: stage({ folder }), simulate }).starts();
    await told.does('fay', 'drill.end', {});
    writeFileSync(join(folder, 'par.json'), JSON.stringify({ ...par, scenarioHash: 'edited' }));
    told.parts.scenarios = { scenario: async () => stage({ folder, hash: 'edited' }) };
    const debrief = await shelved(told);
    rmSync(folder, { recursive: true });
    expect(debrief?.times.find(({ id }) => id === 'TTA')?.par).toEqual(band);
  });

  it('and was stored before scenarios were kept says why it cannot go on', async () => {
    const told = await new ToldDesk({ simulate, store: { ...memoryStore(), pack: async () => null } }).starts();
    told.parts.scenarios = { scenario: async () => null };
    expect(await told.restarts()).toBe(0);
    expect(await told.tries('ann', 'chat.say', { channel: 'team', text: 'x' })).toMatchObject({
      refusal: { code: 'drill/quarantined', message: expect.stringContaining('"stage" is gone or has changed') },
    });
    expect(await shelved(told)).toBeNull();
  });
});

describe('a drill of another engine', () => {
  /** Simulating is what must not happen; the figures are those of a world that measured something. */
  const elsewhere: Partial<DebriefParts> = {
    engine: '2',
    simulate: () => {
      throw new Error('nothing may be simulated');
    },
  };
  const measured = () => ({
    ...scripted(),
    impact: () => ({ failedRequests: 812, userMinutesLost: 41, moneyLost: 9 }),
  });

  it('keeps its debrief, which says that it was not run again', async () => {
    const told = await new ToldDesk({ simulate: measured }).starts();
    await told.ticker.pass(6_000);
    await told.does('fay', 'drill.end', {});
    const there = await shelved(told, elsewhere);
    const { lede, ...here } = (await shelved(told))!;
    expect(here.impact).toMatchObject({ failedRequests: 812, userMinutesLost: 41 });
    expect(there).toEqual({
      ...here,
      lede: [
        ...lede,
        'This drill was recorded with engine 1: all figures are read from that record, it was not run again here.',
      ],
    });
  });

  it('that ended in a crash leaves its readings when its own engine builds its debrief', async () => {
    const store = memoryStore();
    let isFull = true;
    const full: LogStore = {
      ...store,
      saveReadings: (readings) =>
        isFull ? Promise.reject(new StoreUnavailable('disk full')) : store.saveReadings(readings),
    };
    const told = await new ToldDesk({ simulate: measured, store: full }).starts();
    await told.does('fay', 'drill.end', {});
    expect(told.trouble).toHaveLength(1);
    expect(await shelved(told)).not.toBeNull();
    expect(await shelved(told, elsewhere)).toBeNull();
    isFull = false;
    expect(await shelved(told)).not.toBeNull();
    expect(await shelved(told, elsewhere)).not.toBeNull();
  });

  it('has every figure and curve of a real drill', () => {
    const folder = join(projectRoot(), 'scenarios', 'connection-pool-exhaustion');
    const entries = readDrillFile(readFileSync(join(folder, 'golden', 'report.oracle.jsonl'), 'utf8'));
    const { session } = rebuild(entries, ({ variant, seed }) => {
      const scenario = shipped().find(({ name }) => name === `connection-pool-exhaustion, ${variant}`)!.scenario;
      return { scenario, sim: engineSimulation(scenario, seed) };
    });
    const { scenario, sim } = session;
    const remembered = new RememberedReadings(sim);
    const debrief = buildDebrief({ entries, scenario, readings: remembered });
    expect(debrief.impact.budgetBurned).toBeGreaterThan(0);
    expect(debrief.chart.values.length).toBeGreaterThan(100);
    expect(remembered.write({}).length).toBeLessThan(200_000);
    expect(buildDebrief({ entries, scenario, readings: readReadings(remembered.write({}))! })).toEqual(debrief);
  });
});
