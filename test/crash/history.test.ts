import { describe, expect, it } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
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
  client,
  nth,
  outcome,
});

describe('the history checker', () => {
  it('has nothing to say about a good history, whether the unknown arrived or not', () => {
    const client = [told('a', 'ok', 0), told('b', 'refused', 1), told('c', 'ok', 2), told('d', 'unknown', 3)];
    expect(violations(client, logOf('a', 'c'))).toEqual([]);
    expect(violations(client, logOf('a', 'c', 'd'))).toEqual([]);
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
    expect(violations(client, log as AnyEntry[]).map((line) => line.split(' ')[0])).toContain(rule);
  });
});
