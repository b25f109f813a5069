import { describe, expect, test } from 'vitest';
import { parseCondition, renderCondition } from '../../server/runbook/condition.ts';

describe('parseCondition', () => {
  test.each([
    ['up == 1', 'up == 1', 0, 0],
    ['up == 1 within 2m', 'up == 1', 120, 0],
    ['up == 1 for 30s', 'up == 1', 0, 30],
    ['up == 1 within 1h for 1m30s', 'up == 1', 3600, 90],
    ['up == 1 for 30s within 2m', 'up == 1', 120, 30],
    ['sum(rate(x_total[1m])) by (a) < 5 within 5m', 'sum(rate(x_total[1m])) by (a) < 5', 300, 0],
    ['absent(up{job="x"}) within 10s', 'absent(up{job="x"})', 10, 0],
    ['a{state="idle in transaction"} > 2', 'a{state="idle in transaction"} > 2', 0, 0],
  ])('%s', (text, expression, withinS, forS) => {
    expect(parseCondition(text)).toEqual({ ok: true, condition: { expression, withinS, forS } });
  });

  test.each([
    ['', 'no expression'],
    ['up ==', 'unexpected end of input'],
    ['up', 'compares nothing'],
    ['up > bool 1', 'compares nothing'],
    ['1 + 1', 'expected a comparison, got a scalar'],
    ['up[5m]', 'expected a comparison, got a range vector'],
    ['up == 1 within soon', '"within soon" is not a time'],
    ['up == 1 within 2h', 'longer than an hour'],
    ['foo(up) > 1', 'unknown function'],
  ])('%j is refused in a sentence', (text, words) => {
    const result = parseCondition(text);
    expect(result.ok ? '' : result.message).toContain(words);
  });

  test('what is rendered is read back the same', () => {
    const condition = { expression: 'up == 1', withinS: 90, forS: 3600 };
    const text = renderCondition(condition).replace(/^<!-- check: | -->$/g, '');
    expect(parseCondition(text)).toEqual({ ok: true, condition });
  });
});
