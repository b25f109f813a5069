import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matrixView } from '../../server/library/library-views.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import { ScenarioLibrary } from '../../server/library/scenario-library.ts';
import { parOnDisk } from '../../server/scenario/par-on-disk.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import { memoryStore } from '../../server/store/memory.ts';

const DRAFT = '---\nid: RUN-800\ntitle: Checkout is odd\nalerts: [NobodyElseClaimsThis]\n---\n\n# Checkout is odd\n\n1. `kubectl get pods`\n'; // prettier-ignore

describe('the pages that a drill is created with', () => {
  const store = memoryStore();
  const shelf = new ScenarioLibrary('scenarios', store, () => 7, () => undefined); // prettier-ignore
  let onDisk: Scenario;
  let library: RunbookLibrary;
  beforeAll(async () => {
    onDisk = (await shelf.scenario('bad-deploy', null))!;
  });
  beforeEach(async () => {
    library = new RunbookLibrary(memoryStore(), () => 7);
    await library.takeShipped(onDisk.runbooks.map(({ file, source }) => ({ path: file, text: source })));
  });
  const drilled = async () => (await shelf.withPages(library).scenario('bad-deploy', null))!;

  it('are the scenario itself while nobody has changed any', async () => {
    expect(await drilled()).toBe(onDisk);
  });

  it('are the edited words, under a hash of their own, with the par of the scenario', async () => {
    const page = (await library.page('RUN-010'))!;
    await library.save('RUN-010', `${page.runbook.source}\nEdited here.\n`, '', 'p1', 1);
    const scenario = await drilled();
    expect(scenario.runbooks.find(({ id }) => id === 'RUN-010')!.source).toContain('Edited here.');
    expect(scenario.hash).not.toBe(onDisk.hash);
    expect(parOnDisk(scenario, ENGINE_VERSION)).toEqual(parOnDisk(onDisk, ENGINE_VERSION));
  });

  it('are without those that were retired, also when they came with the scenario', async () => {
    await library.mark('RUN-013', { retired: true });
    const scenario = await drilled();
    expect(scenario.runbooks.map(({ id }) => id)).not.toContain('RUN-013');
    expect(scenario.hash).not.toBe(onDisk.hash);
    await library.mark('RUN-013', { retired: false });
    expect(await drilled()).toBe(onDisk);
  });

  it('are without drafts until somebody signs, and a draft fills no hole of the matrix', async () => {
    const alert = onDisk.rules[0]!.name;
    await library.write('RUN-800', DRAFT.replace('NobodyElseClaimsThis', alert), 'p1', 'captured');
    expect((await drilled()).runbooks.map(({ id }) => id)).not.toContain('RUN-800');
    const matrix = async () => {
      const pages = (await library.pages()).filter(({ stored }) => stored.id === 'RUN-800');
      return matrixView({ pages, care: new Map(), past: [], checks: [], scenarios: [onDisk], nowMs: 7 });
    };
    expect((await matrix()).rows.every(({ verdict }) => verdict === 'hole')).toBe(true);
    await library.mark('RUN-800', { draft: false });
    expect((await drilled()).runbooks.map(({ id }) => id)).toContain('RUN-800');
    expect((await matrix()).rows.find((row) => row.alert === alert)).toMatchObject({ runbook: 'RUN-800', verdict: 'never tested' }); // prettier-ignore
  });
});
