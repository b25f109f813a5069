import type { AnyEntry, EntryKind, EntryPayloads } from '../../server/drill/entry.ts';
import { actionTarget, type Action } from '../../server/engine/input.ts';
import type { AlertTransition } from '../../server/engine/alerting/alerts.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';

/** The rules and pages of the small drill that scoring tests tell. */
export const RUNBOOK = `---
id: RUN-001
title: Checkout hangs
category: Incident
owner: J. Simmons
lastTested: 2026-03-01
alerts: [CheckoutErrors]
---

## Procedure

### 1. Look

Why: to see.

\`\`\`sh
psql orders -c "select 1"
\`\`\`

- [ ] Somebody holds the connections

### 2. Roll back

Why: it came with the deploy.

\`\`\`sh
deploy rollback checkout
\`\`\`

- [ ] Nobody waits <!-- check: db_pool_pending == 0 within 2m -->

### 3. Tell

Why: they wait.

\`\`\`sh
echo done
\`\`\`

- [ ] Support knows
`;

/** A scenario with just what scoring and the debrief read; parts can be replaced. */
export function tinyScenario(parts: Partial<Scenario> = {}): Scenario {
  const variant = {
    id: 'report',
    title: 'A report',
    cause: 'A report kept connections inside open transactions.',
    runbook: 'RUN-001',
  };
  const scenario: Partial<Scenario> = {
    id: 'tiny',
    hash: 'hash',
    cover: 'Copper Kettle',
    title: 'Checkout hangs, then answers 503',
    slo: 'checkout',
    severity: 'sev-2',
    hypothesis: { public: 'A late report does not starve checkout.', private: 'secret' },
    variant,
    variants: [variant],
    objectives: [
      { id: 'mitigate', text: 'Restore checkout', met: { slo: 'checkout', state: 'restored' }, within: { seconds: 1200, from: 'page' } },
    ],
    injects: [],
    tempting: [{ action: 'db.restart orders', hurts: 'drops every session' }],
    redHerrings: [{ what: 'The campaign', why: 'It only adds browsing.', signal: 'up' }],
    runbooks: [parseRunbook(RUNBOOK, 'runbooks/RUN-001.md')],
    bots: { naive: [], oracle: [{ afterS: 60, line: 'deploy rollback checkout' }] },
    charts: [],
    prompts: ['Who could have stopped the report?'],
    world: {
      startsAtMs: Date.UTC(2026, 2, 10, 14),
      slos: [{ id: 'checkout', journey: 'checkout', title: 'Checkouts answered within 2 s', objective: 0.99, latencyS: 2, windowS: 60 }],
      faults: [],
    } as unknown as Scenario['world'],
    ...parts,
  }; // prettier-ignore
  return scenario as Scenario;
}

/** Writes a log the way a person tells a drill: `story().at('3:00').fault('holding').at('6:20').page('CheckoutErrors')`. */
export function story(): Story {
  return new Story()
    .add('drill.created', {
      scenario: 'tiny', scenarioHash: 'hash', engine: '1', rng: 'alea', seed: 'seed', variant: 'report', runbooks: {}, mode: 'game-day',
      timeboxS: 2400, hypothesis: 'A late report does not starve checkout.', budget: 3, joinCode: 'code',
    })
    .seat('facilitator', 'facilitator').seat('breaker', 'breaker').seat('observer', 'observer')
    .seat('anna', 'fixer').seat('ben', 'fixer').seat('cleo', 'fixer')
    .add('drill.started', { speed: 1 });
} // prettier-ignore

export class Story {
  readonly entries: AnyEntry[] = [];
  private simMs = 0;
  private wallMs = 1_700_000_000_000;

