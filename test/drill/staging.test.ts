import { describe, expect, it } from 'vitest';
import type { Condition, InjectDef, ObjectiveDef } from '../../server/scenario/scenario.ts';
import type { Action } from '../../server/engine/input.ts';
import { conditionWords } from '../../server/drill/condition-words.ts';
import { drillOn } from '../support/drill-dsl.ts';
import { scripted, type Script } from '../support/scripted-simulation.ts';
import { alertEffect, fault, stage, world } from '../support/stage.ts';

const RESTART: Action = { do: 'db.restart', db: 'orders' };

/** The promise breaks at 60 s and holds again at 180 s; the page comes at 90 s. */
const outage = (more: Script = {}) =>
  scripted({
    at: {
      60: [{ kind: 'slo', slo: 'checkout', breached: true, value: 0.9 }],
      90: [alertEffect('firing', 90)],
      180: [{ kind: 'slo', slo: 'checkout', breached: false, value: 1 }],
    },
    slos: (atS) => [
      {
        id: 'checkout',
        title: '',
        journey: 'checkout',
        objective: 0.99,
        good: 1,
        breached: atS >= 60 && atS < 180,
        sinceS: null,
      },
    ],
    on: (input, atS) =>
      input.kind === 'act'
        ? [{ kind: 'acted', action: input.action, seat: input.seat, ok: true, message: '' }]
        : input.kind === 'alert.ack'
          ? [alertEffect('acked', atS)]
          : [],
    tools: { psql: () => ({ stdout: '1\n' }), restart: () => ({ actions: [RESTART] }) },
    ...more,
  });

const wanting = (met: Condition, within: ObjectiveDef['within'] = null) =>
  drillOn(stage({ objectives: [{ id: 'o', text: '', met, within }] }), outage()).start();

describe('an objective', () => {
  it('is met when its condition holds for as long as it says', () => {
    wanting({ slo: 'checkout', state: 'restored', forS: 120 })
      .after('299s')
      .expectsObjective('o', 'open')
      .after('1s')
      .expectsObjective('o', 'met');
  });

  it('that asks for restoration is not met by what never broke', () => {
    wanting({ slo: 'checkout', state: 'restored' }).after('50s').ends().expectsObjective('o', 'missed');
  });

  it('is missed when its time has passed, counted from the page', () => {
    const within = { seconds: 60, from: 'page' } as const;
    wanting({ acked: 'page' }, within)
      .after('150s')
      .expectsObjective('o', 'open')
      .after('1s')
      .expectsObjective('o', 'missed');
    wanting({ acked: 'page' }, within).after('140s').ack().after('1s').expectsObjective('o', 'met');
  });

  it('of something left undone is settled at the end, or by doing it', () => {
    wanting({ notActed: 'db.restart orders' })
      .after('5m')
      .expectsObjective('o', 'open')
      .ends()
      .expectsObjective('o', 'met');
    wanting({ notActed: 'db.restart orders' }).after('1m').types('restart').after('1s').expectsObjective('o', 'missed');
  });

  it('of looking before acting is missed by acting first', () => {
    const look: Condition = { ran: 'psql', before: 'db.restart orders' };
    wanting(look).types('psql').types('restart').after('1s').expectsObjective('o', 'met');
    wanting(look).types('restart').types('psql').after('1s').expectsObjective('o', 'missed');
  });

  it('is told with its deadline to the facilitator alone', () => {
    const tale = wanting({ said: 'declare' }, { seconds: 300, from: 'page' }).after('2m');
    expect(tale.view('facilitator').truth?.objectives).toMatchObject([{ state: 'open', dueAtS: 390 }]);
    expect(tale.view('fixers')).not.toHaveProperty('truth');
  });
});

