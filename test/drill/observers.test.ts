import { describe, expect, it } from 'vitest';
import type { AssessmentView } from '../../server/protocol/control.ts';
import { AUDIENCES, type Audience } from '../../server/protocol/roles.ts';
import { drillOn, type Tale } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { alertEffect, fault, stage, world } from '../support/stage.ts';

const OBJECTIVES = [
  {
    id: 'ack',
    text: 'Acknowledge in time',
    met: { acked: 'page' as const },
    within: { seconds: 60, from: 'page' as const },
  },
  { id: 'declare', text: 'Declare', met: { said: 'declare' as const }, within: null },
];

function watched(): Tale {
  const sim = scripted({ at: { 30: [alertEffect('firing', 30)] } });
  return drillOn(stage({ objectives: OBJECTIVES }), sim).start();
}

function sheet(tale: Tale, audience: Audience = 'observers'): AssessmentView['objectives'] {
  return tale.view(audience).assessment?.objectives ?? [];
}

function channel(tale: Tale, audience: Audience): string[] {
  return tale
    .view(audience)
    .messages.flatMap(({ channel: where, body }) => (where === 'control' && body.kind === 'text' ? [body.text] : []));
}

describe('observers', () => {
  it('see each objective with its state as the drill decides it', () => {
    const tale = watched().after('40s').ack().after('1s');
    expect(sheet(tale).map(({ text, state }) => [text, state])).toEqual([
      ['Acknowledge in time', 'met'],
      ['Declare', 'open'],
    ]);
    tale.ends();
    expect(sheet(tale)[1]?.state).toBe('missed');
  });

  it('rate an objective on one of four steps; the newest word of each counts, and facilitators see it at once', () => {
    const tale = watched().enters('seat.joined', { seat: 'oda', kind: 'observer', approved: true }).after('20s');
    tale.as('olu').does('assess.rate', { objective: 'ack', rating: 'unable', note: 'Nobody looked.' });
    tale.as('oda').does('assess.rate', { objective: 'ack', rating: 'performed', note: '' }).after('20s');
    tale.as('olu').does('assess.rate', { objective: 'ack', rating: 'some challenges', note: 'Late, then well.' });
    const ratings = [
      { seat: 'oda', rating: 'performed', note: '', atS: 20 },
      { seat: 'olu', rating: 'some challenges', note: 'Late, then well.', atS: 40 },
    ];
    expect(sheet(tale)[0]?.ratings).toEqual(ratings);
    expect(sheet(tale, 'facilitator')[0]?.ratings).toEqual(ratings);
  });

  it('may rate after the end, while the team debriefs, and nobody else may', () => {
    const tale = watched().after('1m').ends();
    tale.as('olu').does('assess.rate', { objective: 'declare', rating: 'major challenges', note: '' });
    const rate = { objective: 'declare', rating: 'performed', note: '' } as const;
    tale.as('ann').isRefused('assess.rate', rate, 'role/not-allowed');
    tale.as('bea').isRefused('assess.rate', rate, 'role/not-allowed');
    tale.as('fay').isRefused('assess.rate', { ...rate, objective: 'ghost' }, 'request/malformed');
  });

  it('see what fixers see and not what the facilitator sees', () => {
    const tale = watched().after('40s').ack().says('on it');
    const { assessment, ...seen } = tale.snapshot('observers');
    expect(assessment).toBeDefined();
    expect(seen).toEqual(tale.snapshot('fixers'));
  });

  it('get their notes back, and none of a facilitator', () => {
    const tale = watched().after('10s').as('olu').does('note.add', { text: 'Ann holds it all.' });
    tale.as('fay').does('note.add', { text: 'Ask at minute 20.' });
    const notes = [{ id: 'o1', text: 'Ann holds it all.', atS: 10, seat: 'olu' }];
    expect(tale.view('observers').assessment?.notes).toEqual(notes);
    expect(tale.snapshot('observers').assessment?.notes).toEqual(notes);
    for (const audience of ['fixers', 'breakers'] as const)
      expect(JSON.stringify([tale.sent[audience], tale.snapshot(audience)])).not.toContain('Ann holds');
  });

  it('that become fixers lose the sheets, and a fixer never had one', () => {
    const tale = watched().as('olu').does('chat.say', { channel: 'control', text: 'They hesitate.' });
    for (const audience of ['fixers', 'breakers'] as const) {
      expect(tale.snapshot(audience)).not.toHaveProperty('assessment');
      expect(JSON.stringify(tale.sent[audience])).not.toContain('hesitate');
    }
    tale.as('fay').does('seat.kind', { seat: 'olu', kind: 'fixer' });
    const rate = { objective: 'ack', rating: 'performed', note: '' } as const;
    tale.as('olu').isRefused('assess.rate', rate, 'role/not-allowed');
    tale.isRefused('chat.say', { channel: 'control', text: 'psst' }, 'role/not-allowed');
  });
});

