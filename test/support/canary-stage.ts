import type { Scenario } from '../../server/scenario/scenario.ts';
import { fault, stage, world } from './stage.ts';

/**
 * A scenario with a canary in every field that fixers must not see: `SECRET-D` where breakers may (their deck),
 * `SECRET-T` where only the facilitator may. Texts that become public when they are delivered carry none.
 */
export function canaryStage(secret = 'SECRET-T'): Scenario {
  const variant = { id: `${secret}-variant`, title: `${secret} variant`, cause: `${secret} cause`, runbook: 'RUN-001' };
  const deck = { reaches: ['SECRET-D reaches'], looksLike: 'SECRET-D looks', tempts: 'SECRET-D tempts' };
  const dealt = (id: string, undo: boolean) => ({
    ...fault(`SECRET-D-${id}`, { ...deck, undo }),
    title: 'SECRET-D title',
    summary: 'SECRET-D summary',
    cause: `${secret} cause`,
    machine: {
      initial: `${secret}-idle`,
      states: { [`${secret}-idle`]: { on: { BREAK: `${secret}-holding` } }, [`${secret}-holding`]: {} },
    },
  });
  return stage({
    id: `${secret}-scenario`,
    hash: `${secret}-hash`,
    folder: `${secret}-folder`,
    title: `${secret} title`,
    summary: `${secret} summary`,
    hypothesis: { public: 'Checkout keeps its promise.', private: 'SECRET-D hypothesis' },
    variant,
    variants: [variant],
    world: world({ faults: [dealt('holds', true), dealt('kills', false)] }),
    timeline: [{ atS: 150, fault: 'SECRET-D-kills' }],
    objectives: [
      { id: `${secret}-ack`, text: `${secret} ack`, met: { acked: 'page' }, within: { seconds: 60, from: 'page' } },
      { id: `${secret}-no-harm`, text: `${secret} harm`, met: { notActed: 'db.restart orders' }, within: null },
    ],
    injects: [
      {
        id: 'SECRET-T-ceo',
        when: { condition: { slo: 'checkout', state: 'breached', forS: 30 } },
        via: 'chat',
        from: 'CEO',
        text: 'What does this cost?',
        expects: `${secret} expects`,
        fault: null,
      },
      {
        id: 'SECRET-T-later',
        when: { atS: 240 },
        via: 'chat',
        from: 'Support',
        text: 'Customers call.',
        expects: `${secret} expects`,
        fault: null,
      },
      {
        id: 'SECRET-T-surge',
        when: { atS: 100 },
        via: 'traffic',
        from: `${secret} from`,
        text: `${secret} text`,
        expects: `${secret} expects`,
        fault: null,
      },
      {
        id: 'SECRET-T-fault',
        when: { atS: 120 },
        via: 'fault',
        from: `${secret} from`,
        text: `${secret} text`,
        expects: '',
        fault: 'SECRET-D-kills',
      },
    ],
    hints: ['Who holds a connection?', `${secret} second hint`],
    tempting: [{ action: 'db.restart orders', hurts: `${secret} hurts` }],
    redHerrings: [{ what: `${secret} herring`, why: `${secret} why`, signal: `${secret}_signal` }],
    bots: { naive: [`${secret} naive`], oracle: [{ afterS: 1, line: `${secret} oracle` }] },
    prompts: [`${secret} prompt`],
  });
}