describe('conditions', () => {
  const open = (met: Condition) => wanting(met);

  it('combine with all and any', () => {
    open({ all: [{ said: 'declare' }, { role: 'ic', filled: true }] })
      .does('incident.declare', { severity: 'sev-2', title: 'x' })
      .after('1s')
      .expectsObjective('o', 'open')
      .does('role.take', { role: 'ic' })
      .after('1s')
      .expectsObjective('o', 'met');
    open({ any: [{ elapsedS: 30 }, { said: 'can' }] })
      .after('29s')
      .expectsObjective('o', 'open')
      .after('1s')
      .expectsObjective('o', 'met');
  });

  it('read metrics when a sample closes', () => {
    const sim = outage({
      query: { 'pending > 10': (atS) => (atS >= 20 && atS < 45 ? [{ labels: {}, value: 11 }] : []) },
    });
    const objectives = [
      { id: 'long', text: '', met: { metric: 'pending > 10', forS: 30 }, within: null },
      { id: 'short', text: '', met: { metric: 'pending > 10', forS: 20 }, within: null },
    ];
    drillOn(stage({ objectives }), sim)
      .start()
      .after('39s')
      .expectsObjective('short', 'open')
      .after('1s')
      .expectsObjective('short', 'met')
      .after('1m')
      .expectsObjective('long', 'open');
  });

  it('read as a sentence for the facilitator', () => {
    expect(
      conditionWords({
        all: [
          { slo: 'checkout', state: 'breached', forS: 240 },
          { role: 'ic', filled: true },
        ],
      }),
    ).toBe('checkout is out of bound for 4 min and Incident Commander is filled');
  });
});

describe('injects', () => {
  const inject = (parts: Partial<InjectDef>): InjectDef => ({
    id: 'i',
    when: { atS: 60 },
    via: 'chat',
    from: 'Support',
    text: 'Customers call.',
    expects: 'an answer',
    fault: null,
    ...parts,
  });
  const with_ = (parts: Partial<InjectDef>) =>
    drillOn(stage({ injects: [inject(parts)] }), outage())
      .start()
      .as('fay');
  const said = (tale: ReturnType<typeof with_>) => tale.view('fixers').messages.map(({ atS, from }) => [atS, from]);

  it('come at their time, as the persona who says them', () => {
    expect(said(with_({}).after('2m'))).toEqual([[60, { kind: 'persona', name: 'Support' }]]);
  });

  it('come once when their condition holds', () => {
    expect(
      said(with_({ when: { condition: { slo: 'checkout', state: 'breached', forS: 60 } } }).after('5m')),
    ).toHaveLength(1);
  });

  it('are fired early, delayed or skipped by the facilitator', () => {
    expect(said(with_({}).after('10s').does('inject.fire', { inject: 'i' }).after('5m')).map(([atS]) => atS)).toEqual([
      10,
    ]);
    expect(said(with_({}).does('inject.delay', { inject: 'i', byS: 30 }).after('5m')).map(([atS]) => atS)).toEqual([
      90,
    ]);
    expect(said(with_({}).does('inject.skip', { inject: 'i' }).after('5m'))).toEqual([]);
    with_({})
      .after('2m')
      .isRefused('inject.fire', { inject: 'i' }, 'inject/settled')
      .isRefused('inject.skip', { inject: 'x' }, 'inject/unknown');
  });

  it('that are not words show through the world alone', () => {
    const tale = with_({ via: 'fault', text: 'the second fault', fault: 'holds' }).after('2m');
    expect(said(tale)).toEqual([]);
    expect(tale.view('facilitator').truth?.injects).toMatchObject([{ state: 'fired', atS: 60, lane: 'fault' }]);
  });
});

