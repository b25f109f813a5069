import { describe, expect, test } from 'vitest';
import { LINT_CRITERIA } from '../../server/protocol/library.ts';
import { commandNames } from '../../server/runbook/command-names.ts';
import { DEFAULT_CONFIG } from '../../server/runbook/lint/config.ts';
import { LINT_RULES, RULES } from '../../server/runbook/lint/rules.ts';
import type { LintOptions } from '../../server/runbook/lint.ts';
import { accepted, edited, GOOD, lint } from './lint-page.ts';

const LOOK = 'kubectl get pods | grep web';
const RENEW = 'kubectl rollout restart deployment/web';
const CHECK = '- [ ] Every pod is ready within two minutes';
const ESCALATION = 'Not better after 10 minutes: page the DBA with the output of step 1.';
const STEPS = '## Escalation';
const step = (title: string, body: string) => `### 3. ${title}\n\n${body}\n\n## Escalation`;

interface Case {
  rule: string;
  /** What is broken: the line where the finding must stand, told by its text; null = line 1. */
  bad: [from: string, to: string, line: string | null][];
  /** What looks alike and is right. */
  fine: [from: string, to: string][];
  options?: Partial<LintOptions>;
}

const CASES: Case[] = [
  {
    rule: 'unknown-tool',
    bad: [[LOOK, 'kubect get pods | grep web', 'kubect get pods | grep web'], [LOOK, 'ls | grep web\nkubectl get pods', 'ls | grep web']],
    fine: [[LOOK, 'kubectl get pods | xargs -n 1 kubectl describe'], [LOOK, 'web() {\n  kubectl get pods\n}\nweb']],
  },
  {
    rule: 'danger',
    bad: [
      [RENEW, 'rm -rf /var/cache/web', 'rm -rf /var/cache/web'],
      [RENEW, 'psql shop -c "DELETE FROM carts"', 'psql shop -c "DELETE FROM carts"'],
      [RENEW, 'psql shop -c "DROP TABLE carts"', 'psql shop -c "DROP TABLE carts"'],
      [RENEW, 'redis-cli FLUSHALL', 'redis-cli FLUSHALL'],
      [RENEW, 'kubectl delete pvc data-0', 'kubectl delete pvc data-0'],
      [RENEW, 'git push --force origin main', 'git push --force origin main'],
    ],
    fine: [
      [RENEW, 'rm /var/cache/web/index.html'],
      [RENEW, 'psql shop -c "DELETE FROM carts WHERE id = 4"'],
      [RENEW, 'kubectl delete pod web-1'],
      [RENEW, 'git push --force-with-lease origin main'],
      ['new pods open new connections.\n\n```sh\nkubectl rollout restart deployment/web', 'it frees space. Only if the disk is full.\n\n```sh\nrm -rf /var/cache/web'],
      [`${RENEW}\n\`\`\`\n\n${CHECK}`, `rm -rf /var/cache/web\n\`\`\`\n\n${CHECK}\n\n## Stop\n\nOther folders stay.`],
    ],
  },
  {
    rule: 'empty-step',
    bad: [[STEPS, step('Pods', 'Hm.'), '### 3. Pods']],
    fine: [[STEPS, step('Pods', '- [ ] They are ready')], [STEPS, step('Read `kubectl get pods`', '')], [STEPS, step('Call', 'Call the shop and ask whether orders arrive on paper again.')]],
  },
  {
    rule: 'vague',
    bad: [[STEPS, step('Investigate the cause', 'Why: it helps.'), '### 3. Investigate the cause'], [STEPS, step('Check the logs', '- [ ] Some line'), '### 3. Check the logs']],
    fine: [[STEPS, step('Investigate the cause', 'Why: it helps.\n\n```sh\nkubectl get events\n```\n\n- [ ] An event names the pod')], [STEPS, step('Check the logs', 'Open [the logs of checkout](https://logs.example.com/checkout).\n\n- [ ] Some line')]],
  },
  {
    rule: 'as-above',
    bad: [[STEPS, step('The other region', 'Why: it fails too. Do the same as above.'), 'Why: it fails too. Do the same as above.']],
    fine: [[STEPS, step('The other region', 'Why: it fails too. Do the same as above in step 2.')], [STEPS, step('The other region', 'Why: search above 80 % CPU queues.')]],
  },
  {
    rule: 'screenshot',
    bad: [[STEPS, step('Press the button', '![where to press](press.png)'), '### 3. Press the button']],
    fine: [[STEPS, step('Press the button', 'Open the admin page of checkout, choose Payments, then press "Retry all" and say yes.\n\n![where to press](press.png)')], [STEPS, step('Press', '![where](press.png)\n\n- [ ] The list is empty')]],
  },
  {
    rule: 'prompt',
    bad: [[LOOK, '$ kubectl get pods', '$ kubectl get pods']],
    fine: [[LOOK, '$ kubectl get pods\nweb-1  Running'], [LOOK, 'kubectl get pods -l app=$APP']],
  },
  {
    rule: 'interactive',
    bad: [[LOOK, 'vi web.conf', 'vi web.conf'], [LOOK, 'kubectl edit deployment web', 'kubectl edit deployment web'], [LOOK, 'kubectl exec -it web-1 -- bash', 'kubectl exec -it web-1 -- bash'], [LOOK, 'cat web.log | less', 'cat web.log | less']],
    fine: [[LOOK, 'kubectl exec -it web-1 -- cat web.conf'], [LOOK, 'kubectl get pods -o name | tail -n 3']],
  },
  {
    rule: 'bare-url',
    bad: [[STEPS, step('Look at the chart', 'https://grafana.example.com/d/x1/checkout-errors'), 'https://grafana.example.com/d/x1/checkout-errors'], [STEPS, step('Look', 'The chart is [here](https://grafana.example.com/d/x1), errors on top.'), 'The chart is [here](https://grafana.example.com/d/x1), errors on top.']],
    fine: [[STEPS, step('Look at the chart', '[Checkout errors](https://grafana.example.com/d/x1): the red line falls')], [LOOK, 'curl -sS https://shop.example.com/checkout']],
  },
  {
    rule: 'placeholder',
    bad: [[RENEW, 'kubectl delete pod <shard>', 'kubectl delete pod <shard>'], [RENEW, 'kubectl delete pod $SHARD', 'kubectl delete pod $SHARD'], [RENEW, 'kubectl delete pod YOUR_SHARD', 'kubectl delete pod YOUR_SHARD']],
    fine: [[RENEW, 'kubectl delete pod <pod>'], [RENEW, 'SHARD=$(kubectl get pods -o name)\nkubectl delete $SHARD'], [`${RENEW}\n\`\`\`\n`, 'kubectl delete pod <shard>\n```\n\nThe shard stands in the alert.\n'], [RENEW, 'kubectl get pods -o go-template="{{ .items }}" </dev/null']],
  },
  {
    rule: 'assumes-knowledge',
    bad: [['new pods open new connections.', 'restart them as usual.', 'Why: restart them as usual.']],
    fine: [[CHECK, '- [ ] Requests are back at their usual level'], [CHECK, '- [ ] You know who released, and when']],
  },
  {
    rule: 'unfinished',
    bad: [[ESCALATION, `${ESCALATION}\n\nTODO: the number of the bank.`, 'TODO: the number of the bank.'], ['- a test of the pool', '- to be written', '- to be written']],
    fine: [[ESCALATION, `${ESCALATION} The list "todo" of the team is no help.`], [LOOK, 'grep -rn TODO web']],
  },
  {
    rule: 'why',
    bad: [['Why: new pods open new connections.\n\n', '', '### 2. Renew them']],
    fine: [['Why: new pods open new connections.', 'New pods open new connections, so that nobody waits.']],
  },
  { rule: 'prerequisites', bad: [['## Prerequisites', '## Weather', null]], fine: [['## Prerequisites', '## Before you begin']] },
  { rule: 'prevention', bad: [['## Prevention', '## Weather', CHECK]], fine: [['## Prevention', '## Preventing it']] },
  {
    rule: 'verification',
    bad: [[`\n${CHECK}\n`, '', '```']],
    fine: [[CHECK, 'You should see every pod ready again.'], [`\n${CHECK}\n`, '\n## Verification\n\n- [ ] Orders arrive\n']],
  },
  { rule: 'check-syntax', bad: [['pod_ready == 0', 'pod_ready ==', '- [ ] Some pods are not ready <!-- check: pod_ready == -->']], fine: [['pod_ready == 0', 'sum(pod_ready) < 3 within 2m for 30s']] },
  { rule: 'unknown-metric', bad: [['pod_ready == 0', 'pods_ready == 0', '- [ ] Some pods are not ready <!-- check: pods_ready == 0 -->']], fine: [['pod_ready == 0', 'pod_ready{service="web"} == 0']] },
  {
    rule: 'vague-check',
    bad: [[CHECK, '- [ ] The graphs look normal', '- [ ] The graphs look normal'], [CHECK, '- [ ] It works', '- [ ] It works']],
    fine: [[CHECK, '- [ ] The flag is off'], [CHECK, '- [ ] Payments work again <!-- check: pod_ready == 1 -->'], [CHECK, '- [ ] The service is healthy: three pods answer 200']],
  },
  { rule: 'alert-unclaimed', bad: [['alerts: [CheckoutErrors]', 'alerts: []', 'alerts: []']], fine: [['category: Incident\nowner: J. Simmons\nlastTested: 2026-01-12\nalerts: [CheckoutErrors]', 'category: Maintenance\nowner: J. Simmons\nlastTested: 2026-01-12']] },
  { rule: 'unknown-alert', bad: [['[CheckoutErrors]', '[CheckoutErrorsHigh]', 'alerts: [CheckoutErrorsHigh]']], fine: [['[CheckoutErrors]', 'CheckoutErrors']] },
  { rule: 'unknown-alert', bad: [['[CheckoutErrors]', '[CheckoutError]', 'alerts: [CheckoutError]']], fine: [['[CheckoutErrors]', '[KubePodCrashLooping]']], options: { names: 'some' } },
  {
    rule: 'generic',
    bad: [['title: Checkout answers 503', 'title: Service runbook', 'title: Service runbook'], ['- 503 of checkout', '- errors of [service name]', '- errors of [service name]']],
    fine: [['- 503 of checkout', '- 503 of [service checkout](https://wiki.example.com/checkout)'], ['- 503 of checkout', '- `<service>` in the alert says checkout']],
  },
  { rule: 'title-cure', bad: [['title: Checkout answers 503', 'title: Restart checkout', 'title: Restart checkout']], fine: [['title: Checkout answers 503', 'title: Checkout restarts again and again']] },
  { rule: 'scope', bad: [['## Scope', '## Weather', null]], fine: [['## Scope', '## Meaning\n\nCheckout says no.\n\n## Impact']] },
  { rule: 'scope-out', bad: [['Does not handle:\n\n- a database that is down: RUN-005', '- slow pages', '## Scope']], fine: [['Does not handle:\n\n- a database that is down: RUN-005', '- slow pages, but only of checkout']] },
  { rule: 'escalation', bad: [['## Escalation', '## Weather', CHECK]], fine: [['## Escalation', '## Contacts']] },
  { rule: 'dead-end', bad: [[ESCALATION, `${ESCALATION}\nIf it still fails, good luck.`, 'If it still fails, good luck.'], [CHECK, `${CHECK}\n\nIf they do not start, there is nothing you can do.`, 'If they do not start, there is nothing you can do.']], fine: [[ESCALATION, `${ESCALATION}\nIf it still fails, go to RUN-005.`]] },
  { rule: 'escalation-thin', bad: [[ESCALATION, 'Good people are everywhere.', '## Escalation']], fine: [[ESCALATION, '| Who | Number |\n| --- | --- |\n| DBA | 4711 |'], [ESCALATION, 'Still failing: #payments-help.']] },
  {
    rule: 'last-tested',
    bad: [['lastTested: 2026-01-12\n', '', null], ['2026-01-12', '2025-10-01', 'lastTested: 2025-10-01'], ['2026-01-12', '2026-05-01', 'lastTested: 2026-05-01']],
    fine: [['2026-01-12', '2025-11-03'], ['2026-01-12', '2026-02-02']],
  },
  {
    rule: 'secret',
    bad: [[LOOK, 'curl -u admin:hunter22 https://shop.example.com', 'curl -u admin:hunter22 https://shop.example.com'], [LOOK, 'PGPASSWORD=hunter22 psql shop', 'PGPASSWORD=hunter22 psql shop'], [ESCALATION, `${ESCALATION}\nThe key is AKIAIOSFODNN7EXAMPLE.`, 'The key is AKIAIOSFODNN7EXAMPLE.']],
    fine: [[LOOK, 'curl -u "$USER:$PASSWORD" https://shop.example.com'], [LOOK, 'PGPASSWORD=<from the vault> psql shop'], [ESCALATION, `${ESCALATION}\nPassword: ask security.`], [ESCALATION, `${ESCALATION}\nThe secret: patience.`]],
  },
  {
    rule: 'owner',
    bad: [['owner: J. Simmons\n', '', null], ['J. Simmons', 'Checkout team', 'owner: Checkout team'], ['J. Simmons', 'Ada Brink, J. Simmons', 'owner: Ada Brink, J. Simmons']],
    fine: [['J. Simmons', 'Ada Teamann']],
  },
  {
    rule: 'dead-link',
    bad: [['- a database that is down: RUN-005', '- a database that is down: RUN-006', '- a database that is down: RUN-006'], [ESCALATION, `${ESCALATION} See [the page](gone.md).`, `${ESCALATION} See [the page](gone.md).`]],
    fine: [[ESCALATION, `${ESCALATION} See [the page](other.md#top) and [ours](https://wiki.example.com/gone.md).`], [LOOK, 'grep RUN-777 pages.txt']],
  },
  { rule: 'written-alone', bad: [['lastTested: 2026-01-12\n', '', null]], fine: [['lastTested: 2026-01-12', 'reviewers: [Ada, Max]']] },
]; // prettier-ignore

