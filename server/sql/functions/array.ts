import type { SqlType } from '../catalog.ts';
import { compareValues } from '../compare.ts';
import { SqlFault } from '../fault.ts';
import { addToMoment, type Interval, intervalToMs } from '../interval.ts';
import type { Session } from '../session.ts';
import { elementType } from '../types.ts';
import type { Value } from '../value.ts';
import type { Builtin } from './builtin.ts';

const elementOfFirst = (types: readonly SqlType[]): SqlType => elementType(types[0] ?? 'text[]');

export const arrayFunctions: readonly Builtin[] = [
  { name: 'cardinality', args: ['anyarray'], returns: 'int4', run: ([list]) => (list as Value[]).length },
  {
    name: 'array_length',
    args: ['anyarray', 'int4'],
    returns: 'int4',
    run: ([list, dimension]) => (dimension === 1 && (list as Value[]).length > 0 ? (list as Value[]).length : null),
  },
  { name: 'unnest', args: ['anyarray'], returns: elementOfFirst, setReturning: true, run: ([list]) => list! },
  {
    name: 'array_position',
    args: ['anyarray', 'anyelement'],
    returns: 'int4',
    run: ([list, wanted]) => {
      const at = (list as Value[]).findIndex((item) => item !== null && compareValues(item, wanted!) === 0);
      return at < 0 ? null : at + 1;
    },
  },
  {
    name: 'array_remove',
    args: ['anyarray', 'anyelement'],
    returns: ([list]) => list!,
    run: ([list, unwanted]) =>
      (list as Value[]).filter((item) => item === null || compareValues(item, unwanted!) !== 0),
  },
  {
    name: 'array_append',
    args: ['anyarray', 'anyelement'],
    returns: ([list]) => list!,
    run: ([list, item]) => [...(list as Value[]), item!],
  },
  ...(['int4', 'int8'] as const).flatMap((type): Builtin[] => [
    {
      name: 'generate_series',
      args: [type, type],
      returns: type,
      setReturning: true,
      run: ([from, to], session) => series(from as number, to as number, type === 'int8' ? 1n : 1, session),
    },
    {
      name: 'generate_series',
      args: [type, type, type],
      returns: type,
      setReturning: true,
      run: ([from, to, step], session) => series(from as number, to as number, step as number, session),
    },
  ]),
  {
    name: 'generate_series',
    args: ['timestamptz', 'timestamptz', 'interval'],
    returns: 'timestamptz',
    setReturning: true,
    run: ([from, to, step], session) => momentSeries(from as number, to as number, step as Interval, session),
  },
];

/** The same loop for numbers and bigints: both ends and the step have one type. */
function series<T extends number | bigint>(from: T, to: T, step: number | bigint, session: Session): T[] {
  if (step === 0 || step === 0n) throw new SqlFault('step size cannot equal zero');
  const values: T[] = [];
  for (let value = from; step > 0 ? value <= to : value >= to; value = ((value as number) + (step as number)) as T) {
    session.charge(1);
    values.push(value);
  }
  return values;
}

function momentSeries(from: number, to: number, step: Interval, session: Session): number[] {
  const forward = intervalToMs(step) > 0;
  if (intervalToMs(step) === 0) throw new SqlFault('step size cannot equal zero');
  const values: number[] = [];
  for (let value = from; forward ? value <= to : value >= to; value = addToMoment(value, step)) {
    session.charge(1);
    values.push(value);
  }
  return values;
}