describe('the breakers’ deck', () => {
  const faults = [
    fault('holds', { undo: true, cost: 30, cooldownS: 120 }),
    fault('kills', { cost: 15 }),
    fault('huge', { cost: 40 }),
  ];
  const views = faults.map(({ id, title }) => ({
    id,
    title,
    state: 'idle',
    done: false,
    fired: false,
    sinceS: 0,
    visited: [],
  }));
  const deck = () => drillOn(stage({ world: world({ faults }) }), scripted({ faults: views })).start();
  const states = (tale: ReturnType<typeof deck>) => tale.view('breakers').deck?.cards.map(({ state }) => state);

  it('spends its budget and cools down between faults', () => {
    const tale = deck().breaks('holds');
    expect(states(tale)).toEqual(['running', 'cooling', 'over budget']);
    expect(tale.view('breakers').deck).toMatchObject({ budget: 50, spent: 30 });
    tale
      .as('bea')
      .isRefused('fault.fire', { fault: 'kills' }, 'fault/not-ready')
      .isRefused('fault.fire', { fault: 'nope' }, 'fault/unknown');
    tale.after('2m').enters('clock.reached', {});
    expect(states(tale)).toEqual(['running', 'ready', 'over budget']);
  });

  it('takes back what can be taken back', () => {
    deck().breaks('holds').as('bea').does('fault.stop', { fault: 'holds' });
    deck()
      .breaks('kills')
      .as('bea')
      .isRefused('fault.stop', { fault: 'kills' }, 'fault/not-ready')
      .isRefused('fault.stop', { fault: 'holds' }, 'fault/not-ready');
  });

  it('lies on no fixer’s table', () => {
    const tale = deck().breaks('holds');
    expect(tale.view('fixers')).not.toHaveProperty('deck');
    expect(tale.sent.fixers.flat().filter(({ type }) => type === 'deck' || type === 'truth')).toEqual([]);
  });

  it('gives way to the scenario’s own timeline only when nobody was quicker', () => {
    const fired: string[] = [];
    const sim = scripted({
      faults: views,
      on: (input) => (input.kind === 'fault.fire' ? (fired.push(input.fault), []) : []),
    });
    const scenario = stage({
      world: world({ faults }),
      timeline: [
        { atS: 60, fault: 'holds' },
        { atS: 90, fault: 'kills' },
      ],
    });
    drillOn(scenario, sim).start().after('30s').breaks('holds').after('2m');
    expect(fired).toEqual(['holds', 'kills']);
  });
});

describe('the facilitator', () => {
  it('gives hints one by one, each once, and everybody sees them', () => {
    const tale = drillOn(stage(), scripted())
      .start()
      .as('fay')
      .does('hint.give', { number: 1 })
      .does('hint.give', { number: 1 });
    expect(tale.view('fixers').hints).toEqual([{ number: 1, text: 'Who holds a connection?', atS: 0 }]);
    expect(tale.view('facilitator').truth?.hints).toMatchObject([{ givenAtS: 0 }, { givenAtS: null }]);
    tale.isRefused('hint.give', { number: 3 }, 'hint/none-left');
  });

  it('speaks as a persona without being seen', () => {
    const tale = drillOn(stage(), scripted())
      .start()
      .as('fay')
      .does('persona.say', { persona: 'Support', text: 'Any news?' });
    expect(tale.view('fixers').messages[0]).toMatchObject({ id: 'm1', from: { kind: 'persona', name: 'Support' } });
    expect(JSON.stringify(tale.sent.fixers.at(-1))).not.toContain('fay');
  });

  it('confirms a cause that the team has stated; the team does not learn it', () => {
    const tale = drillOn(stage(), scripted()).start().does('hypothesis.state', { text: 'the report' });
    const before = tale.sent.fixers.length;
    tale.as('fay').does('cause.confirm', { identification: 'h1', confirmed: true });
    expect(tale.sent.fixers).toHaveLength(before);
    expect(tale.view('facilitator').truth?.identifications).toMatchObject([{ id: 'h1', confirmed: true }]);
  });

  it('sees a tempting move when it is taken', () => {
    const tale = drillOn(stage(), outage()).start().after('2m').types('restart');
    expect(tale.view('facilitator').truth?.tempting).toEqual([
      {
        action: 'db.restart orders',
        line: 'kubectl rollout restart statefulset/orders',
        hurts: 'drops every session',
        takenAtS: 120,
      },
    ]);
  });

  it('sees the fault’s statechart with where it stands', () => {
    const faults = [
      {
        id: 'holds',
        title: 'Holds',
        state: 'broken',
        done: false,
        fired: true,
        sinceS: 3,
        visited: [{ state: 'broken', fromS: 3, toS: null }],
      },
    ];
    const tale = drillOn(
      stage(),
      scripted({
        faults,
        at: { 3: [{ kind: 'fault', fault: 'holds', from: 'idle', to: 'broken', event: 'BREAK', done: false }] },
      }),
    )
      .start()
      .after('5s');
    expect(tale.view('facilitator').truth?.faults[0]).toMatchObject({
      state: 'broken',
      firedAtS: 3,
      states: [
        { id: 'idle', initial: true, visited: false },
        { id: 'broken', visited: true },
      ],
      edges: [{ from: 'idle', to: 'broken', label: 'fired', hinge: false }],
    });
  });
});
