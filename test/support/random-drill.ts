import fc from 'fast-check';
import type { Action } from '../../server/engine/input.ts';
import type { Effect } from '../../server/engine/effect.ts';
import type { FaultView } from '../../server/engine/inspect.ts';
import type { Simulation } from '../../server/drill/simulation.ts';
import { CAST, type Tale } from './drill-dsl.ts';
import { scripted } from './scripted-simulation.ts';
import { alertEffect } from './stage.ts';

/** One move of a random drill: time passes, or somebody sends something (often what they may not). */
export type Move =
  | { move: 'wait'; seconds: number }
  | { move: 'send'; seat: string; name: string; payload: unknown }
  | { move: 'type'; seat: string; line: string }
  | { move: 'press'; seat: string; step: number };

/** Its words are public once they are said; that they will be, and what they are for, is not. */
const WRITTEN = {
  id: null,
  lane: 'chat',
  from: 'Press',
  text: 'Any comment?',
  expects: 'SECRET-T one voice',
  fault: null,
  when: { on: 'unfilled', role: 'comms', afterS: 60 },
};

const commands: fc.Arbitrary<{ name: string; payload: unknown }> = fc.oneof(
  ...[
    ['alert.ack', { fingerprints: ['f1'] }],
    ['alert.escalate', { fingerprint: 'f1', to: 'DBA' }],
    ['incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }],
    ['incident.severity', { severity: 'sev-1' }],
    ['can.send', { condition: 'slow', action: 'looking', need: '', nextInMin: 10 }],
    ['decision.make', { text: 'wait', reason: 'evidence' }],
    ['hypothesis.state', { text: 'the report' }],
    ['fact.note', { kind: 'known', text: 'p99 is high' }],
    ['fact.note', { kind: 'guess', text: 'p99 falls', id: 'f1' }],
    ['allclear.give', { text: '' }],
    ['staff.page', { staff: 'dba', text: 'please' }],
    ['chat.say', { channel: 'team', text: 'hello' }],
    ['chat.say', { channel: 'breakers', text: 'SECRET-T of the breakers' }],
    ['chat.readback', { message: 'm1' }],
    ['role.take', { role: 'ic' }],
    ['role.take', { role: 'scribe' }],
    ['role.drop', { role: 'ic' }],
    ['role.assign', { role: 'ic', seat: 'bob' }],
    ['role.withdraw', { role: 'ic', seat: 'bob', to: 'ann' }],
    ['runbook.open', { runbook: 'RUN-001' }],
    ['step.check', { runbook: 'RUN-001', step: 1 }],
    ['step.judge', { runbook: 'RUN-001', step: 1, check: 1, value: true }],
    ['step.flag', { runbook: 'RUN-001', step: 2, flag: 'unclear', text: 'which pid?' }],
    ['step.skip', { runbook: 'RUN-001', step: 2 }],
    ['drill.pause', {}],
    ['drill.resume', {}],
    ['drill.speed', { speed: 5 }],
    ['fault.fire', { fault: 'SECRET-D-holds' }],
    ['fault.fire', { fault: 'SECRET-D-kills' }],
    ['fault.stop', { fault: 'SECRET-D-holds' }],
    ['inject.fire', { inject: 'SECRET-T-ceo' }],
    ['inject.skip', { inject: 'SECRET-T-later' }],
    ['inject.delay', { inject: 'SECRET-T-later', byS: 60 }],
    ['persona.say', { persona: 'Support', text: 'customers call' }],
    ['hint.give', { number: 1 }],
    ['cause.confirm', { identification: 'h1', confirmed: true }],
    ['note.add', { text: 'SECRET-O they look at the wrong chart' }],
    ['note.add', { text: 'SECRET-O nobody commands', pattern: 'swarm-without-structure' }],
    ['chat.say', { channel: 'control', text: 'SECRET-O of the control team' }],
    ['assess.rate', { objective: 'SECRET-T-ack', rating: 'some challenges', note: 'SECRET-O they hesitate' }],
    ['inject.write', { inject: WRITTEN }],
    ['inject.write', { inject: { ...WRITTEN, id: 'SECRET-T-later', when: null } }],
    ['inject.skip', { inject: 'added-1' }],
    ['inject.restore', { inject: 'SECRET-T-later' }],
    ['checkpoint.mark', { name: 'SECRET-T before the restart' }],
    ['plan.seal', { text: 'SECRET-D plan' }],
    [
      'prediction.record',
      { fault: null, text: 'SECRET-D it holds', holds: true, pageWithinS: 60, mitigatedWithinS: null },
    ],
    ['drill.lock', { locked: true }],
    ['drill.timebox', { minutes: 30 }],
    ['lead.take', {}],
    ['lead.ask', {}],
    ['action.add', { text: 'Add a timeout', owner: 'Ann', due: null, gap: null }],
    ['action.state', { id: 'a1', state: 'done' }],
    ['seat.kind', { seat: 'olu', kind: 'fixer' }],
    ['seat.kind', { seat: 'bob', kind: 'observer' }],
    ['seat.remove', { seat: 'olu' }],
    ['seat.restore', { seat: 'olu' }],
  ].map(([name, payload]) => fc.constant({ name: name as string, payload })),
);

const seats = fc.constantFrom(...Object.keys(CAST));

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ move: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
    },
    {
      weight: 8,
      arbitrary: fc.tuple(seats, commands).map(([seat, command]) => ({ move: 'send' as const, seat, ...command })),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        move: fc.constant('type' as const),
        seat: fc.constantFrom('ann', 'bob'),
        line: fc.constantFrom('psql -c "select 1"', 'restart', 'nosuch --help'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        move: fc.constant('press' as const),
        seat: fc.constant('ann'),
        step: fc.constantFrom(1, 2),
      }),
    },
  ),
  { minLength: 5, maxLength: 40 },
);

