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
  variant: string | null;
  /** The page that is tested, and what else is different. */
  pages: Record<string, string>;
  parts?: Partial<Scenario>;
  runbook: string;
  deeds: Deed[];
}

/** A drill with these pages, the gaps that it shows, and a desk that has them. */
async function drilled({ variant, pages, parts = {}, runbook, deeds }: Case) {
  const loaded = loadScenario('scenarios/bad-deploy', variant);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const edited = Object.entries(pages).map(([id, text]) => parseRunbook(text, `runbooks/${id}.md`));
  // Only these pages and two alerts, a quarter of an hour of past, and no more time than it takes.
  const { world, rules } = loaded.scenario;
  const scenario: Scenario = {
    ...loaded.scenario,
    runbooks: edited,
    rules: rules.filter(({ name }) => ALERTS.includes(name)),
    world: { ...world, prerollS: 900 },
    minutes: 18,
    ...parts,
  };
  const store = memoryStore();
  const library = new RunbookLibrary(store, () => 7);
  await library.takeShipped(scenario.runbooks.map(({ file, source }) => ({ path: file, text: source })));
  const before = await playBot(scenario, SEED, literalWith(runbook), shell);
  const run = await playBot(scenario, SEED, person(deeds, runbook), shell);
  if (process.env['DBG']) for (const e of run.entries) if (['command.ran','slo.changed','alert.changed','tool.acted','fault.moved','action.happened'].includes(e.kind)) console.log(e.simMs/1000, e.kind, JSON.stringify(e.payload).slice(0,230));
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
  'Calls to checkout work <!-- check: sum(rate(service_call_errors_total{service="web",to="checkout"}[1m])) < 0.5 within 2m -->';

describe(
  'a bot that follows the page to the letter fails, and does not once the proposal is accepted',
  { timeout: LONG_MS },
  () => {
    it('stale step', async () => {
      const stale = page('RUN-010', [LOOK, HALT, { ...BACK, run: 'deployctl revert checkout' }]);
      const { text } = await closes('stale step', {
      variant: null, pages: { 'RUN-010': stale }, runbook: 'RUN-010',
      deeds: [{ step: 1 }, { step: 2 }, { step: 3 }, { types: 'deploy rollback checkout' }],
    }); // prettier-ignore
      expect(text).toContain('\ndeploy rollback checkout\n');
    });

    it('missing step', async () => {
      const { text } = await closes('missing step', {
      variant: null, pages: { 'RUN-010': page('RUN-010', [LOOK, HALT]) }, runbook: 'RUN-010',
      deeds: [{ step: 1 }, { step: 2 }, { types: 'deploy rollback checkout' }],
    }); // prettier-ignore
      expect(text).toContain('### 3. Roll back the deploy of checkout');
    });
  },
);
