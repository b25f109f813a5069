import { botShell } from '../../server/bots/bot-shell.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAlertsOf, checkEveryAlertFires, firedIn, type FiredAlerts } from '../../server/bots/lint/alerts.ts';
import { checkCredited } from '../../server/bots/lint/credited.ts';
import { checkFigures } from '../../server/bots/lint/figures.ts';
import { checkHealing } from '../../server/bots/lint/heals.ts';
import { checkInjectTimes } from '../../server/bots/lint/inject-times.ts';
import { checkMaximum } from '../../server/bots/lint/maximum.ts';
import { checkNoOp } from '../../server/bots/lint/no-op.ts';
import { checkRedHerrings } from '../../server/bots/lint/red-herrings.ts';
import { rehearse, type Rehearsal } from '../../server/bots/lint/rehearsal.ts';
import { checkRunbookCommands } from '../../server/bots/lint/runbook-commands.ts';
import { checkSolvable } from '../../server/bots/lint/solvable.ts';
import { checkSymptoms } from '../../server/bots/lint/symptoms.ts';
import { checkTempting } from '../../server/bots/lint/tempting.ts';
import { RUN_CHECKS, type RunCheck } from '../../server/bots/run-lint.ts';
import { formatProblems } from '../../server/scenario/format.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Problem } from '../../server/scenario/problem.ts';
import type { ShellHost } from '../../server/shell/host.ts';
import { initSql } from '../../server/sql/parse.ts';
import { EXAMPLE, exampleWith, FILES, FOLDER } from './support/page-example.ts';

let shell: ShellHost;
beforeAll(async () => {
  await initSql();
  shell = botShell();
});
afterAll(() => shell.close());

/**
 * The page's example, shortened, with everything that the linter asks for: a lint that is silent here and speaks when
 * one thing is broken.
 */
const SOUND: [from: string, to: string][] = [
  ['duration: 30m', 'duration: 14m'],
  ['cpu: 160ms', 'cpu: 220ms'],
  ['slots: 96', 'slots: 48'],
  ['    within: 15m from page', '    within: 7m from page'],
  [
    'text: The catalogue spins.,',
    "text: 'All 3 pods of search are up, and the catalogue spins.', figures: [{ says: 3 pods, metric: 'sum(service_replicas{service=\"search\"})', near: 10% }],",
  ],
  [
    'hints:\n',
    `symptoms:
  - { what: A new pod runs, when: 'service_replicas_by_version{version="4.8.1"} > 0', within: 1m }
  - { what: Search is busy, when: 'service_cpu_utilization{service="search"} > 0.9', within: 6m }
hints:
`,
  ],
];

type Edit = [file: string, from: string, to: string];

function stage(...edits: Edit[]): Rehearsal {
  const files: Record<string, string> = { ...EXAMPLE };
  for (const [file, from, to] of [...SOUND.map(([a, b]): Edit => [FILES.scenario, a, b]), ...edits]) {
    if (!files[file]!.includes(from)) throw new Error(`${file} lacks ${from}`);
    files[file] = files[file]!.replace(from, () => to);
  }
  const loaded = loadScenario(FOLDER, null, { read: exampleWith(files) });
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return rehearse(loaded, { seeds: ['lint'], shell });
}

/** `scenario.yaml text of that line: rule`, and what was said. */
async function said(check: RunCheck, ...edits: Edit[]): Promise<{ at: string; rule: string; message: string }[]> {
  const rehearsal = stage(...edits);
  const files: Record<string, string> = { ...EXAMPLE };
  for (const [file, from, to] of [...SOUND.map(([a, b]): Edit => [FILES.scenario, a, b]), ...edits])
    files[file] = files[file]!.replace(from, () => to);
  const lineOf = ({ file, line }: Problem) => files[file]!.split('\n')[line - 1]!.trim();
  return (await check(rehearsal)).map((problem) => ({
    at: lineOf(problem),
    rule: problem.rule,
    message: problem.message.replace('variant cpu: ', ''),
  }));
}

async function idle({ loaded, nothing }: Rehearsal): Promise<FiredAlerts> {
  return { loaded, fired: firedIn(await nothing()) };
}

const inScenario = (from: string, to: string): Edit => [FILES.scenario, from, to];

test('nothing is found in a sound scenario', async () => {
  const rehearsal = stage();
  const problems: Problem[] = [];
  for (const check of RUN_CHECKS) problems.push(...(await check(rehearsal)));
  expect(formatProblems([...problems, ...checkEveryAlertFires([await idle(rehearsal)])])).toBe('');
});

