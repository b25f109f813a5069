import { describe, expect, test } from 'vitest';
import type { AssessmentView, ControlView, NudgeView } from '../../server/protocol/control.ts';
import type { BranchReport } from '../../server/protocol/http.ts';
import type { InjectView, MessageView, SeatView, TruthView } from '../../server/protocol/room.ts';
import { controlLog } from '../../web/control/control-log.ts';
import {
  draftOf,
  formOf,
  formTrouble,
  inOrder,
  newForm,
  nextInject,
  personasOf,
  triggerWords,
  whenWords,
} from '../../web/control/inject-words.ts';
import { LeftAlone } from '../../web/control/left-alone.svelte.ts';
import { leadState, leavingWords, speedBy, timeboxState } from '../../web/control/pace.ts';
import { seatsInOrder, vacantRoles } from '../../web/control/seats.ts';
import { newStop, stopFormOf, stopRuleOf } from '../../web/control/stop-form.ts';
import { branchRows } from '../../web/debrief/branch-rows.ts';
import { firstUnrated, ownRating, ratingOfKey, tally } from '../../web/observer/rating.ts';
import { seatWords } from '../../web/state/seat-words.ts';

const SLOS: TruthView['slos'] = [
  { id: 'checkout', title: 'Checkout', objective: 0.99, good: 1, breached: false, sinceS: null },
];

function inject(id: string, more: Partial<InjectView> = {}): InjectView {
  const when = { atS: null, when: '', trigger: null, fault: null, origin: 'scenario' } as const;
  return { id, lane: 'chat', from: 'CEO', text: 'How much?', expects: '', state: 'to come', ...when, ...more };
}

function seat(id: string, more: Partial<SeatView> = {}): SeatView {
  return { id, kind: 'fixer', name: id, roles: [], state: 'here', ready: true, vote: null, ...more };
}

describe('injects', () => {
  test('the next one is the earliest with a time that has not come', () => {
    const list = [inject('late', { atS: 900 }), inject('soon', { atS: 300 }), inject('gone', { atS: 60, state: 'fired' }), inject('waits')]; // prettier-ignore
    expect(nextInject(list)?.id).toBe('soon');
    expect(nextInject([inject('waits')])).toBeNull();
    expect(inOrder(list).map(({ id }) => id)).toEqual(['gone', 'soon', 'late', 'waits']);
  });

  test('a condition is said in words', () => {
    expect(whenWords({ atS: 750 }, SLOS)).toBe('at 12:30');
    expect(whenWords({ on: 'breached', slo: 'checkout', forS: 120 }, SLOS)).toBe(
      'when “Checkout” has been broken for 2\u00a0min',
    );
    expect(whenWords({ on: 'restored', slo: 'checkout', forS: 0 }, SLOS)).toBe('when “Checkout” is kept again');
    expect(whenWords({ on: 'said', what: 'can' }, SLOS)).toBe('when an update is sent');
    expect(whenWords({ on: 'unfilled', role: 'comms', afterS: 300 }, SLOS)).toBe(
      'when there is no Communications Lead at 05:00',
    );
  });

  test('a condition that only a scenario can say is told as the scenario tells it', () => {
    expect(triggerWords(inject('x', { when: 'when the pool is full' }), SLOS)).toBe('when the pool is full');
  });

  test('editing keeps what is not touched, for every kind of trigger', () => {
    const triggers = [
      { atS: 750 },
      { on: 'breached', slo: 'checkout', forS: 90 },
      { on: 'said', what: 'allclear' },
      { on: 'acknowledged' },
      { on: 'unfilled', role: 'ops', afterS: 305 },
    ] as const;
    for (const trigger of triggers) {
      const before = inject('x', { trigger, atS: 'atS' in trigger ? trigger.atS : null, fault: 'storm' });
      expect(draftOf(formOf(before, 100, SLOS))).toEqual({
        id: 'x',
        lane: 'chat',
        from: 'CEO',
        text: 'How much?',
        expects: '',
        fault: 'storm',
        when: trigger,
      });
    }
    expect(draftOf(formOf(inject('x', { when: 'when …' }), 100, SLOS)).when).toBeNull();
  });

  test('a new one stands two minutes ahead on a full half minute', () => {
    const form = newForm(485, SLOS);
    expect([form.minute, form.second]).toEqual([10, 30]);
    expect(formTrouble({ ...form, from: 'CEO', text: 'x' }, 485)).toBeNull();
  });

  test('a time that has passed is refused with what to do instead', () => {
    expect(formTrouble({ ...newForm(0, SLOS), minute: 3, second: 0 }, 200)).toMatch(/later time/);
    expect(formTrouble({ ...newForm(0, SLOS), lane: 'fault' }, 0)).toBe('Choose the fault that it fires.');
  });

  test('personas are those who speak, each once', () => {
    const injects = [inject('a'), inject('b'), inject('c', { from: 'QuillPay', lane: 'traffic' }), inject('d', { from: 'Support' })]; // prettier-ignore
    expect(personasOf({ injects, nudges: [] })).toEqual(['CEO', 'Support']);
  });
});

