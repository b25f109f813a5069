import { describe, expect, test } from 'vitest';
import { commandNames } from '../../server/runbook/command-names.ts';
import { lintRunbook, type LintFinding, type LintOptions } from '../../server/runbook/lint.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';

const GOOD = `---
id: RUN-001
title: Checkout answers 503
category: Incident
owner: J. Simmons
lastTested: 2026-01-12
alerts: [CheckoutErrors]
---

## Scope

Handles:

- 503

## Procedure

### 1. Look

Why: to see.

\`\`\`sh
kubectl get pods | grep web
\`\`\`

- [ ] all ready <!-- check: pod_ready == 1 -->

## Escalation

Page the DBA.

## Prevention

- a test
`;

function lint(source: string, options: Partial<LintOptions> = {}): LintFinding[] {
  return lintRunbook(parseRunbook(source, 'RUN-001.md'), { today: '2026-02-01', ...options });
}

describe('lintRunbook', () => {
  test('has nothing to say about a good page', () => {
    expect(lint(GOOD, { knownTools: ['kubectl', 'grep'], knownAlerts: ['CheckoutErrors'] })).toEqual([]);
  });

  test.each<[rule: string, severity: string, line: number, from: string, to: string, options?: Partial<LintOptions>]>([
    ['owner', 'warning', 1, 'owner: J. Simmons\n', ''],
    ['owner', 'warning', 5, 'J. Simmons', 'Checkout team'],
    ['last-tested', 'warning', 1, 'lastTested: 2026-01-12\n', ''],
    ['last-tested', 'warning', 6, '2026-01-12', '2025-10-01'],
    ['last-tested', 'warning', 6, '2026-01-12', 'last summer'],
    ['title-cure', 'info', 3, 'Checkout answers 503', 'Restart checkout'],
    ['alert-unclaimed', 'warning', 7, '[CheckoutErrors]', '[]'],
    ['unknown-alert', 'warning', 7, '', '', { knownAlerts: ['CheckoutErrorsHigh'] }],
    ['escalation', 'warning', 26, '## Escalation', '## Weather'],
    ['scope', 'info', 1, '## Scope', '## Weather'],
    ['prevention', 'info', 26, '## Prevention', '## Weather'],
    ['verification', 'warning', 26, '- [ ] all ready <!-- check: pod_ready == 1 -->', 'Done.'],
    ['why', 'info', 18, 'Why: to see.', 'To see.'],
    ['check-syntax', 'error', 26, 'pod_ready == 1', 'pod_ready =='],
    ['unknown-metric', 'error', 26, 'pod_ready == 1', 'pods_ready == 1'],
    ['unknown-tool', 'error', 23, 'kubectl get pods', 'kubect get pods', { knownTools: ['kubectl', 'grep'] }],
  ])('%s is a %s on line %i', (rule, severity, line, from, to, options = {}) => {
    expect(lint(GOOD.replace(from, to), options)).toEqual([{ rule, severity, line, message: expect.any(String) }]);
  });

  test('a step that runs nothing and says nothing is empty, and vague when it only says "investigate"', () => {
    const source = GOOD.replace('## Escalation', '### 2. Investigate the cause\n\nHmm.\n\n## Escalation');
    expect(lint(source).map(({ rule, line }) => [rule, line])).toEqual([
      ['empty-step', 28],
      ['vague', 28],
    ]);
  });

  test('more than 20 steps are too long', () => {
    const steps = Array.from({ length: 20 }, (_, i) => `### ${i + 2}. Look\n\nWhy: x.\n`).join('\n');
    expect(lint(GOOD.replace('## Escalation', `${steps}\n## Escalation`)).map(({ rule }) => rule)).toEqual([
      'too-long',
    ]);
  });

  test('a page without steps says so, once', () => {
    expect(lint('# Poem\n\nRoses.\n').filter(({ severity }) => severity === 'error')).toMatchObject([
      { rule: 'no-steps' },
    ]);
  });
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