/** written-alone speaks of what nobody tested either. */
const source = (rule: string, from: string, to: string) =>
  edited(rule === 'written-alone' ? edited(GOOD, '## Lessons', '## Weather') : GOOD, from, to);

describe('a good page', () => {
  test('gives lint nothing to say', () => {
    expect(lint(GOOD)).toEqual([]);
    expect(lint(GOOD.replaceAll('\n', '\r\n'))).toEqual([]);
  });
});

describe.each(CASES)('$rule', ({ rule, bad, fine, options = {} }) => {
  test.each(bad)('is found: %j → %j', (from, to, line) => {
    const page = source(rule, from, to);
    const found = lint(page, options).filter((finding) => finding.rule === rule);
    expect(found.length).toBeGreaterThan(0);
    const [first] = found;
    expect(first!.severity).toBe(LINT_RULES[rule]);
    expect(page.split('\n')[first!.line - 1]).toBe(line === null ? '---' : line);
    expect(first!.endLine).toBeGreaterThanOrEqual(first!.line);
  });

  test.each(fine)('is silent: %j → %j', (from, to) => {
    const page = source(rule, from, to);
    expect(lint(page, options).filter((finding) => finding.rule === rule)).toEqual([]);
  });

  test('a suggestion, taken over, ends the finding', () => {
    for (const [from, to] of bad) {
      const page = source(rule, from, to);
      for (const { suggestion, message } of lint(page, options).filter((finding) => finding.rule === rule)) {
        if (suggestion === null) continue;
        const messages = lint(accepted(page, suggestion), options).filter((finding) => finding.rule === rule);
        expect(messages.map((finding) => finding.message)).not.toContain(message);
      }
    }
  });
});

