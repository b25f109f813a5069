import { describe, expect, test } from 'vitest';
import { compileParam } from '../../server/scenario/compile-machine.ts';
import { mergePatch } from '../../server/scenario/merge.ts';
import {
  readDuration,
  readDurationRange,
  readMoment,
  readPercent,
  readRate,
} from '../../server/scenario/quantities.ts';

describe('a variant over its base', () => {
  const base = { services: { web: { slots: 4, calls: [1, 2] }, search: { slots: 8 } }, met: { all: [1] } };

  test('maps are merged key by key, lists replace', () => {
    expect(mergePatch(base, { services: { web: { calls: [3] } } })).toEqual({
      services: { web: { slots: 4, calls: [3] }, search: { slots: 8 } },
      met: { all: [1] },
    });
  });

  test('null removes a key', () => {
    expect(mergePatch(base, { services: { search: null } })).toEqual({
      services: { web: base.services.web },
      met: base.met,
    });
  });

  test('a condition replaces the whole condition', () => {
    expect(mergePatch(base, { met: { any: [2] } })).toEqual({ services: base.services, met: { any: [2] } });
  });

  test('the base stays as it was', () => {
    const before = JSON.stringify(base);
    mergePatch(base, { services: { web: { slots: 1 }, accounts: {} } });
    expect(JSON.stringify(base)).toBe(before);
  });
});

describe('quantities', () => {
  test.each([
    ['9ms', 0.009],
    ['30s', 30],
    ['1m30s', 90],
    ['1h30m', 5400],
    ['0.5s', 0.5],
    ['-22m', -1320],
    ['2d', 172_800],
    ['30', null],
    ['30 s', null],
    ['s', null],
    ['', null],
  ])('the duration %s is %s s', (text, seconds) => expect(readDuration(text)).toBe(seconds));

  test('1m30s and 90s are the same bits, and so are 900ms and 0.9s', () => {
    expect(readDuration('1m30s')).toBe(readDuration('90s'));
    expect(readDuration('900ms')).toBe(readDuration('0.9s'));
  });

  test.each([
    ['180/s', 180],
    ['30/m', 0.5],
    ['6/h', 6 / 3600],
  ])('the rate %s', (text, perS) => expect(readRate(text)).toBe(perS));

  test.each([
    ['4%', 0.04],
    ['1.1%', 0.011],
    ['200%', 2],
    ['-10%', -0.1],
    ['0.04', null],
  ])('the share %s is %s', (text, share) => expect(readPercent(text)).toBe(share));

  test('a range has its ends the right way round', () => {
    expect(readDurationRange('2m..5m')).toEqual([120, 300]);
    expect(readDurationRange('5m..2m')).toBeNull();
  });

  test('a day that does not exist is no moment', () => {
    expect(readMoment('2026-03-10')).toBe(Date.UTC(2026, 2, 10));
    expect(readMoment('2026-03-10T14:00:00Z')).toBe(Date.UTC(2026, 2, 10, 14));
    expect(readMoment('2026-02-29')).toBeNull();
    expect(readMoment('2026-03-10T14:00:00+01:00')).toBeNull();
  });

  test('a parameter of a fault is read by the kind that its name has', () => {
    expect(compileParam('errorShare', '1%')).toBe(0.01);
    expect(compileParam('rampS', '4m')).toBe(240);
    expect(compileParam('perS', '0.36/s')).toBe(0.36);
    expect(compileParam('gibPerH', '12GiB/h')).toBe(12);
    expect(compileParam('version', '2.18.0')).toBe('2.18.0');
    expect(compileParam('rampS', '1%')).toBe('1%');
  });
});