/** Plays moves; what is refused has no effect, as in a real drill. `end` ends it. */
export function playMoves(tale: Tale, list: readonly Move[]): Tale {
  for (const one of list) {
    const running = tale.session.clock.state === 'running';
    if (one.move === 'wait') tale.after(`${one.seconds}s`);
    else if (one.move === 'send') tale.as(one.seat).tries(one.name, one.payload);
    else if (running && one.move === 'type') tale.as(one.seat).types(one.line);
    else if (running && one.move === 'press') tale.as(one.seat).runsStep('RUN-001', one.step);
  }
  return tale;
}

const RESTART: Action = { do: 'db.restart', db: 'orders' };

/** A scripted world in which something happens: an alert, a fault that moves, a promise that breaks, health that turns. */
export function busyWorld({ secret = 'SECRET-T' } = {}): Simulation {
  const fault = `SECRET-D-holds`;
  const moved = (from: string, to: string): Effect => ({
    kind: 'fault',
    fault,
    from,
    to,
    event: `${secret}-event`,
    done: false,
  });
  const faultView: FaultView = {
    id: fault,
    title: `${secret} fault`,
    state: `${secret}-state`,
    done: false,
    fired: false,
    sinceS: 0,
    visited: [],
  };
  return scripted({
    at: {
      20: [moved(`${secret}-idle`, `${secret}-holding`)],
      40: [alertEffect('pending', 40)],
      55: [{ kind: 'slo', slo: 'checkout', breached: true, value: 0.9 }],
      70: [
        alertEffect('firing', 70),
        {
          kind: 'change',
          change: { id: `${secret}-c`, atS: 70, kind: 'deploy', target: 'web', summary: 'web 2', author: 'bot' },
        },
      ],
      200: [alertEffect('resolved', 200), { kind: 'slo', slo: 'checkout', breached: false, value: 1 }],
    },
    on: (input, atS) => {
      if (input.kind === 'alert.ack') return [alertEffect('acked', atS, { seat: input.seat })];
      if (input.kind === 'act')
        return [{ kind: 'acted', action: input.action, seat: input.seat, ok: true, message: `${secret}-message` }];
      return input.kind === 'fault.fire' ? [moved(`${secret}-idle`, `${secret}-hurting`)] : [];
    },
    query: {
      'holders > 3': (atS) => (atS > 60 ? [{ labels: {}, value: 150 }] : []),
      'pending == 0': (atS) => (atS > 150 ? [{ labels: {}, value: 0 }] : []),
    },
    slos: (atS) => [
      {
        id: 'checkout',
        title: `${secret} slo`,
        journey: 'checkout',
        objective: 0.99,
        good: atS > 55 && atS < 200 ? 0.9 : 1,
        breached: atS >= 55 && atS < 200,
        sinceS: null,
      },
    ],
    faults: [faultView],
    health: (atS) => [
      { id: 'checkout', kind: 'service', health: atS > 60 ? 'degraded' : 'healthy', detail: `${atS}`, dependsOn: [] },
    ],
    tools: {
      psql: () => ({ stdout: '1\n' }),
      restart: () => ({ stdout: 'restarted\n', actions: [RESTART] }),
    },
  });
}