describe('a tool of the world outside', () => {
  const tools = (name: string) => {
    const knownTools = ['kubectl', 'systemctl', 'mail', 'deploy', 'sysctl'];
    const found = lint(edited(GOOD, LOOK, `${name} list`), { names: 'some', knownTools });
    return found.filter(({ rule }) => rule === 'unknown-tool');
  };

  test.each(['kubect', 'kubetcl', 'kubectll', 'kubecti', 'systmctl'])('%s is a slip', (name) => {
    expect(tools(name)).toHaveLength(1);
  });

  test.each(['mailq', 'eksctl', 'deployctl', 'orderctl', 'kubectl', 'mial'])('%s may be a tool', (name) => {
    expect(tools(name).map(({ message }) => message)).toEqual([]);
  });
});

describe('rules that judge the page as a whole', () => {
  test('more than 20 steps are too long, told at the 21st', () => {
    const steps = Array.from({ length: 20 }, (_, i) => `### ${i + 3}. Look\n\nWhy: x.\n`).join('\n');
    const page = edited(GOOD, '## Escalation', `${steps}\n## Escalation`);
    const found = lint(page).filter(({ rule }) => rule === 'too-long');
    expect(found).toHaveLength(1);
    expect(page.split('\n')[found[0]!.line - 1]).toBe('### 21. Look');
    expect(lint(edited(GOOD, '## Escalation', `${steps.split('### 22.')[0]}\n## Escalation`)).map(({ rule }) => rule)).toContain('too-long'); // prettier-ignore
    expect(lint(edited(GOOD, '## Escalation', `${steps.split('### 21.')[0]}\n## Escalation`))).toEqual([]);
  });

  test('words in code do not make a page long, words of prose do', () => {
    const words = 'word '.repeat(1_600);
    expect(lint(edited(GOOD, LOOK, `${LOOK} # ${words}`))).toEqual([]);
    expect(lint(edited(GOOD, ESCALATION, `${ESCALATION} ${words}`)).map(({ rule }) => rule)).toEqual(['too-long']);
  });

  test('a page without steps says so, once', () => {
    expect(lint('# Poem\n\nRoses.\n').map(({ rule }) => rule)).toEqual(['no-steps']);
  });

  test.each([
    ['too-large', `# A\n\n${'x'.repeat(300_000)}`, 1],
    ['too-deep', `# A\n\n${'> '.repeat(200)}x\n`, 3],
    ['front-matter', '---\ntitle: "unclosed\n  : [\n---\n\n# A\n\n## Steps\n\n1. Do it\n', null],
  ])('%s', (rule, page, line) => {
    const found = lint(page).filter((finding) => finding.rule === rule);
    expect(found).toMatchObject([{ severity: 'must', criterion: 'complete', ...(line === null ? {} : { line }) }]);
  });

  test('what many steps lack is said once, with their numbers', () => {
    const steps = Array.from({ length: 6 }, (_, i) => `### ${i + 3}. Do it\n\n\`\`\`sh\n${LOOK}\n\`\`\`\n`).join('\n');
    const found = lint(edited(GOOD, '## Escalation', `${steps}\n## Escalation`));
    expect(found.map(({ rule }) => rule).sort()).toEqual(['verification', 'why']);
    for (const { message } of found) expect(message).toContain('Steps 3 to 8 do not say');
  });

  test('pages in another language are not asked for English words', () => {
    const german =
      '# Kasse antwortet mit 503\n\n## Vorgehen\n\n1. Pods ansehen. Wer hängt, fällt hier auf, und man sieht gleich, wie viele von ihnen gerade nicht bereit sind.\n\n   ```sh\n   kubectl get pods\n   ```\n\n2. Neu ausrollen, damit alle Pods frische Verbindungen öffnen und niemand mehr auf eine alte wartet.\n\n   ```sh\n   kubectl rollout restart deployment/web\n   ```\n\n## Eskalation\n\nNach zehn Minuten die Bereitschaft anrufen.\n';
    const rules = lint(german).map(({ rule }) => rule);
    for (const rule of ['why', 'verification', 'scope', 'escalation', 'escalation-thin']) expect(rules).not.toContain(rule); // prettier-ignore
  });
});

