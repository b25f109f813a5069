import { describe, expect, test } from 'vitest';
import type { GapKind, GapView } from '../../server/protocol/http.ts';
import { GAP_KINDS } from '../../server/protocol/http.ts';
import { WHOEVER_ACCEPTS } from '../../server/runbook/head-edits.ts';
import { gapsOf } from '../../server/runbook/gaps.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import type { Runbook } from '../../server/runbook/runbook.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { breachIntervals } from '../../server/scoring/impact.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { applyDiff } from '../support/apply-diff.ts';
import { RUNBOOK, story, tinyScenario, type Story } from '../support/entries.ts';

const ROLLBACK = { do: 'deploy.rollback', service: 'checkout' } as const;
const RESTART = { do: 'service.restart', service: 'checkout', pods: 'rolling' } as const;
const FLAG = { do: 'flag.set', flag: 'exports', on: false } as const;
const LOOK = 'psql orders -c "select 1"';
const BACK = 'deploy rollback checkout';

/** The small runbook with a way out, so that only the gap in question is left. */
const PAGE = `${RUNBOOK}
## Escalation

Not better 5 minutes after step 2: page the DBA (\`dba\`).
`;

const STAFF: Scenario['staff'] = [
  { id: 'dba', name: 'Kim', team: 'DATA', answersS: [60, 120], says: 'Look at the locks.' },
  { id: 'api', name: 'Jo', team: 'API', answersS: [60, 120], says: 'Roll back.' },
];

const page = (source: string, id = 'RUN-001') => parseRunbook(source, `runbooks/${id}.md`);
const twin = (source: string) => page(source.replaceAll('RUN-001', 'RUN-002'), 'RUN-002');

function scenario(runbooks: Runbook[] = [page(PAGE)], parts: Partial<Scenario> = {}): Scenario {
  return tinyScenario({ runbooks, staff: STAFF, ...parts });
}

function found(drill: Story, of = scenario(), failedPerMin?: (fromS: number, toS: number) => number): GapView[] {
  const log = readLog(drill.end());
  const stamps = stampsOf(log, of);
  const breaches = breachIntervals(log, of.slo, stamps.end.atS);
  const impact = { userMinutesLost: 0, breaches };
  return gapsOf({ log, scenario: of, stamps, today: '2026-03-10', impact, ...(failedPerMin ? { failedPerMin } : {}) });
}

/** Exactly one gap, of this kind; with the page as it is once the proposal is accepted. */
function only(kind: GapKind, gaps: GapView[], of = scenario()): { gap: GapView; edited: Runbook | null } {
  expect(gaps.map((gap) => gap.kind)).toEqual([kind]);
  const gap = gaps[0]!;
  shown.add(kind);
  expect(gap.entries.length).toBeGreaterThan(0);
  const runbook = of.runbooks.find(({ id }) => id === gap.runbook);
  if (gap.proposal === null || !runbook) return { gap, edited: null };
  const edited = parseRunbook(applyDiff(runbook.source, gap.proposal), runbook.file);
  expect(edited.problems).toEqual([]);
  return { gap, edited };
}

const shown = new Set<GapKind>();

/** Fault, impact and page; nothing done yet. */
const broken = (annotations: Record<string, string> = { summary: 'Checkout answers 503', runbook: 'RUN-001' }) =>
  story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors', { annotations }).at('7:00').ack('anna', 'CheckoutErrors').at('8:00'); // prettier-ignore

/** The runbook opened and step 1 done. */
const underWay = () => broken().open('ben').run('ben', LOOK, { step: 1 }).judge('ben', 1, true).at('10:00');

/** Step 2 helps. */
const rolledBack = (tale: Story) => tale.run('ben', BACK, { step: 2, acts: ROLLBACK }).observe(2, true);
const recovered = (tale: Story) => tale.at('13:00').slo(false).at('20:00');

