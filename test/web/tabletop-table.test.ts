import { describe, expect, test } from 'vitest';
import type { SeatView } from '../../server/protocol/room.ts';
import type { RoundOption, RoundView } from '../../server/protocol/tabletop.ts';
import { commandLines, linesProblem } from '../../web/tabletop/option-draft.ts';
import { progressOf } from '../../web/tabletop/progress.ts';
import { secondsLeft, timerWords } from '../../web/tabletop/round-timer.ts';
import { situationLines } from '../../web/tabletop/situation-lines.ts';
import { tellingParts } from '../../web/tabletop/telling-parts.ts';
import { leadingOption, tallies, turnout, tiedAt } from '../../web/tabletop/votes.ts';
import { sampleTabletop } from '../../web/gallery/samples-tabletop.ts';
import { Table } from '../../web/tabletop/table.svelte.ts';

const option = (id: string, votes: string[], hands = 0): RoundOption => ({
  id,
  text: id,
  lines: [],
  by: 'scenario',
  votes,
  hands,
});

describe('votes', () => {
  test('hands in the room and votes of seats count alike', () => {
    const rows = tallies([option('a', ['s1', 's2'], 1), option('b', ['s3']), option('c', [])]);
    expect(rows.map(({ number, count, share, leads }) => [number, count, share, leads])).toEqual([
      [1, 3, 0.75, true],
      [2, 1, 0.25, false],
      [3, 0, 0, false],
    ]);
  });

  test('without a vote, and on a tie, nothing leads', () => {
    expect(leadingOption([option('a', []), option('b', [])])).toBeNull();
    expect(leadingOption([option('a', ['s1']), option('b', [], 1)])).toBeNull();
    expect(leadingOption([option('a', ['s1']), option('b', [], 2)])?.id).toBe('b');
  });

  test('who has not voted is named; bots, observers and those who left are not waited for', () => {
    const seat = (id: string, more: Partial<SeatView> = {}): SeatView => ({
      id,
      name: id,
      kind: 'fixer',
      roles: [],
      state: 'here',
      ready: true,
      vote: null,
      ...more,
    });
    const seats = [
      seat('anna'),
      seat('ravi', { state: 'away' }),
      seat('bot', { bot: true }),
      seat('olga', { kind: 'observer' }),
      seat('gone', { state: 'left' }),
    ];
    const round = { options: [option('a', ['anna', 'gone'])] } as unknown as RoundView;
    expect(turnout(round, seats)).toEqual({ voted: 1, of: 2, missing: ['ravi'] });
  });
});

describe('timer', () => {
  const timer = { lengthS: 300, endsAtMs: null, leftS: 300 };

  test('it counts wall time while it runs, never below zero', () => {
    expect(secondsLeft({ ...timer, endsAtMs: 61_000 }, 1_000)).toBe(60);
    expect(secondsLeft({ ...timer, endsAtMs: 500 }, 1_000)).toBe(0);
    expect(secondsLeft({ ...timer, leftS: 42 }, 1_000)).toBe(42);
  });

  test('its state is said beside the digits', () => {
    expect(timerWords(timer, 0)).toMatch(/^of 5.min, not started$/);
    expect(timerWords({ ...timer, leftS: 42 }, 0)).toMatch(/stopped$/);
    expect(timerWords({ ...timer, endsAtMs: 1_000 }, 0)).toMatch(/^of 5.min$/);
    expect(timerWords({ ...timer, endsAtMs: 1_000 }, 2_000)).toMatch(/time is up$/);
  });
});

describe('progress', () => {
  const rounds = (n: number) => Array.from({ length: n }, () => ({}) as RoundView);

  test('the newest round is now, the expected ones are to come', () => {
    expect(progressOf({ rounds: rounds(2), about: 4 })).toEqual({
      steps: ['done', 'now', 'next', 'next'],
      label: 'Round 2 of about 4',
    });
  });

  test('more rounds than expected never read as "5 of 4"', () => {
    expect(progressOf({ rounds: rounds(5), about: 4 }).label).toBe('Round 5 of about 5');
  });
});

