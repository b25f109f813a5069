import { botShell } from '../../server/bots/bot-shell.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bot } from '../../server/bots/bot.ts';
import { acknowledge, openPages, waitFor } from '../../server/bots/bot.ts';
import { doBotJob } from '../../server/bots/bot-work.ts';
import { playBot } from '../../server/bots/play.ts';
import { literalWith } from '../../server/bots/runbook-literal.ts';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import { DebriefShelf } from '../../server/library/debrief-shelf.ts';
import { GapDesk } from '../../server/library/gap-desk.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import type { GapKind, GapView } from '../../server/protocol/http.ts';
import type { Reply } from '../../server/protocol/wire.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { initSql } from '../../server/sql/parse.ts';
import { memoryStore } from '../../server/store/memory.ts';

const SEED = 'seed-1';
const KEEPER = { id: 'p1', name: 'Mei', facilitator: true, createdMs: 0 };

/** What somebody with a page in hand does, one thing every 20 seconds: a step of it, or a line of their own. */
type Deed = { open: string } | { step: number; of?: string } | { types: string } | { waits: number };

const EVERY_S = 20;
/** Four plays of a drill each; the machine that runs this may be busy. */
const LONG_MS = 60_000;

function person(deeds: readonly Deed[], first: string): Bot {
  return {
    id: 'typist',
    play: async (drill, untilS) => {
      if (!waitFor(drill, untilS, () => openPages(drill).length > 0)) return;
      await acknowledge(drill);
      let runbook = first;
      await drill.send('runbook.open', { runbook });
      for (const deed of deeds) {
        drill.advanceTo(drill.atS + ('waits' in deed ? deed.waits : EVERY_S));
        if ('open' in deed) {
          runbook = deed.open;
          done(await drill.send('runbook.open', { runbook }));
        } else if ('types' in deed) done(await drill.type(deed.types));
        else if ('step' in deed)
          done(await drill.send('step.run', { runbook, step: deed.step, command: 0, terminal: '1' }));
      }
    },
  };
}

/** A deed that is refused would make another drill than the one that is told. */
function done(reply: Reply<unknown>): void {
  if (!reply.ok) throw new Error(reply.refusal.message);
}

/** Both lead to RUN-010. */
const ALERTS = ['CheckoutFailing', 'CheckoutCallErrors'];

const shell = botShell();
beforeAll(() => initSql());
afterAll(() => shell.close());

interface Case {
  folder?: string;
  variant: string | null;
  /** The page that is tested, and what else is different. */
  pages: Record<string, string>;
  parts?: Partial<Scenario>;
  runbook: string;
  alerts?: string[];
  deeds: Deed[];
}

/** A drill with these pages, the gaps that it shows, and a desk that has them. */
async function drilled({ folder = 'scenarios/bad-deploy', variant, pages, parts = {}, runbook, alerts = ALERTS, deeds }: Case) {
  const loaded = loadScenario(folder, variant);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const edited = Object.entries(pages).map(([id, text]) => parseRunbook(text, `runbooks/${id}.md`));
  // Only these pages and two alerts, a quarter of an hour of past, and no more time than it takes.
  const { world, rules } = loaded.scenario;
  const scenario: Scenario = {
    ...loaded.scenario,
    runbooks: edited,
    rules: rules.filter(({ name }) => alerts.includes(name)),
    world: { ...world, prerollS: 900 },
    minutes: 18,
    ...parts,
  };
  const store = memoryStore();
  const library = new RunbookLibrary(store, () => 7);
  await library.takeShipped(scenario.runbooks.map(({ file, source }) => ({ path: file, text: source })));
  const before = await playBot(scenario, SEED, literalWith(runbook), shell);
  const run = await playBot(scenario, SEED, person(deeds, runbook), shell);
  const drill = run.entries[0]!.drill;
  await store.createDrill(
    { id: drill, scenario: scenario.id, cover: scenario.cover, joinCode: 'x', createdBy: 'p1', createdMs: 0 },
    run.entries,
  );
  const scenarios = { scenario: async () => scenario };
  const debriefs = new DebriefShelf({ scenarios, store, simulate: engineSimulation, engine: ENGINE_VERSION, now: () => 7 });
  const bots = { run: (job: Parameters<typeof doBotJob>[0]) => doBotJob(job, shell, () => undefined) };
  const desk = new GapDesk({ store, library, scenarios, debriefs, bots: bots as never, tree: null, now: () => 7 });
  const gaps = (await debriefs.debrief(drill, run.entries))!.gaps;
  return { before, run, gaps, library, desk, drill };
} // prettier-ignore

