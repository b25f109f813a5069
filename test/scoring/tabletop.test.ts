import { expect, test } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { effectOf } from '../../server/report/round-effect.ts';
import { roundsOf } from '../../server/report/rounds.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { story, tinyScenario } from '../support/entries.ts';

/** The same log, as if its drill had been a tabletop. */
function atTable(entries: readonly AnyEntry[]): AnyEntry[] {
  return entries.map((entry) =>
    entry.kind === 'drill.created' ? { ...entry, payload: { ...entry.payload, mode: 'tabletop' } } : entry,
  );
}

test('CLOCK-2 the facilitator’s hand is the table’s: what it does counts as the response', () => {
  const { entries } = story()
    .at('3:00').fault('holding').at('5:00').slo(true).page('CheckoutErrors')
    .at('6:00').ack('facilitator', 'CheckoutErrors').declare('facilitator').at('20:00').add('drill.ended', { reason: 'over' }); // prettier-ignore
  const scenario = tinyScenario();
  const day = stampsOf(readLog(entries), scenario);
  expect([day.ack, day.declare]).toEqual([null, null]);
  const log = readLog(atTable(entries));
  expect(stampsOf(log, scenario)).toMatchObject({ ack: { atS: 360 }, declare: { atS: 360 } });
  expect(log.whoIs('facilitator', 99)).toBe('the table');
  expect(log.whoIs('observer', 99)).toBe('an observer');
});

test('rounds are told with their votes, hands, marks, notes and what was run', () => {
  const options = ['a', 'b'].map((id) => ({
    id,
    text: `Option ${id}`,
    lines: [],
    by: 'scenario' as const,
    votes: [],
    hands: 0,
  }));
  const evidence = { charts: [], logs: [], map: false, alerts: [] };
  const round = {
    number: 1,
    atS: 60,
    title: 'A page',
    situation: '',
    inject: null,
    evidence,
    question: 'What now?',
    options,
  };
  const notes = {
    number: 1,
    expected: [{ id: 'e1', text: 'Declares', mark: null }],
    background: ['secret'],
    next: null,
  };
  const log = readLog(
    story()
      .at('1:00')
      .add('round.opened', { round, notes, lengthS: 300 }, 'facilitator')
      .add('round.option', { round: 1, id: 't3', text: 'Ask Dana', lines: [] }, 'anna')
      .add('round.voted', { round: 1, option: 'a' }, 'anna')
      .add('round.voted', { round: 1, option: 'a' }, 'ben')
      .add('round.voted', { round: 1, option: 'b' }, 'anna')
      .add('round.voted', { round: 1, option: 'a' }, 'ben')
      .add('round.hands', { round: 1, option: 'b', count: 3 }, 'facilitator')
      .add('round.hands', { round: 1, option: 'b', count: 2 }, 'facilitator')
      .add('round.noted', { round: 1, id: 'w1', text: 'Loud' }, 'observer')
      .add('round.marked', { round: 1, expected: 'e1', mark: 'partly' }, 'facilitator')
      .add('round.decided', { round: 1, option: 'b', text: 'Option b', reason: 'Cheap' }, 'facilitator')
      .add('round.applied', { round: 1, lines: [{ line: 'job pause x', exitCode: 0, output: 'ok' }] }, 'facilitator')
      .entries,
  );
  expect(roundsOf(log)).toEqual([
    {
      number: 1,
      atS: 60,
      title: 'A page',
      question: 'What now?',
      decision: 'Option b',
      reason: 'Cheap',
      options: [
        { text: 'Option a', votes: 0 },
        { text: 'Option b', votes: 3 },
        { text: 'Ask Dana', votes: 0 },
      ],
      lines: [{ line: 'job pause x', exitCode: 0, output: 'ok' }],
      expected: [{ text: 'Declares', mark: 'partly' }],
      notes: ['Loud'],
      entries: [9, 10, 17, 18, 19, 20],
    },
  ]);
});

test('a round says what became of users until the next one, in the figure that tells it', () => {
  const felt = (failed: number | null, waitS: number | null) => ({ plural: 'checkouts', failed, waitS });
  expect(effectOf(felt(31, 4), felt(0.2, 0.4))).toEqual({ what: 'Failed checkouts', before: '31 %', after: '0.2 %', went: 'better' }); // prettier-ignore
  expect(effectOf(felt(0, 0.4), felt(0, 6.2))).toEqual({ what: 'Slowest checkouts', before: '400 ms', after: '6.2 s', went: 'worse' }); // prettier-ignore
  expect(effectOf(felt(98, 30), felt(100, 31))?.went).toBe('the same');
  expect(effectOf(undefined, felt(1, 1))).toBeNull();
});