describe("a team's own measure", () => {
  const config = { ...DEFAULT_CONFIG };

  test('changes the severity of a rule, or turns it off', () => {
    const page = edited(GOOD, 'title: Checkout answers 503', 'title: Restart checkout');
    const loud = lint(page, { config: { ...config, severities: { 'title-cure': 'must' } } });
    expect(loud).toMatchObject([{ rule: 'title-cure', severity: 'must' }]);
    expect(lint(page, { config: { ...config, severities: { 'title-cure': 'off' } } })).toEqual([]);
  });

  test('moves the limits', () => {
    const limits = { staleDays: 10, mostSteps: 1, mostWords: 5_000 };
    expect(lint(GOOD, { config: { ...config, limits } }).map(({ rule }) => rule)).toEqual(['last-tested', 'too-long']);
  });

  test('knows tools, alerts and owners of its own', () => {
    const page = [
      ['J. Simmons', 'Platform on-call'],
      [LOOK, 'orderctl list'],
      ['[CheckoutErrors]', '[OldPager]'],
    ].reduce((text, [from, to]) => edited(text, from!, to!), GOOD); // prettier-ignore
    expect(lint(page).map(({ rule }) => rule)).toEqual(['owner', 'unknown-alert', 'unknown-tool']);
    const known = { tools: ['orderctl'], alerts: ['OldPager'], owners: ['Platform on-call'] };
    expect(lint(page, { config: { ...config, known } })).toEqual([]);
  });
});

test('every rule has a case here, a criterion, and a reason', () => {
  const tried = new Set([...CASES.map(({ rule }) => rule), 'no-steps', 'too-long', 'too-large', 'too-deep', 'front-matter']); // prettier-ignore
  expect([...tried].sort()).toEqual(RULES.map(({ id }) => id).sort());
  expect(new Set(RULES.map(({ criterion }) => criterion))).toEqual(new Set(LINT_CRITERIA));
  for (const { title, why } of RULES) expect([title, why].every((text) => /^\S.{8,}/.test(text))).toBe(true);
});

describe('commandNames', () => {
  test.each([
    ['kubectl get pods | grep -v Running', ['kubectl', 'grep']],
    ['NS="a b" kubectl get pods && sudo -n systemctl restart x', ['kubectl', 'systemctl']],
    ['psql -c "select 1; drop | table" # not; this', ['psql']],
    ['curl -s https://x \\\n  | jq .a\nopenssl version', ['curl', 'jq', 'openssl']],
    ['for p in 1 2; do kill $p; done', ['kill']],
    ['<your command>', []],
    ['cmd > out 2>&1', ['cmd']],
  ])('%s', (shell, names) => {
    expect(commandNames(shell).map(({ name }) => name)).toEqual(names);
  });
});