  /** Moves the drill's clock: "6:20" or seconds. */
  at(time: string | number): this {
    const [minutes, seconds] = typeof time === 'number' ? [0, time] : time.split(':').map(Number);
    this.simMs = ((minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
    return this;
  }

  /** Lets wall time pass without simulated time, as a pause does. */
  wait(ms: number): this {
    this.wallMs += ms;
    return this;
  }

  add<K extends EntryKind>(kind: K, payload: EntryPayloads[K], seat: string | null = null): this {
    this.wallMs += 10;
    const seq = this.entries.length + 1;
    const entry = {
      drill: 'd1',
      seq,
      kind,
      v: 1,
      simMs: this.simMs,
      wallMs: this.wallMs,
      seat,
      command: null,
      payload,
      hash: '',
    };
    this.entries.push(entry as unknown as AnyEntry);
    return this;
  }

  /** Sequence number of the newest entry. */
  get seq(): number {
    return this.entries.length;
  }

  seat(seat: string, kind: EntryPayloads['seat.joined']['kind']): this {
    return this.add('seat.joined', { seat, kind, approved: true });
  }

  role(seat: string, role: EntryPayloads['role.taken']['role']): this {
    return this.add('role.taken', { seat, role }, seat);
  }

  fault(to: string, options: { from?: string | null; done?: boolean } = {}): this {
    const { from = 'idle', done = false } = options;
    return this.add('fault.moved', { fault: 'export', from, to, event: 'x', done });
  }

  alert(kind: AlertTransition['kind'], rule: string, options: Partial<AlertTransition> = {}): this {
    const transition: AlertTransition = {
      kind, atS: this.simMs / 1000, fingerprint: `fp-${rule}`, rule, labels: {}, annotations: { summary: rule, runbook: 'RUN-001' },
      tier: 'page', severity: 'sev2', value: 1, ...options,
    }; // prettier-ignore
    return this.add('alert.changed', { transition });
  }

  page(rule: string, options: Partial<AlertTransition> = {}): this {
    return this.alert('firing', rule, options);
  }

  ack(seat: string, ...rules: string[]): this {
    return this.add('alert.acked', { fingerprints: rules.map((rule) => `fp-${rule}`) }, seat);
  }

  slo(breached: boolean, slo = 'checkout'): this {
    return this.add('slo.changed', { slo, breached, value: breached ? 0.5 : 1 });
  }

  declare(seat: string, severity: EntryPayloads['incident.declared']['severity'] = 'sev-2'): this {
    return this.add('incident.declared', { id: 'INC-0042', severity, title: 'Checkout hangs' }, seat);
  }

  /** A command line; with `acts` it changes the system first. `step` = it came from a runbook. */
  run(seat: string, line: string, options: { step?: number; runbook?: string; acts?: Action; exitCode?: number; stdout?: string; stderr?: string } = {}): this {
    const { step, runbook = 'RUN-001', acts, exitCode = 0, stdout = '', stderr = '' } = options;
    if (acts) {
      this.add('tool.acted', { line, tool: line.split(' ')[0]!, actions: [acts] }, seat);
      this.add('action.happened', { action: acts, ok: true, message: `${actionTarget(acts)} done` });
    }
    const ref = step === undefined ? null : { runbook, step, command: 0, how: 'button' as const };
    return this.add('command.ran', { line, terminal: 't1', stdout, stderr, exitCode, cwd: '/', tools: [line.split(' ')[0]!], step: ref }, seat);
  } // prettier-ignore

  open(seat: string, runbook = 'RUN-001'): this {
    return this.add('runbook.opened', { runbook }, seat);
  }

  judge(seat: string, step: number, value: boolean, check = 0): this {
    return this.add('step.judged', { runbook: 'RUN-001', step, check, value }, seat);
  }

  observe(step: number, value: boolean, check = 0): this {
    return this.add('evidence.observed', { runbook: 'RUN-001', step, check, value, observed: value ? '0' : '47' });
  }

  can(seat: string, nextInMin = 10): this {
    return this.add('can.sent', { condition: 'slow', action: 'looking', need: 'nothing', nextInMin }, seat);
  }

  say(seat: string, text: string): this {
    return this.add('chat.said', { id: `m${this.seq}`, channel: 'team', text, persona: null }, seat);
  }

  allClear(seat: string): this {
    return this.add('allclear.given', { text: 'all clear' }, seat);
  }

  end(): AnyEntry[] {
    this.add('drill.ended', { reason: 'timebox' });
    return this.entries;
  }
}
