import { expect, test } from 'vitest';
import type { LogRow } from '../../server/protocol/signals.ts';
import {
  chipTerms,
  markedPieces,
  rowAsJson,
  rowAsText,
  withField,
  withoutTerm,
} from '../../web/state/signals/log-text.ts';

const row: LogRow = {
  id: 'a1',
  atS: 65,
  ms: 42,
  service: 'checkout',
  pod: 'checkout-1',
  level: 'error',
  message: 'request failed',
  fields: { status: 503, path: '/pay' },
  trace: 'abc',
};
const AT_14 = 14 * 3600;

test('a click on a value adds a filter once, quoted where it has spaces', () => {
  expect(withField('timeout', 'status', 503)).toBe('timeout status=503');
  expect(withField('timeout status=503', 'status', 503)).toBe('timeout status=503');
  expect(withField('', 'reason', 'too many clients')).toBe('reason="too many clients"');
});

test('filters on fields and exclusions become chips that can be taken away; words stay in the field', () => {
  const text = 'timeout -healthz reason="too many clients" "two words"';
  expect(chipTerms(text)).toEqual(['-healthz', 'reason="too many clients"']);
  expect(withoutTerm(text, 'reason="too many clients"')).toBe('timeout -healthz "two words"');
});

test('what the search looks for is marked in the message, in any case', () => {
  expect(markedPieces('Connection timed out: connection', 'CONNECTION -x status=1')).toEqual([
    { text: 'Connection', hit: true },
    { text: ' timed out: ', hit: false },
    { text: 'connection', hit: true },
  ]);
  expect(markedPieces('all quiet', '')).toEqual([{ text: 'all quiet', hit: false }]);
});

test('a line is copied as a log file and as structured logging hold it', () => {
  expect(rowAsText(row, AT_14)).toBe('14:01:05.042 ERROR checkout-1 request failed status=503 path=/pay');
  expect(JSON.parse(rowAsJson(row, AT_14))).toEqual({
    time: '1970-01-01T14:01:05.042Z',
    level: 'error',
    service: 'checkout',
    pod: 'checkout-1',
    message: 'request failed',
    status: 503,
    path: '/pay',
    trace_id: 'abc',
  });
});