describe('pace', () => {
  test('the timebox warns at ten, five and one minute, and says how far it is over', () => {
    expect(timeboxState(601).warning).toBeNull();
    expect([600, 300, 60, -5].map((left) => timeboxState(left).warning)).toEqual([10, 5, 1, 0]);
    expect([601, 300, 60, -5].map((left) => timeboxState(left).tone)).toEqual(['plain', 'warn', 'bad', 'bad']);
    expect(timeboxState(-65).words).toBe('01:05 over');
  });

  test('speed stays between one and ten', () => {
    expect([speedBy(1, -1), speedBy(1, 1), speedBy(10, 1), speedBy(5, -1)]).toEqual([1, 2, 10, 4]);
  });

  const control: ControlView = { lead: 'lena', locked: false, timeboxS: 2400, planHash: null, branchOf: null, continuedAs: null }; // prettier-ignore
  const lena = seat('lena', { kind: 'facilitator' });
  const max = seat('max', { kind: 'facilitator' });

  test('whoever leads is told who can take over', () => {
    const lead = leadState(control, [lena, max], 'lena');
    expect(lead.mine).toBe(true);
    expect(leavingWords(lead)).toBe('Leaving this page does not stop the drill. max can take over.');
  });

  test('a second facilitator does not lead until the first is away', () => {
    expect(leadState(control, [lena, max], 'max')).toMatchObject({ mine: false, empty: false });
    expect(leadState(control, [{ ...lena, state: 'away' }, max], 'max')).toMatchObject({ mine: false, empty: true });
    expect(leadState(control, [max], 'max')).toMatchObject({ mine: false, empty: true, leader: null });
  });

  test('a drill of before has no lead: any facilitator paces it', () => {
    expect(leadState({ ...control, lead: null }, [lena], 'lena').mine).toBe(true);
  });
});

describe('seats', () => {
  test('roles come first, in the order of an incident; who left is not listed', () => {
    const seats = [seat('olu', { kind: 'observer' }), seat('ravi', { roles: ['ops'] }), seat('loose'), seat('anna', { roles: ['ic'] }), seat('gone', { state: 'left', roles: ['comms'] })]; // prettier-ignore
    expect(seatsInOrder(seats).map(({ id }) => id)).toEqual(['anna', 'ravi', 'loose', 'olu']);
    expect(vacantRoles(seats)).toEqual(['comms']);
  });

  test('a seat is said in one breath', () => {
    expect(seatWords(seat('Ravi', { roles: ['ops'] }))).toBe('Ravi (Operations Lead)');
    expect(seatWords(seat('Olu', { kind: 'observer' }))).toBe('Olu (observer)');
  });
});

describe('nudges that were left alone', () => {
  const nudge: NudgeView = { id: 'swarm', name: 'Swarm', state: 'now', sinceS: 300, dueAtS: null, sentence: 'Four hands for 8 min.', ask: null }; // prettier-ignore

  test('stay away while only their numbers grow, and come back when they begin anew', () => {
    const left = new LeftAlone('d1');
    left.leave(nudge);
    expect(left.isLeft({ ...nudge, sentence: 'Four hands for 9 min.' })).toBe(true);
    expect(left.isLeft({ ...nudge, sinceS: 900 })).toBe(false);
    expect(left.isLeft({ ...nudge, sentence: 'Comms is vacant.' })).toBe(false);
  });

  test('survive a refresh of the page', () => {
    new LeftAlone('d2').leave(nudge);
    expect(new LeftAlone('d2').isLeft(nudge)).toBe(true);
    expect(new LeftAlone('d3').isLeft(nudge)).toBe(false);
  });
});

