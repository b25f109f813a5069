import { expect, test } from 'vitest';
import {
  age,
  bytes,
  clock,
  counted,
  duration,
  humps,
  inUnit,
  number,
  percent,
  rate,
  roundInUnit,
  seconds,
  stopwatch,
  timeOfDay,
} from '../../web/kit/format.ts';

/** Tests read better with plain spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('numbers are grouped by thousands and carry a true minus sign', () => {
  expect(number(41_200)).toBe('41,200');
  expect(number(-7)).toBe('\u22127');
  expect(number(1234.56, 1)).toBe('1,234.6');
  expect(number(-0.001)).toBe('0');
  expect(number(NaN)).toBe('–');
});

test('seconds change their unit with their size', () => {
  expect([0, 0.0123, 0.4, 1.5, 30, 125].map((s) => plain(seconds(s)))).toEqual([
    '0 s',
    '12 ms',
    '400 ms',
    '1.5 s',
    '30.0 s',
    '2 min 5 s',
  ]);
});

test('a bound drops digits that say nothing', () => {
  expect(plain(roundInUnit(2, 'seconds'))).toBe('2 s');
  expect(plain(roundInUnit(2.5, 'seconds'))).toBe('2.5 s');
});

test('shares, rates and sizes name their unit', () => {
  expect(plain(percent(0.062))).toBe('6.2 %');
  expect(plain(percent(0.001))).toBe('0.1 %');
  expect(plain(percent(1))).toBe('100 %');
  expect(plain(inUnit(6.2, 'percent'))).toBe('6.2 %');
  expect(rate(24)).toBe('24/s');
  expect(rate(0.05)).toBe('3.0/min');
  expect(plain(bytes(1536))).toBe('1.5 KiB');
  expect(inUnit(177, 'count')).toBe('177');
});

test('a length of time shows its two largest parts, an age one', () => {
  expect([0, 45, 90, 3600, 7500, 97 * 86_400].map((s) => plain(duration(s)))).toEqual([
    '0 s',
    '45 s',
    '1 min 30 s',
    '1 h',
    '2 h 5 min',
    '97 d',
  ]);
  expect([59, 61, 3599, 90_000].map((s) => plain(age(s)))).toEqual(['59 s', '1 min', '59 min', '1 d']);
});

test('clocks count down past zero with a sign', () => {
  expect(clock(190)).toBe('03:10');
  expect(clock(872, true)).toBe('00:14:32');
  expect(clock(-65)).toBe('\u221201:05');
  expect(stopwatch(124)).toBe('2:04');
  expect(stopwatch(4100)).toBe('1:08:20');
});

test('the simulated wall clock wraps at midnight and takes an epoch as start', () => {
  expect(timeOfDay(872, 14 * 3600, true)).toBe('14:14:32');
  expect(timeOfDay(-900, 14 * 3600)).toBe('13:45');
  expect(timeOfDay(7200, 23 * 3600)).toBe('01:00');
  expect(timeOfDay(60, Date.UTC(2026, 2, 10, 14) / 1000)).toBe('14:01');
});

test('long names wrap at their humps', () => {
  expect(humps('OrdersConnectionsNearLimit')).toEqual(['Orders', 'Connections', 'Near', 'Limit']);
  expect(humps('reports-export')).toEqual(['reports-', 'export']);
  expect(plain(counted(1, 'gap'))).toBe('1 gap');
  expect(plain(counted(3, 'entry', 'entries'))).toBe('3 entries');
});
