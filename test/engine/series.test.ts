import { describe, expect, test } from 'vitest';
import { select } from '../../server/engine/telemetry/matcher.ts';
import {
  commit,
  commitMissed,
  createSeriesStore,
  declare,
  latest,
  put,
  range,
  SAMPLE_S,
} from '../../server/engine/telemetry/series.ts';
import { foldSeries, restoreSeries, snapshotSeries } from '../../server/engine/telemetry/series-snapshot.ts';
import { evalInstant } from '../../server/engine/promql/evaluate.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import { CASES } from './promql-cases.ts';
import { recordedStore } from './promql-world.ts';

describe('recorded series', () => {
  test('declaring the same series twice gives the same reference, whatever the order of labels', () => {
    const store = createSeriesStore({ startS: -3600 });
    const ref = declare(store, 'up', { a: '1', b: '2', empty: '' }, 'gauge');
    expect(declare(store, 'up', { b: '2', a: '1' }, 'gauge')).toBe(ref);
    expect(declare(store, 'up', { a: '1' }, 'gauge')).not.toBe(ref);
    expect(store.generation).toBe(2);
  });

  test('samples stand on the grid from the start of the pre-roll', () => {
    const store = createSeriesStore({ startS: -3600 });
    const ref = declare(store, 'up', {}, 'gauge');
    for (let i = 0; i < 3; i++) {
      put(store, ref, i);
      commit(store, -3600 + i * SAMPLE_S);
    }
    expect(latest(store, ref)).toBe(2);
    expect(range(store, ref, -3599, 0)).toEqual([
      { atS: -3595, value: 1 },
      { atS: -3590, value: 2 },
    ]);
    expect(() => commit(store, -3580)).toThrow('series sample at -3580 s is off the grid: the next one is at -3585 s');
  });

  test('what was not put is gone from the newest sample and from ranges', () => {
    const store = createSeriesStore({ startS: 0 });
    const ref = declare(store, 'x', {}, 'gauge');
    [1, null, 3].forEach((value, i) => {
      if (value !== null) put(store, ref, value);
      commit(store, i * 5);
      expect(latest(store, ref)).toBe(value ?? undefined);
    });
    expect(range(store, ref, 0, 10).map(({ atS }) => atS)).toEqual([0, 10]);
    put(store, ref, 4);
    commitMissed(store, 15);
    expect(latest(store, ref)).toBeUndefined();
  });

  test('matchers are anchored, and a missing label counts as empty', () => {
    const store = createSeriesStore({ startS: 0 });
    const refs = ['checkout', 'check', 'search'].map((service) => declare(store, 'up', { service }, 'gauge'));
    const bare = declare(store, 'up', {}, 'gauge');
    const up = { name: '__name__', op: '=', value: 'up' } as const;
    expect(select(store, [up, { name: 'service', op: '=~', value: 'check' }])).toEqual([refs[1]]);
    expect(select(store, [up, { name: 'service', op: '!~', value: 'check.*' }])).toEqual([refs[2], bare]);
    expect(select(store, [up, { name: 'service', op: '=', value: '' }])).toEqual([bare]);
    expect(select(store, [{ name: '__name__', op: '=~', value: 'u.' }])).toHaveLength(4);
    expect(select(store, [{ name: '__proto__', op: '=', value: 'x' }])).toEqual([]);
  });

  test('a store restored from JSON text answers every query the same and goes on recording', () => {
    const store = recordedStore();
    const restored = restoreSeries(
      JSON.parse(JSON.stringify(snapshotSeries(store))) as ReturnType<typeof snapshotSeries>,
    );
    for (const copy of [store, restored]) {
      put(copy, 0, 5);
      commit(copy, 605);
    }
    for (const query of CASES) {
      const parsed = parsePromql(query);
      if (!parsed.ok) throw new Error(parsed.message);
      for (const atS of [203, 400, 605]) {
        expect(evalInstant(parsed.expr, restored, atS)).toEqual(evalInstant(parsed.expr, store, atS));
      }
    }
  });

  test('folding in two parts is folding at once, and sees a changed value', () => {
    const folded = (store: ReturnType<typeof recordedStore>, from: number[]): number[] => {
      const seen: number[] = [];
      for (const start of from) foldSeries(store, start, (value) => seen.push(value));
      return seen;
    };
    const store = recordedStore();
    const whole = folded(store, [0]);
    const tail = folded(store, [100]);
    expect(whole.slice(-tail.length)).toEqual(tail);
    store.blocks[0]![3 * (store.blocks[0]!.length / 64)] = 99;
    expect(folded(store, [0])).not.toEqual(whole);
  });
});
