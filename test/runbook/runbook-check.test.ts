import { botShell } from '../../server/bots/bot-shell.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doBotJob } from '../../server/bots/bot-work.ts';
import { checkRunbooks } from '../../server/bots/runbook-check.ts';
import { junitXml } from '../../server/cli/junit.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import type { Runbook } from '../../server/runbook/runbook.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { writePack } from '../../server/scenario/pack.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { initSql } from '../../server/sql/parse.ts';

const SEEDS = ['seed-1', 'seed-2'];

/** Bad deploys, where CheckoutFailing pages and a roll-back heals. */
describe('bots test runbooks', () => {
  const shell = botShell();
  let scenario: Scenario;
  let good: Runbook;

  beforeAll(async () => {
    await initSql();
    const loaded = loadScenario('scenarios/bad-deploy', 'missing-variable');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    scenario = loaded.scenario;
    good = scenario.runbooks.find(({ id }) => id === 'RUN-010')!;
  }, 60_000);
  afterAll(() => shell.close());

  const page = (id: string, ...steps: [title: string, command: string][]) =>
    parseRunbook(
      [
        `---\nid: ${id}\ntitle: Checkouts fail\nalerts: [CheckoutFailing]\n---\n\n## Procedure\n`,
        ...steps.map(([title, command], i) => `### ${i + 1}. ${title}\n\n\`\`\`sh\n${command}\n\`\`\`\n`),
      ].join('\n'),
      `runbooks/${id}.md`,
    );
  const rowOf = async (...pages: Runbook[]) => {
    const { runbooks } = await checkRunbooks([scenario], pages, { seeds: SEEDS, shell });
    return runbooks.find(({ runbook }) => runbook === pages[0]!.id)!.rows[0]!;
  };

  it('finds that a good page heals every run, and the same on a second look', async () => {
    const row = await rowOf(good);
    expect(row).toMatchObject({ mitigated: 2, seeds: 2, dead: [], harmful: [], falseScope: false });
    expect(row.ttmS.p50).toBeGreaterThan(0);
    expect(await rowOf(good)).toEqual(row);
  });

  it('names the line of a step that the system does not know', async () => {
    const row = await rowOf(page('RUN-900', ['Revert', 'deployctl revert checkout']));
    expect(row.dead).toEqual([{ step: 1, line: 12, why: 'bash: deployctl: command not found' }]);
  });

  it('says that a page claims in vain, unless it sends the reader on to one that helps', async () => {
    const looks = page('RUN-900', ['Look', 'deploy status checkout']);
    expect((await rowOf(looks)).falseScope).toBe(true);
    const sendsOn = { ...looks, scope: { ...looks.scope, doesNotHandle: ['A bad deploy: RUN-010'] } };
    expect((await rowOf(sendsOn, good)).falseScope).toBe(false);
  });

  it('tells which step costs users more than doing nothing', async () => {
    const row = await rowOf(
      page(
        'RUN-900',
        ['Look', 'deploy status checkout'],
        ['Take the pods away', 'kubectl scale deployment/web --replicas=1'],
      ),
    );
    expect(row.harmful.map(({ step }) => step)).toEqual([2]);
    expect(row.harmful[0]!.userMinutes).toBeGreaterThan(10);
  });

  it('lists a variant whose pages nobody claims', async () => {
    const stranger = { ...good, id: 'RUN-901', alerts: ['DiskFull'] };
    const { unclaimed, runbooks } = await checkRunbooks([scenario], [stranger], { seeds: SEEDS.slice(0, 1), shell });
    expect(unclaimed).toEqual([{ scenario: 'bad-deploy', variant: 'missing-variable', alerts: ['CheckoutFailing'] }]);
    expect(runbooks[0]!.rows[0]).toMatchObject({ stepsOnly: true });
  });

  it('is the same work when a server asks for it', async () => {
    const said: string[] = [];
    const result = await doBotJob(
      {
        kind: 'check',
        packs: [writePack(scenario)],
        pages: [{ id: good.id, path: good.file, text: good.source }],
        test: [good.id],
        seeds: SEEDS.slice(0, 1),
      },
      shell,
      ({ what }) => said.push(what),
    );
    expect(result).toMatchObject({ kind: 'check', runbooks: [{ runbook: 'RUN-010', rows: [{ mitigated: 1 }] }] });
    expect(said.length).toBeGreaterThan(0);
  });
});

describe('a JUnit report', () => {
  it('holds awkward words as text', () => {
    const xml = junitXml('check', [
      { suite: 'RUN-1', name: 'a < b & "c"', file: 'x.md', failure: 'first \u0001line\nsecond' },
      { suite: 'RUN-1', name: 'fine', file: 'x.md', failure: null },
    ]);
    expect(xml).toContain('<testsuites name="check" tests="2" failures="1">');
    expect(xml).toContain('name="a &lt; b &amp; &quot;c&quot;"');
    expect(xml).toContain('<failure message="first line">first line\nsecond</failure>');
  });
});
