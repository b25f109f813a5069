import type { AlertTransition } from '../../server/engine/alerting/alerts.ts';
import type { Effect } from '../../server/engine/effect.ts';
import type { FaultSpec, WorldSpec } from '../../server/engine/spec.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';

export const STAGE_RUNBOOK = `---
id: RUN-001
title: Checkout hangs
category: Incident
owner: J. Simmons
lastTested: 2026-03-01
---

## Procedure

### 1. Look who holds

Why: a holder blocks everyone.

\`\`\`sh
psql -c "select 1"
\`\`\`

- [ ] Somebody holds <!-- check: holders > 3 -->
- [ ] The owner agrees

### 2. End the holders

Why: it frees the pool.

\`\`\`sh
psql -c "select pg_terminate_backend(<pid>)"
\`\`\`

- [ ] Nobody waits <!-- check: pending == 0 within 1m for 10s -->
`;

const variant = { id: 'report', title: 'The report', cause: 'The report held connections.', runbook: 'RUN-001' };

/** A small whole scenario for a scripted world; parts can be replaced. */
export function stage(parts: Partial<Scenario> = {}): Scenario {
  return {
    id: 'stage',
    hash: 'stage-hash',
    folder: 'stage',
    cover: 'Copper Kettle',
    title: 'Checkout hangs',
    summary: 'Somebody holds connections.',
    difficulty: 2,
    minutes: 40,
    focus: [],
    hypothesis: { public: 'Checkout keeps its promise.', private: 'The report starves checkout.' },
    briefing: 'You are on call.',
    variant,
    variants: [variant],
    world: world(),
    rules: [],
    runbooks: [parseRunbook(STAGE_RUNBOOK, 'runbooks/RUN-001.md')],
    timeline: [],
    slo: 'checkout',
    severity: 'sev-2',
    objectives: [],
    injects: [],
    staff: [{ id: 'dba', name: 'Dana', team: 'DBA', answersS: [60, 120], says: 'Ask who is idle in transaction.' }],
    hints: ['Who holds a connection?', 'Look at step 2.'],
    tempting: [{ action: 'db.restart orders', hurts: 'drops every session' }],
    symptoms: [],
    heals: false,
    quiet: {},
    lingers: {},
    redHerrings: [],
    charts: [],
    access: ['*'],
    bots: { naive: [], oracle: [] },
    breakers: { budget: 50 },
    prompts: [],
    ...parts,
  };
}

export function fault(id: string, deck: Partial<FaultSpec['deck']> = {}): FaultSpec {
  return {
    id,
    title: `Fault ${id}`,
    summary: '',
    machine: { initial: 'idle', states: { idle: { on: { BREAK: 'broken' } }, broken: {} } },
    deck: {
      blastRadius: 2,
      detectable: 3,
      cost: 30,
      reaches: ['checkout'],
      looksLike: 'slow',
      tempts: 'restart',
      cooldownS: 120,
      undo: false,
      ...deck,
    },
    cause: 'because',
  };
}

export function world(parts: Partial<WorldSpec> = {}): WorldSpec {
  return {
    startsAtMs: Date.UTC(2026, 2, 10, 14),
    prerollS: 0,
    noise: 0,
    entry: 'web',
    journeys: [],
    surges: [],
    services: [],
    databases: [],
    certificates: [],
    jobs: [],
    flags: [],
    history: [],
    slos: [],
    faults: [fault('holds', { undo: true }), fault('kills', { cost: 40 })],
    ...parts,
  };
}

/** An alert's transition as the engine reports it. */
export function alertEffect(kind: AlertTransition['kind'], atS: number, parts: Partial<AlertTransition> = {}): Effect {
  return {
    kind: 'alert',
    transition: {
      kind,
      atS,
      fingerprint: 'f1',
      rule: 'CheckoutSlow',
      labels: { alertname: 'CheckoutSlow', team: 'API' },
      annotations: { summary: 'Checkout is slow', runbook: 'RUN-001', escalation: 'DBA' },
      tier: 'page',
      severity: 'sev2',
      value: 3,
      ...(kind === 'firing' ? { pages: 1 } : {}),
      ...parts,
    },
  };
}
