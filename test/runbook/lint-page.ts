import { lintRunbook, type LintFinding, type LintOptions } from '../../server/runbook/lint.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import type { Runbook } from '../../server/runbook/runbook.ts';

/** A page that lint has nothing to say about. Tests break one thing in it. */
export const GOOD = `---
id: RUN-001
title: Checkout answers 503
category: Incident
owner: J. Simmons
lastTested: 2026-01-12
alerts: [CheckoutErrors]
linked: [RUN-005]
---

# Checkout answers 503

## Scope

Handles:

- 503 of checkout

Does not handle:

- a database that is down: RUN-005

## Prerequisites

- [ ] kubectl as the on-call role

## Procedure

### 1. See which pods answer

Why: one pod that hangs is another matter than all of them.

\`\`\`sh
kubectl get pods | grep web
\`\`\`

- [ ] Some pods are not ready <!-- check: pod_ready == 0 -->

### 2. Renew them

Why: new pods open new connections.

\`\`\`sh
kubectl rollout restart deployment/web
\`\`\`

- [ ] Every pod is ready within two minutes

## Escalation

Not better after 10 minutes: page the DBA with the output of step 1.

## Lessons

2026-01-12: the second step was tried first.

## Prevention

- a test of the pool
`;

export const LINT_OPTIONS: LintOptions = {
  today: '2026-02-01',
  knownTools: ['kubectl', 'grep', 'psql', 'rm', 'curl', 'cat', 'vi', 'tail', 'less', 'redis-cli', 'git', 'mysql', 'export', 'xargs'],
  knownAlerts: ['CheckoutErrors'],
  pages: { ids: ['RUN-001', 'RUN-005'], has: (link) => link === 'other.md' },
}; // prettier-ignore

const read = new Map<string, Runbook>();

export function lint(source: string, options: Partial<LintOptions> = {}): LintFinding[] {
  const runbook = read.get(source) ?? parseRunbook(source, 'RUN-001.md');
  read.set(source, runbook);
  return lintRunbook(runbook, { ...LINT_OPTIONS, ...options });
}

/** Exchanges one text of a page, which must be there. */
export function edited(page: string, from: string, to: string): string {
  if (!page.includes(from)) throw new Error(`the page lacks "${from}"`);
  return page.replace(from, () => to);
}

/** The page after a suggestion was taken over. */
export function accepted(page: string, { at, remove, insert }: NonNullable<LintFinding['suggestion']>): string {
  const lines = page.split('\n');
  lines.splice(at - 1, remove, ...insert);
  return lines.join('\n');
}