describe('each kind of gap shows in a drill of its own, alone', () => {
  test('a drill by the book shows none', () => {
    expect(found(recovered(rolledBack(underWay())))).toEqual([]);
  });

  test('stale step', () => {
    const drill = underWay().run('ben', BACK, { step: 2, exitCode: 2, stderr: 'deploy: unknown command "rollback"' });
    drill.at('11:00').run('ben', 'deploy revert checkout', { acts: ROLLBACK });
    const { edited } = only('stale step', found(recovered(drill)));
    expect(edited?.steps[1]?.commands[0]?.text).toBe('deploy revert checkout');
  });

  test('ineffective step; the line that worked takes its place', () => {
    const drill = underWay().run('ben', BACK, { step: 2 }).at('11:00').observe(2, false);
    drill.at('12:00').run('ben', 'deploy rollback checkout --to 2.17.2', { acts: ROLLBACK });
    const { edited } = only('ineffective step', found(recovered(drill)));
    expect(edited?.steps[1]?.commands[0]?.text).toBe('deploy rollback checkout --to 2.17.2');
  });

  test('skipped step', () => {
    only('skipped step', found(recovered(rolledBack(broken().open('ben')))));
  });

  test('no verification; the box asks for what was seen to turn true', () => {
    const of = scenario([page(PAGE.replace('- [ ] Nobody waits <!-- check: db_pool_pending == 0 within 2m -->\n\n', ''))], {
      rules: [{ name: 'CheckoutErrors', expr: 'sum(rate(errors_total[1m])) > 0.05' }] as unknown as Scenario['rules'],
    }); // prettier-ignore
    const drill = underWay().run('ben', BACK, { step: 2, acts: ROLLBACK }).at('13:00').slo(false).alert('resolved', 'CheckoutErrors'); // prettier-ignore
    const { edited } = only('no verification', found(drill.at('20:00'), of), of);
    expect(edited?.steps[1]?.checks).toMatchObject([
      { text: 'CheckoutErrors clears: "CheckoutErrors" is over', condition: { expression: 'sum(rate(errors_total[1m])) <= 0.05', withinS: 360 } },
    ]); // prettier-ignore
  });

  test('flagged; the words stand where the next reader meets them', () => {
    const flag = { runbook: 'RUN-001', step: 2, flag: 'unclear', text: 'which version is it now?' } as const;
    const drill = recovered(rolledBack(underWay())).add('step.flagged', flag, 'ben');
    const { edited } = only('flagged', found(drill));
    expect(edited?.steps[1]?.text).toContain('2026-03-10, in a drill: unclear, which version is it now?');
    expect(edited?.steps[1]?.why).toBe('it came with the deploy.');
  });

  test('missing step; it goes where it was done, and the steps after it move on', () => {
    const drill = underWay().run('ben', 'flag set exports off', { acts: FLAG });
    const { edited } = only('missing step', found(recovered(drill)));
    expect(edited?.steps.map(({ title }) => title)).toEqual(['Look', 'Change the flag exports', 'Roll back', 'Tell']);
    expect(edited?.source).toContain('### 3. Roll back');
    expect(edited?.escalation?.markdown).toContain('after step 3');
  });

  test('untested', () => {
    const of = scenario([page(PAGE.replace('lastTested: 2026-03-01', 'lastTested: 2025-03-01'))]);
    expect(only('untested', found(recovered(rolledBack(underWay())), of), of).edited?.lastTested).toBe('2026-03-10');
  });

  test('alert without runbook; the page that helped claims it', () => {
    const drill = recovered(rolledBack(underWay().page('PoolPending', { annotations: { summary: 'Pool' } })));
    expect(only('alert without runbook', found(drill)).edited?.alerts).toEqual(['CheckoutErrors', 'PoolPending']);
  });

  const RESTARTS = 'kubectl rollout restart deployment/checkout';
  const harmful = scenario([page(PAGE.replace(BACK, RESTARTS).replace('echo done', BACK))], {
    tempting: [{ action: 'service.restart checkout', hurts: 'All pods start again during an overload.' }],
  });
  const restarted = () => underWay().run('ben', RESTARTS, { step: 2, acts: RESTART }).observe(2, true);

  test('GAP-10 harmful step: a move that the scenario knows to hurt; the page says not to', () => {
    const drill = restarted().at('11:00').run('ben', BACK, { step: 3, acts: ROLLBACK }).judge('ben', 3, true);
    const { gap, edited } = only('harmful step', found(recovered(drill), harmful), harmful);
    expect(gap.sentence).toContain('All pods start again during an overload');
    expect(edited?.steps.map(({ title }) => title)).toEqual(['Look', 'Tell']);
    expect(edited?.source).toContain('### 2. Tell');
    expect(edited?.source).toContain(
      '- Do not run `kubectl rollout restart deployment/checkout` here: All pods start again during an overload (drill of 2026-03-10).',
    );
  });

  test('GAP-10 harmful step: more users failed after it than before, and nothing else had changed', () => {
    const of = { ...harmful, tempting: [] };
    const perMin = (_from: number, toS: number) => (toS > 600 ? 900 : 400);
    const { gap } = only('harmful step', found(restarted().at('20:00'), of, perMin), of);
    expect(gap.sentence).toContain('900 attempts failed per minute after it, 400 before');
    expect(found(restarted().at('20:00'), of, () => 400)).toEqual([]);
    expect(found(restarted().at('11:00').fault('worse', { from: 'holding' }).at('20:00'), of, perMin)).toEqual([]);
  });

  test('GAP-10 harmful step: the SLO was kept and broke right after it', () => {
    const of = { ...harmful, tempting: [] };
    const drill = story().at('3:00').fault('holding').at('8:00').open('ben').run('ben', LOOK, { step: 1 }).judge('ben', 1, true);
    const told = drill.at('9:00').run('ben', RESTARTS, { step: 2, acts: RESTART }).observe(2, true).at('10:00').slo(true);
    const { gap } = only('harmful step', found(told.at('20:00'), of), of);
    expect(gap.sentence).toContain('left its bound 1 min after it, and nothing else had changed');
  }); // prettier-ignore

  test('GAP-11 ambiguous: five minutes in front of a step in which nobody did anything', () => {
    const drill = rolledBack(underWay().at('16:00'));
    const { gap, edited } = only('ambiguous', found(drill.at('17:00').slo(false).at('25:00')));
    expect(gap).toMatchObject({ step: 2, severity: 'low' });
    expect(edited?.steps).toHaveLength(3);
    const talked = rolledBack(underWay().say('anna', 'is it the deploy?').at('16:00'));
    expect(found(talked.at('17:00').slo(false).at('25:00'))).toEqual([]);
  });

  test('GAP-12 wrong order: refused in its place, done after a later step', () => {
    const drill = underWay()
      .run('ben', BACK, { step: 2, exitCode: 1, stderr: 'deploy: blocked: support was not told' })
      .run('ben', 'echo done', { step: 3 }).judge('ben', 3, true).at('11:00'); // prettier-ignore
    const { gap, edited } = only('wrong order', found(recovered(rolledBack(drill))));
    expect(gap.sentence).toContain('did not work in its place; it did at 14:11:00, after step 3');
    expect(edited?.steps.map(({ number, title }) => `${number} ${title}`)).toEqual(['1 Look', '2 Tell', '3 Roll back']);
    expect(edited?.source).toContain('### 2. Tell');
    expect(edited?.source).toContain('### 3. Roll back');
  });

  test('GAP-12 wrong order: two changes the other way round, and not a look ahead', () => {
    const FLAGGED = 'flag set exports off';
    const of = scenario([page(PAGE.replace('echo done', FLAGGED))]);
    const ahead = underWay().run('ben', FLAGGED, { step: 3, acts: FLAG }).judge('ben', 3, true).at('11:00');
    const { gap } = only('wrong order', found(recovered(rolledBack(ahead)), of), of);
    expect(gap.sentence).toContain('was done at 14:11:00, after step 3, which stands below it');
    const looked = underWay().run('ben', 'echo done', { step: 3 }).judge('ben', 3, true).at('11:00');
    expect(found(recovered(rolledBack(looked)))).toEqual([]);
  });

  test('GAP-13 prerequisite missing: a right that the page does not ask for', () => {
    const stderr = 'deploy: permission denied: oncall may not rollback checkout (needs the role "releaser")';
    const refused = () => underWay().run('ben', BACK, { step: 2, exitCode: 1, stderr }).at('12:00');
    const { edited } = only('prerequisite missing', found(refused()));
    expect(edited?.prerequisites).toMatchObject([{ access: 'deploy:write' }]);
    expect(found(refused(), scenario([edited!]))).toEqual([]);
  });

  test('GAP-14 scope lies: all of a page that claims the alert was done, and what helped stands elsewhere', () => {
    const liar = RUNBOOK.replace(BACK, 'kubectl rollout restart deployment/checkout').replace(
      '## Procedure',
      '## Scope\n\nHandles:\n\n- orders that hang\n- checkout that hangs and answers errors\n\n## Procedure',
    );
    const of = scenario([page(`${liar}\n## Escalation\n\nPage \`dba\`.\n`), twin(PAGE.replace('alerts: [CheckoutErrors]\n', ''))], {
      variant: { ...tinyScenario().variant, runbook: 'RUN-002' },
    }); // prettier-ignore
    const drill = broken({ summary: 'Checkout hangs and answers errors', runbook: 'RUN-001' });
    const told = drill.open('ben').run('ben', LOOK, { step: 1 }).judge('ben', 1, true).at('9:00')
      .run('ben', 'kubectl rollout restart deployment/checkout', { step: 2, acts: RESTART }).observe(2, true).at('10:00')
      .run('ben', 'echo done', { step: 3 }).judge('ben', 3, true).at('11:00').open('ben', 'RUN-002').run('ben', BACK, { acts: ROLLBACK }); // prettier-ignore
    const { gap, edited } = only('scope lies', found(recovered(told), of), of);
    expect(gap).toMatchObject({ runbook: 'RUN-001', line: expect.any(Number) });
    expect(edited?.scope).toMatchObject({
      handles: ['orders that hang'],
      doesNotHandle: ['CheckoutErrors when these steps do not help: RUN-002'],
    });
  });

  test('GAP-15 no escalation: the steps ran out, and the page does not say whom to call', () => {
    const of = scenario([page(RUNBOOK)]);
    const drill = underWay().run('ben', BACK, { step: 2 }).observe(2, true).run('ben', 'echo done', { step: 3 }).judge('ben', 3, true); // prettier-ignore
    const helped = drill.at('17:00').run('ben', BACK, { acts: ROLLBACK }).at('18:00').slo(false).at('25:00');
    const { edited } = only('no escalation', found(helped, of), of);
    expect(edited?.escalation?.markdown).toBe(
      'Not better 5 minutes after the last step: page the DATA team (`dba`), then the API team (`api`) with the outputs of the steps above.',
    );
  });

  test('GAP-15 no escalation: whoever the page says to call did not answer', () => {
    const drill = rolledBack(underWay().add('staff.paged', { staff: 'dba', text: 'help' }, 'ben'));
    const { gap, edited } = only('no escalation', found(drill.at('13:00').slo(false).at('25:00')));
    expect(gap.sentence).toContain('there was no answer until the end');
    expect(edited?.escalation?.markdown).toContain('No answer within 5 minutes: page the API team (`api`).');
  });

  test('GAP-16 wrong runbook linked: the page leads to one, what helped stands in another', () => {
    const wrong = twin(PAGE.replace(BACK, 'job list').replace('alerts: [CheckoutErrors]\n', ''));
    const of = scenario([page(PAGE), wrong]);
    const drill = broken({ summary: 'Checkout answers 503', runbook: 'RUN-002' }).open('ben', 'RUN-002').at('9:00');
    const told = drill.open('ben').run('ben', LOOK, { step: 1 }).judge('ben', 1, true).at('10:00');
    const { gap, edited } = only('wrong runbook linked', found(recovered(rolledBack(told)), of), of);
    expect(gap.sentence).toContain('The rule\'s annotation "runbook: RUN-002" should say RUN-001');
    expect(edited?.scope.doesNotHandle).toEqual(['CheckoutErrors, "Checkout answers 503": RUN-001']);
  });

  test('GAP-17 not findable: no alert leads to it, and it took longer than five minutes', () => {
    const drill = broken({ summary: 'Checkout answers 503' }).at('12:00');
    const told = drill.open('ben').run('ben', LOOK, { step: 1 }).judge('ben', 1, true);
    const { edited } = only('not findable', found(recovered(rolledBack(told))));
    expect(edited?.trigger).toBe('"Checkout answers 503" (CheckoutErrors)');
  });

  test('GAP-18 unowned: it was used, and nobody owns it; whoever accepts the edit does', () => {
    const of = scenario([page(PAGE.replace('owner: J. Simmons\n', ''))]);
    const { edited } = only('unowned', found(recovered(rolledBack(underWay())), of), of);
    expect(edited?.owner).toBe(WHOEVER_ACCEPTS);
  });

  test('GAP-19 too long: more than twenty steps; what was not needed moves below the page', () => {
    const more = Array.from({ length: 20 }, (_, i) => `### ${i + 4}. Look at thing ${i}\n\nWhy: to be sure.\n\n\`\`\`sh\nlogs thing-${i}\n\`\`\`\n\n- [ ] Seen\n`); // prettier-ignore
    const of = scenario([page(PAGE.replace('\n## Escalation', `\n${more.join('\n')}\n## Escalation`))]);
    const { edited } = only('too long', found(recovered(rolledBack(underWay())), of), of);
    expect(edited?.steps.map(({ title }) => title)).toEqual(['Look', 'Roll back']);
    expect(edited?.source).toContain('## For another time');
    expect(edited?.source).toContain('logs thing-19');
  });

  test('every kind was shown', () => {
    expect([...shown].sort()).toEqual([...GAP_KINDS].sort());
  });
});
