import { describe, expect, it } from 'vitest';
import type { AnyDraft, AnyEntry, EntryKind, EntryPayloads } from '../../server/drill/entry.ts';
import { EMPTY_LOG, seal, type LogHead } from '../../server/drill/hash.ts';
import { violations, type Told } from './history.ts';

/** A log with one chat line for each command id, in this order. */
function logOf(...commands: string[]): AnyEntry[] {
  let head: LogHead = EMPTY_LOG;
  return commands.map((command, index) => {
    const payload = { id: `m${index}`, channel: 'team', text: 'hello', persona: null } as const;
    const entry = seal(head, 'd1', 1000, { kind: 'chat.said', v: 1, simMs: 0, seat: 's1', command, payload });
    head = entry;
    return entry;
  });
}

const told = (command: string, outcome: Told['outcome'], nth = 0, client = 'anna'): Told => ({
  command,
  drill: 'd1',
  client,
  nth,
  outcome,
});

type Made = { [K in EntryKind]: { kind: K; payload: EntryPayloads[K]; simMs?: number } }[EntryKind];

/** A log of these entries, in which each has a payload of its own. */
function logWith(drill: string, ...made: Made[]): AnyEntry[] {
  let head: LogHead = EMPTY_LOG;
  return made.map(({ kind, payload, simMs = 0 }) => {
    const entry = seal(head, drill, 1000, { kind, v: 1, simMs, seat: 's1', command: null, payload } as AnyDraft);
    head = entry;
    return entry;
  });
}

const begin = (branchOf?: { drill: string; atS: number }): Made => ({
  kind: 'drill.created',
  payload: { scenario: 'pool', ...(branchOf ? { branchOf } : {}) } as EntryPayloads['drill.created'],
});
const says = (text: string, atS: number): Made => ({
  kind: 'chat.said',
  payload: { id: text, channel: 'team', text, persona: null },
  simMs: atS * 1000,
});
const goesOnIn = (drill: string, atS: number): Made => ({
  kind: 'drill.ended',
  payload: { reason: 'Rewound.', continuedAs: { drill, atS } },
  simMs: 9000,
});
const ran = (line: string, terminal = 'table'): Made => ({
  kind: 'command.ran',
  payload: { line, terminal } as EntryPayloads['command.ran'],
});
const applied = (...lines: string[]): Made => ({
  kind: 'round.applied',
  payload: { round: 1, lines: lines.map((line) => ({ line, exitCode: 0, output: '' })) },
});
const next: Made = { kind: 'round.opened', payload: {} as EntryPayloads['round.opened'] };
const first = logWith('d1', begin(), says('a', 1), says('b', 5), goesOnIn('d2', 3));

function rulesBroken(client: Told[], ...logs: AnyEntry[][]): (string | undefined)[] {
  return [...new Set(violations(client, logs).map((line) => line.split(' ')[0]))];
}

describe('the history checker', () => {
  it('has nothing to say about a good history, whether the unknown arrived or not', () => {
    const client = [told('a', 'ok', 0), told('b', 'refused', 1), told('c', 'ok', 2), told('d', 'unknown', 3)];
    expect(violations(client, [logOf('a', 'c')])).toEqual([]);
    expect(violations(client, [logOf('a', 'c', 'd')])).toEqual([]);
  });

  it.each([
    ['HISTORY-1', [told('a', 'ok'), told('b', 'ok', 1)], logOf('a')],
    ['HISTORY-2', [told('a', 'refused')], logOf('a')],
    ['HISTORY-3', [told('a', 'unknown')], logOf('a', 'a')],
    ['HISTORY-3', [told('a', 'ok')], logOf('a', 'a')],
    ['HISTORY-4', [told('a', 'ok'), told('c', 'ok', 1)], logOf('a', 'b', 'c').filter(({ command }) => command !== 'b')],
    ['HISTORY-4', [told('a', 'ok')], logOf('a').map((entry) => ({ ...entry, wallMs: 2000 }))],
    ['HISTORY-5', [told('a', 'ok', 0), told('b', 'ok', 1)], logOf('b', 'a')],
    ['HISTORY-6', [told('a', 'ok')], logOf('a', 'x')],
  ])('finds a planted violation of %s', (rule, client, log) => {
    expect(rulesBroken(client, log as AnyEntry[])).toContain(rule);
  });

  it('has nothing to say about a drill that was rewound once, or a table whose decisions were run', () => {
    const branch = logWith('d2', begin({ drill: 'd1', atS: 3 }), says('a', 1), says('c', 4));
    expect(violations([], [first, branch])).toEqual([]);
    expect(
      violations([], [logWith('d1', next, ran('ls', '1'), ran('ls'), ran('ps'), applied('ls', 'ps'), next)]),
    ).toEqual([]);
  });

  it.each([
    ['HISTORY-7', [first]],
    ['HISTORY-7', [logWith('d1', begin(), says('a', 1)), logWith('d2', begin({ drill: 'd1', atS: 3 }), says('a', 1))]],
    [
      'HISTORY-7',
      [first, logWith('d2', begin({ drill: 'd1', atS: 3 })), logWith('d3', begin({ drill: 'd1', atS: 3 }))],
    ],
    ['HISTORY-7', [first, logWith('d2', begin({ drill: 'd1', atS: 3 }), says('x', 1))]],
    ['HISTORY-8', [logWith('d1', next, ran('ls'), ran('ls'), applied('ls'), next)]],
    ['HISTORY-8', [logWith('d1', next, applied('ls'), next)]],
    ['HISTORY-8', [logWith('d1', next, ran('ls'))]],
    ['HISTORY-8', [logWith('d1', next, ran('ls'), applied('ls'))]],
  ])('finds a planted violation of %s in what a branch or a table left', (rule, logs) => {
    expect(rulesBroken([], ...logs)).toEqual([rule]);
  });
});
