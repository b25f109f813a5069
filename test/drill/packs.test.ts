import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import { digestWorld } from '../../server/engine/digest.ts';
import { DebriefShelf } from '../../server/library/debrief-shelf.ts';
import { projectRoot } from '../../server/project-root.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { readPack, writePack } from '../../server/scenario/pack.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { alertEffect, stage } from '../support/stage.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { ToldDesk } from '../support/told-desk.ts';

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

  async function shelved(told: ToldDesk): Promise<unknown> {
    const shelf = new DebriefShelf({ ...told.parts, store: told.store });
    return shelf.debrief(told.drill, await told.log());
  }

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