/** The drill shows this gap and no other; the page alone did not help before its edit was accepted, and does after. */
async function closes(kind: GapKind, given: Case): Promise<{ gap: GapView; text: string }> {
  const { before, run, gaps, library, desk, drill } = await drilled(given);
  expect(gaps.map((gap) => `${gap.kind}: ${gap.sentence}`)).toEqual([expect.stringMatching(`^${kind}: `)]);
  expect({ alone: before.mitigated, drill: run.mitigated }).toEqual({ alone: false, drill: true });
  const gap = gaps[0]!;
  expect(await desk.decide(drill, gap.id, { decision: 'accept' }, KEEPER)).toMatchObject({ ok: true });
  const rerun = await desk.rerun(drill, gap.id, () => undefined);
  expect(rerun).toMatchObject({
    ok: true,
    result: { state: 'closed', rerun: { ok: true, word: expect.stringMatching(/service was back after \d+ s by this page/) } },
  });
  return { gap, text: (await library.page(gap.runbook!))!.stored.newest.text };
} // prettier-ignore

interface Step {
  title: string;
  run: string;
  check?: string;
}

/** A page of the tests: a head without trouble, a way out, and these steps. */
function page(id: string, steps: Step[], head = 'alerts: [CheckoutFailing, CheckoutCallErrors]'): string {
  const procedure = steps.map(
    ({ title, run, check = 'It has an answer' }, i) =>
      `### ${i + 1}. ${title}\n\nWhy: to get on.\n\n\`\`\`sh\n${run}\n\`\`\`\n\n- [ ] ${check}\n`,
  );
  return `---\nid: ${id}\ntitle: Orders fail\ncategory: Incident\ntrigger: a page\nowner: Jo Simmons\nlastTested: 2026-03-01\n${head}\n---\n\n# Orders fail\n\n## Procedure\n\n${procedure.join('\n')}\n## Escalation\n\nPage \`api\`.\n`;
}

const LOOK = { title: 'See the release', run: 'deploy status checkout' };
const HALT = { title: 'Stop the next wave', run: 'deploy halt checkout' };
const BACK = { title: 'Roll back', run: 'deploy rollback checkout' };
const CALLS =
  'Calls to checkout work <!-- check: sum(rate(service_call_errors_total{service="web",to="checkout"}[1m])) < 0.5 within 4m -->';