describe('a broken promise is found, at the line that makes it', () => {
  test('the oracle does not restore the service', async () => {
    const found = await said(checkSolvable, inScenario('line: deploy rollback search', 'line: deploy status search'));
    expect(found).toMatchObject([{ rule: 'run/oracle', at: expect.stringContaining('oracle: [') as string }]);
    expect(found[0]!.message).toContain('does not restore "browse" with lint');
  });

  test('the runbook does not restore the service', async () => {
    const found = await said(checkSolvable, [FILES.runbook, 'deploy rollback search\n', 'deploy status search\n']);
    expect(found).toMatchObject([{ rule: 'run/runbook', at: 'runbook: RUN-101' }]);
  });

  test('the way back takes longer than an objective allows', async () => {
    const found = await said(checkSolvable, inScenario('within: 7m from page', 'within: 30s from page'));
    expect(found.map(({ rule }) => rule)).toEqual(['run/oracle-late', 'run/runbook-late']);
    expect(found[0]!.at).toBe('within: 30s from page');
  });

  test('the fault ends by itself', async () => {
    const found = await said(
      checkHealing,
      inScenario(
        '          on:\n            rolledBack',
        '          after: { 5m: over }\n          on:\n            rolledBack',
      ),
      inScenario(
        '        fixed: { type: final }',
        '        over: { entry: [{ type: deploy.start, params: { service: search, version: 4.8.0 } }], type: final }\n        fixed: { type: final }',
      ),
    );
    expect(found).toMatchObject([{ rule: 'run/heals-itself' }]);
  });

  test('a fault that is said to end by itself does not', async () => {
    const found = await said(checkHealing, inScenario('hints:\n', 'heals: true\nhints:\n'));
    expect(found).toMatchObject([{ rule: 'run/heals-not', at: 'heals: true' }]);
  });

  test('the fault never reaches the promise', async () => {
    const found = await said(
      checkHealing,
      inScenario('cpu: 220ms', 'cpu: 19ms'),
      inScenario('time: 90ms', 'time: 31ms'),
    );
    expect(found).toMatchObject([{ rule: 'run/no-impact', at: 'slo: browse' }]);
  });

  test('a tempting move is the right one', async () => {
    const found = await said(checkTempting, inScenario('do: service.restart search', 'do: deploy.rollback search'));
    expect(found).toMatchObject([{ rule: 'run/tempting-helps' }]);
    expect(found[0]!.message).toContain('"deploy.rollback search" alone restores the promise');
  });

  test('a tempting line does something else', async () => {
    const found = await said(
      checkTempting,
      inScenario('do: service.restart search', 'do: service.restart search, line: kubectl get pods'),
    );
    expect(found).toMatchObject([{ rule: 'run/tempting-line' }]);
  });

  test('no tempting move costs more than time', async () => {
    const found = await said(
      checkTempting,
      inScenario(
        'do: service.restart search',
        "do: service.scale web, line: 'kubectl scale deployment/web --replicas=2'",
      ),
    );
    expect(found).toMatchObject([{ rule: 'run/tempting-mild' }]);
  });

  test('an action that changes nothing changes the outcome', async () => {
    const rehearsal = stage();
    const [nothing] = await rehearsal.nothing();
    const other = { ...rehearsal, noOp: () => Promise.resolve({ ...nothing!, lost: nothing!.lost + 1 }) };
    expect(await checkNoOp(other)).toMatchObject([{ rule: 'run/no-op' }]);
    expect(await checkNoOp(rehearsal)).toEqual([]);
  });

  test('three times everything wins', async () => {
    const found = await said(checkMaximum, inScenario('cpu: 220ms', 'cpu: 110ms'));
    expect(found).toMatchObject([{ rule: 'run/maximum-wins' }]);
  });

  test('a red herring does not move', async () => {
    const found = await said(checkRedHerrings, inScenario("sum(rate(journey_requests_total[1m]))' }", "sum(up)' }"));
    expect(found).toMatchObject([{ rule: 'run/herring-still' }]);
  });

  test('a red herring names a change that nobody made', async () => {
    const found = await said(
      checkRedHerrings,
      inScenario("signal: 'sum(rate(journey_requests_total[1m]))' }", 'signal: change deploy web }'),
    );
    expect(found).toMatchObject([{ rule: 'run/herring-change' }]);
  });

  test('a red herring is guilty', async () => {
    const found = await said(checkRedHerrings, inScenario('by: 20%', 'by: 900%'));
    expect(found).toMatchObject([
      { rule: 'run/herring-guilty', at: expect.stringContaining('what: A newsletter') as string },
    ]);
  });

  test('an alert pages although nothing is broken', async () => {
    const found = await said(checkAlertsOf, [FILES.rules, '[1m]))) > 1\n', '[1m]))) > 0.01\n']);
    expect(found).toContainEqual({
      rule: 'run/alert-false',
      at: '- alert: CatalogueSlow',
      message: '"CatalogueSlow" pages although nothing is broken',
    });
  });

  test('an alert does not clear', async () => {
    const found = await said(checkAlertsOf, [
      FILES.rules,
      '        for: 1m',
      '        for: 1m\n        keep_firing_for: 1h',
    ]);
    expect(found).toMatchObject([{ rule: 'run/alert-stays', at: '- alert: CatalogueSlow' }]);
  });

  test('an alert is declared quiet, and fires', async () => {
    const found = await said(checkAlertsOf, inScenario('hints:\n', 'quiet: { CatalogueSlow: It waits. }\nhints:\n'));
    expect(found).toMatchObject([{ rule: 'run/alert-not-quiet' }]);
  });

  test('an alert never fires', async () => {
    const rehearsal = stage([FILES.rules, '[1m]))) > 1\n', '[1m]))) > 100\n']);
    expect(checkEveryAlertFires([await idle(rehearsal)])).toMatchObject([
      { file: FILES.rules, line: 4, rule: 'run/alert-silent' },
    ]);
  });

  test('a command of a runbook is unknown', async () => {
    const found = await said(checkRunbookCommands, [FILES.runbook, 'deploy rollback search\n', 'deploy undo search\n']);
    expect(found[0]).toMatchObject({ rule: 'run/stale-step', at: 'deploy undo search' });
  });

  test.each([
    ['run/symptom-order', 'service_replicas_by_version{version="4.8.1"} > 0', 'service_replicas_by_version{version="4.8.1"} > 2', 'what: Search is busy'],
    ['run/symptom-missing', 'service_cpu_utilization{service="search"} > 0.9', 'service_cpu_utilization{service="search"} > 9', 'what: Search is busy'],
    ['run/symptom-early', 'service_replicas_by_version{version="4.8.1"} > 0', 'service_replicas_by_version > 0', 'what: A new pod runs'],
    ['run/symptom-late', 'within: 6m', 'within: 10s', 'what: Search is busy'],
  ])('%s: symptoms do not show as written', async (rule, from, to, at) => {
    const found = await said(checkSymptoms, inScenario(from, to));
    expect(found).toContainEqual(expect.objectContaining({ rule, at: expect.stringContaining(at) as string }));
  }); // prettier-ignore

  test('a figure in a text is not what the model does', async () => {
    const found = await said(
      checkFigures,
      inScenario('All 3 pods', 'All 8 pods'),
      inScenario('says: 3 pods', 'says: 8 pods'),
    );
    expect(found).toMatchObject([{ rule: 'run/figure-wrong' }]);
    expect(found[0]!.message).toMatch(/^inject "spinner" says 8 pods, the model \d/);
  });

  test('a figure in a text is borne out by nothing', async () => {
    const found = await said(checkFigures, inScenario('What does this cost us?', 'Are 50 % gone?'));
    expect(found).toMatchObject([{ rule: 'run/figure-unchecked' }]);
  });

  test('two injects come at once, a third never', async () => {
    const found = await said(
      checkInjectTimes,
      inScenario('  cost:\n', '  echo: { when: 5m10s, from: Support, text: Hm., expects: None }\n  cost:\n'),
      inScenario('for: 4m }', 'for: 40m }'),
    );
    expect(found.map(({ rule }) => rule).sort()).toEqual(['run/inject-never', 'run/injects-crowd']);
  });

  test('an action counts that nobody can make', async () => {
    const found = await said(
      checkCredited,
      inScenario('met: { slo: browse, is: restored, for: 2m }', 'met: { acted: deploy.rollback web }'),
    );
    expect(found).toMatchObject([{ rule: 'run/action-unmade', at: 'met: { acted: deploy.rollback web }' }]);
  });
});