describe('the control team', () => {
  it('talks in a channel that only facilitators and observers hear', () => {
    const tale = watched().as('fay').does('chat.say', { channel: 'control', text: 'Who watches command?' });
    tale.as('olu').does('chat.say', { channel: 'control', text: 'I do.' });
    for (const audience of AUDIENCES) {
      const hears = audience === 'facilitator' || audience === 'observers';
      expect(channel(tale, audience), audience).toEqual(hears ? ['Who watches command?', 'I do.'] : []);
    }
    tale.as('ann').isRefused('chat.say', { channel: 'control', text: 'hello?' }, 'role/not-allowed');
    tale.as('bea').isRefused('chat.say', { channel: 'control', text: 'hello?' }, 'role/not-allowed');
    tale.as('ann').isRefused('chat.readback', { message: 'c1' }, 'request/malformed');
  });

  it('keeps notes in one log, with who wrote them and which pattern they are about', () => {
    const tale = watched()
      .after('10s')
      .as('olu')
      .does('note.add', { text: 'Ann holds it all.', pattern: 'ic-as-hero-debugger' });
    tale.as('fay').does('note.add', { text: 'Ask at minute 20.' });
    expect(tale.view('facilitator').truth?.notes).toEqual([
      { id: 'o1', text: 'Ann holds it all.', atS: 10, seat: 'olu', pattern: 'ic-as-hero-debugger' },
      { id: 'o2', text: 'Ask at minute 20.', atS: 10, seat: 'fay', pattern: null },
    ]);
    for (const audience of ['fixers', 'breakers', 'observers'] as const)
      expect(JSON.stringify([tale.sent[audience], tale.snapshot(audience)])).not.toContain('Ask at minute');
  });
});

describe('the history of a fault', () => {
  it('is every move that it made, with when and why, as the facilitator’s statechart shows it', () => {
    const machine = {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'broken' } },
        broken: { on: { MEND: 'mended' } },
        mended: { on: { RELAPSE: 'broken' } },
      },
    };
    const move = (from: string, to: string, event: string) => ({
      kind: 'fault' as const,
      fault: 'holds',
      from,
      to,
      event,
      done: false,
    });
    const view = { id: 'holds', title: 'Holds', state: 'broken', done: false, fired: true, sinceS: 12, visited: [] };
    const at = {
      3: [move('idle', 'broken', 'BREAK')],
      8: [move('broken', 'mended', 'MEND')],
      12: [move('mended', 'broken', 'RELAPSE')],
    };
    const scenario = stage({ world: world({ faults: [{ ...fault('holds'), machine }] }) });
    const tale = drillOn(scenario, scripted({ at, faults: [view] }))
      .start()
      .after('20s');
    const [shown] = tale.view('facilitator').truth?.faults ?? [];
    expect(shown?.history).toEqual([
      { atS: 3, from: 'idle', to: 'broken', event: 'BREAK' },
      { atS: 8, from: 'broken', to: 'mended', event: 'MEND' },
      { atS: 12, from: 'mended', to: 'broken', event: 'RELAPSE' },
    ]);
    expect(shown?.history.at(-1)?.to).toBe(shown?.state);
    const drawn = shown?.edges.map(({ from, to }) => `${from} ${to}`);
    for (const { from, to } of shown?.history ?? []) expect(drawn).toContain(`${from} ${to}`);
  });
});