describe('a bot that follows the page to the letter', { timeout: LONG_MS }, () => {
  it('fails at a stale step, and not at the one that worked', async () => {
    const stale = page('RUN-010', [LOOK, HALT, { ...BACK, run: 'deployctl revert checkout' }]);
    const { text } = await closes('stale step', {
      variant: null,
      pages: { 'RUN-010': stale },
      runbook: 'RUN-010',
      deeds: [{ step: 1 }, { step: 2 }, { step: 3 }, { types: 'deploy rollback checkout' }],
    });
    expect(text).toContain('\ndeploy rollback checkout\n');
  });

  it('fails without a missing step, and not with it', async () => {
    const { text } = await closes('missing step', {
      variant: null,
      pages: { 'RUN-010': page('RUN-010', [LOOK, HALT]) },
      runbook: 'RUN-010',
      deeds: [{ step: 1 }, { step: 2 }, { types: 'deploy rollback checkout' }],
    });
    expect(text).toContain('### 3. Roll back the deploy of checkout');
  });

  it('fails with an ineffective step, and not with the line that worked', async () => {
    const halts = page('RUN-010', [LOOK, { ...HALT, title: 'Go back', check: CALLS }]);
    const { text } = await closes('ineffective step', {
      variant: null,
      pages: { 'RUN-010': halts },
      runbook: 'RUN-010',
      parts: { minutes: 21 },
      deeds: [{ step: 1 }, { step: 2 }, { waits: 260 }, { types: 'deploy rollback checkout' }],
    });
    expect(text).not.toContain('deploy halt');
  });

  it('fails in the wrong order, and not in the one that worked', async () => {
    const end = `psql -h orders -U oncall -c "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'reports-export' AND state = 'idle in transaction'"`;
    const gone =
      'Nobody sits idle in transaction <!-- check: sum(pg_stat_activity_count{db="orders",state="idle in transaction"}) < 5 within 1m for 2m -->';
    const first = page(
      'RUN-001',
      [
        { title: 'See the jobs', run: 'job list' },
        { title: 'End the holders', run: end, check: gone },
        { title: 'Pause the export', run: 'job pause reports-export' },
      ],
      'alerts: [CheckoutSlow, CheckoutFailing]',
    );
    const { text } = await closes('wrong order', {
      folder: 'scenarios/connection-pool-exhaustion',
      variant: null,
      pages: { 'RUN-001': first },
      runbook: 'RUN-001',
      alerts: ['CheckoutSlow', 'CheckoutFailing'],
      parts: { minutes: 26 },
      deeds: [{ step: 1 }, { step: 2 }, { waits: 200 }, { step: 3 }, { step: 2 }],
    });
    expect(text.indexOf('### 2. Pause the export')).toBeLessThan(text.indexOf('### 3. End the holders'));
  });

  it('fails with a harmful step, and not without it', async () => {
    const forced = page(
      'RUN-012',
      [
        LOOK,
        { title: 'Roll back all the same', run: 'deploy rollback --force checkout' },
        { title: 'Go back to the old form', run: 'flag set express-pay off' },
      ],
      'alerts: [PayFailing]',
    );
    const { text } = await closes('harmful step', {
      variant: 'refused-rollback',
      pages: { 'RUN-012': forced },
      runbook: 'RUN-012',
      alerts: ['PayFailing'],
      parts: { minutes: 26 },
      deeds: [{ step: 1 }, { step: 2 }, { step: 3 }, { waits: 240 }, { types: 'deploy start checkout 2.18.0' }],
    });
    expect(text).toContain('Do not run `deploy rollback --force checkout` here');
  });

  const elsewhere = page('RUN-099', [LOOK, HALT, BACK], 'services: [checkout]');
  const detour = page('RUN-010', [LOOK, { title: 'See the pods', run: 'kubectl get pods' }], 'services: [web]');
  const sentOn: Pick<Case, 'variant' | 'runbook' | 'deeds'> = {
    variant: null,
    runbook: 'RUN-010',
    deeds: [{ step: 1 }, { step: 2 }, { open: 'RUN-099' }, { step: 1 }, { step: 2 }, { step: 3 }],
  };
  const right = {
    minutes: 24,
    variant: { id: 'missing-variable', title: 'A release', cause: 'A variable was not set.', runbook: 'RUN-099' },
  };

  it('fails with the wrong runbook, and not once that sends people on', async () => {
    const { gap, text } = await closes('wrong runbook linked', {
      ...sentOn,
      pages: { 'RUN-010': detour, 'RUN-099': elsewhere },
      parts: right,
    });
    expect(gap.sentence).toContain('The rule\'s annotation "runbook: RUN-010" should say RUN-099');
    expect(text).toContain('Does not handle:');
  });

  it('fails with a page that claims too much, and not once it says where to go', async () => {
    const claims = detour.replace('services: [web]', 'alerts: [CheckoutFailing, CheckoutCallErrors]');
    const { text } = await closes('scope lies', {
      ...sentOn,
      pages: { 'RUN-010': claims, 'RUN-099': elsewhere },
      parts: right,
    });
    expect(text).toContain('when these steps do not help: RUN-099');
  });
});