describe('log excerpt', () => {
  const strong = (text: string, level = 'info') =>
    tellingParts(text, level)
      .filter((part) => part.strong)
      .map((part) => part.text);

  test('an error tells as a whole', () => {
    expect(strong('connection not available', 'error')).toEqual(['connection not available']);
  });

  test('elsewhere the words of trouble tell, with their numbers', () => {
    expect(strong('pool orders: total 4, active 4, idle 0, waiting 47')).toEqual(['waiting 47']);
    expect(strong('retrying checkout, attempt 2  (×591 in 2 min)', 'warn')).toEqual(['attempt 2']);
    expect(strong('POST /pay 503 31 ms')).toEqual(['503']);
  });

  test('a duration or a count that begins with five is no status', () => {
    expect(strong('POST /pay 200 512 ms')).toEqual([]);
    expect(strong('retrying checkout (×591 in 2 min)')).toEqual([]);
  });

  test('nothing of a line is lost', () => {
    const text = 'pool exhausted (total=20, waiting=6) refused';
    expect(
      tellingParts(text, 'warn')
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});

test('a figure stays with its unit, and each thing that is known is a paragraph', () => {
  expect(situationLines('31 % fail; normal is 0 %.\nThe slowest take 3.2 s.')).toEqual([
    '31\u00a0% fail; normal is 0\u00a0%.',
    'The slowest take 3.2\u00a0s.',
  ]);
});

test('a tie is said, and one who leads is none', () => {
  const option = (votes: string[], hands = 0) => ({ id: 'x', text: '', lines: [], by: 'table' as const, votes, hands });
  expect(tiedAt([option(['a', 'b']), option(['c'], 1), option([])])).toBe(2);
  expect(tiedAt([option(['a']), option([])])).toBeNull();
  expect(tiedAt([option([]), option([])])).toBeNull();
});

describe('an option from the table', () => {
  test('one command a line, with or without a prompt, empty lines left out', () => {
    expect(commandLines('$ deploy halt checkout\n\n  deploy status ')).toEqual([
      'deploy halt checkout',
      'deploy status',
    ]);
  });

  test('too many lines are refused before the server has to', () => {
    expect(linesProblem(Array.from({ length: 11 }, () => 'true'))).toMatch(/at most 10/);
    expect(linesProblem(['true'])).toBeUndefined();
  });
});

describe('the table', () => {
  test('Apply takes what was decided, until something else is chosen', () => {
    const table = new Table(sampleTabletop('facilitator'));
    expect(table.choice).toBeNull();
    expect(table.canApply).toBe(true);
    table.pick(table.round?.options[1]);
    expect(table.choice?.id).toBe('o2');
  });

  test('a choice that differs from the decision is written down before it is run', async () => {
    const drill = sampleTabletop('facilitator');
    const sent: string[] = [];
    Object.assign(drill, {
      send: (name: string) => {
        sent.push(name);
        return Promise.resolve({ ok: true, result: { number: 3 } });
      },
    });
    const table = new Table(drill);
    table.pick(table.round?.options[0]);
    await table.apply();
    expect(sent).toEqual(['round.decide', 'round.apply']);
  });

  test('a decision in words alone is applied as it stands', async () => {
    const drill = sampleTabletop('facilitator');
    const sent: string[] = [];
    Object.assign(drill, {
      send: (name: string) => {
        sent.push(name);
        return Promise.resolve({ ok: true, result: { number: 3 } });
      },
    });
    await new Table(drill).apply();
    expect(sent).toEqual(['round.apply']);
  });

  test('an earlier round is only looked at', () => {
    const table = new Table(sampleTabletop('facilitator'));
    expect(table.turn(-1)).toBe(true);
    expect(table.round?.number).toBe(1);
    expect(table.open).toBe(false);
    expect(table.canApply).toBe(false);
    expect(table.turn(-1)).toBe(false);
    expect(table.turn(1)).toBe(true);
    expect(table.isNewest).toBe(true);
  });

  test('what came of a decision is told in the round after it', () => {
    const table = new Table(sampleTabletop('fixer'));
    expect(table.cause?.number).toBe(1);
    table.look(1);
    expect(table.cause).toBeNull();
  });

  test('a responder votes and paces nothing', async () => {
    const drill = sampleTabletop('fixer');
    const sent: string[] = [];
    Object.assign(drill, {
      send: (name: string) => {
        sent.push(name);
        return Promise.resolve({ ok: true, result: undefined });
      },
    });
    const table = new Table(drill);
    table.pick(table.round?.options[0]);
    await table.next();
    await table.apply();
    expect(sent).toEqual(['round.vote']);
  });
});