test('notes and the control team’s words are one list, the newest first', () => {
  const said: MessageView = { id: 'm1', atS: 90, channel: 'control', from: { kind: 'seat', seat: 'olu' }, body: { kind: 'text', text: 'Who commands?' }, readBack: [] }; // prettier-ignore
  const notes = [{ id: 'n1', text: 'Slow start', atS: 60, seat: 'lena', pattern: null }, { id: 'n2', text: 'Better', atS: 120, seat: 'lena', pattern: 'swarm' }]; // prettier-ignore
  const lines = controlLog({ truth: { notes } as unknown as TruthView, messages: [said, { ...said, id: 'm2', channel: 'team' }] }); // prettier-ignore
  expect(lines.map(({ text }) => text)).toEqual(['Better', 'Who commands?', 'Slow start']);
  const assessment = { objectives: [], notes: [{ id: 'n1', text: 'Slow start', atS: 60, seat: 'olu' }, { id: 'n2', text: 'Calm', atS: 80, seat: 'kim' }] }; // prettier-ignore
  const read = controlLog({ assessment, messages: [said] }).map(({ seat, text }) => [seat, text]);
  expect(read, 'an observer reads every observer’s notes, as each is sent them').toEqual([
    ['olu', 'Who commands?'],
    ['kim', 'Calm'],
    ['olu', 'Slow start'],
  ]);
});

test('a stop rule survives its form, and a new one has an id of its own', () => {
  const rules = [
    { id: 'stop-2', kind: 'word', word: 'stop the drill' },
    { id: 'b', kind: 'user-minutes', above: 500 },
    { id: 'c', kind: 'breached', slo: 'checkout', forS: 150 },
    { id: 'd', kind: 'unacknowledged', forS: 600 },
  ] as const;
  for (const rule of rules) expect(stopRuleOf(stopFormOf(rule, 'checkout'))).toEqual(rule);
  expect(newStop([rules[0]], 'checkout').id).toBe('stop-3');
});

describe('assessment', () => {
  const view: AssessmentView = {
    objectives: [
      { id: 'a', text: 'A', state: 'met', ratings: [{ seat: 'olu', rating: 'performed', note: '', atS: 1 }] },
      { id: 'b', text: 'B', state: 'open', ratings: [{ seat: 'kim', rating: 'unable', note: '', atS: 1 }] },
    ],
  };

  test('keys 1 to 4 are the four ratings in the order of the sheet; others are none', () => {
    expect(['1', '2', '3', '4', '5', 'x'].map(ratingOfKey)).toEqual(['performed', 'some challenges', 'major challenges', 'unable', null, null]); // prettier-ignore
  });

  test('each observer has a sheet of their own', () => {
    expect(firstUnrated(view, 'olu')).toBe('b');
    expect(firstUnrated(view, 'kim')).toBe('a');
    expect(ownRating(view.objectives[0]!, 'kim')).toBeNull();
  });

  test('a tally has the best first and leaves out what nobody gave', () => {
    expect(tally([{ rating: 'unable' }, { rating: 'performed' }, { rating: 'performed' }])).toEqual([
      { rating: 'performed', count: 2 },
      { rating: 'unable', count: 1 },
    ]);
  });
});

describe('branches', () => {
  const branch = (drill: string, more: Partial<BranchReport>): BranchReport => ({ drill, from: null, reason: '', state: 'ended', lastedS: 600, mitigatedAtS: null, userMinutesLost: 900, decisions: [], ...more }); // prettier-ignore
  const rows = branchRows(
    [branch('d1', {}), branch('d2', { from: { drill: 'd1', atS: 510 }, reason: 'Rewound to 08:30: decide again', userMinutesLost: 400, mitigatedAtS: 720 })], // prettier-ignore
    'd2',
  );

  test('each says where it left and why, without saying the time twice', () => {
    expect(rows.map(({ name, from }) => [name, from])).toEqual([
      ['First time', 'from the start'],
      ['Branch 1', 'left “First time” at 08:30: decide again'],
    ]);
  });

  test('the one that lost least is marked, unless two share it', () => {
    expect(rows.map(({ best }) => best)).toEqual([false, true]);
    expect(branchRows([branch('d1', {}), branch('d2', {})], 'd1').some(({ best }) => best)).toBe(false);
  });
});
