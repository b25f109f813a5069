import type { SqlType } from './catalog.ts';
import { checkInt4, checkInt8 } from './cast.ts';
import {
  addDecimals,
  type Decimal,
  decimal,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  remainder,
} from './decimal.ts';
import { SqlFault } from './fault.ts';
import { addIntervals, addToMoment, type Interval, isInterval, momentDifference, scaleInterval } from './interval.ts';
import { DAY_MS } from './moment.ts';
import type { Value } from './value.ts';

type Present = Exclude<Value, null>;
export type Calculation = (a: Present, b: Present) => Value;

function divisionByZero(): never {
  throw new SqlFault('division by zero');
}

const INT4: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => checkInt4(a + b),
  '-': (a, b) => checkInt4(a - b),
  '*': (a, b) => checkInt4(a * b),
  '/': (a, b) => (b === 0 ? divisionByZero() : Math.trunc(a / b) + 0),
  '%': (a, b) => (b === 0 ? divisionByZero() : (a % b) + 0),
};

const INT8: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => checkInt8(a + b),
  '-': (a, b) => checkInt8(a - b),
  '*': (a, b) => checkInt8(a * b),
  '/': (a, b) => (b === 0n ? divisionByZero() : a / b),
  '%': (a, b) => (b === 0n ? divisionByZero() : a % b),
};

/** PostgreSQL's numeric holds 131,072 digits before the point. */
const NUMERIC_LIMIT_DIGITS = 131_072;
let numericLimit: bigint | undefined;

function checkNumeric(value: Decimal): Decimal {
  numericLimit ??= 10n ** BigInt(NUMERIC_LIMIT_DIGITS);
  if (value.unscaled >= numericLimit || -value.unscaled >= numericLimit)
    throw new SqlFault('value overflows numeric format');
  return value;
}

const NUMERIC: Readonly<Record<string, (a: Decimal, b: Decimal) => Decimal>> = {
  '+': addDecimals,
  '-': (a, b) => addDecimals(a, negateDecimal(b)),
  '*': (a, b) => checkNumeric(multiplyDecimals(a, b)),
  '/': (a, b) => divideDecimals(a, b) ?? divisionByZero(),
  '%': (a, b) => remainder(a, b) ?? divisionByZero(),
};

const FLOAT8: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? divisionByZero() : a / b),
};

/** `+ - * / %` on two values of one number type; undefined where PostgreSQL has no such operator. */
export function numberArithmetic(operator: string, type: SqlType): Calculation | undefined {
  const table = { int4: INT4, int8: INT8, numeric: NUMERIC, float8: FLOAT8 }[
    type as 'int4' | 'int8' | 'numeric' | 'float8'
  ];
  return Object.hasOwn(table, operator) ? (table[operator] as unknown as Calculation) : undefined;
}

export interface MixedArithmetic {
  left: SqlType;
  right: SqlType;
  returns: SqlType;
  run: Calculation;
}

/** Moments, intervals and log positions: each line is one operator of PostgreSQL. */
const MIXED: readonly ({ operator: string } & MixedArithmetic)[] = [
  ...(['timestamptz', 'timestamp'] as const).flatMap((moment) => [
    { operator: '-', left: moment, right: moment, returns: 'interval' as const, run: difference },
    { operator: '+', left: moment, right: 'interval' as const, returns: moment, run: shift(1) },
    { operator: '-', left: moment, right: 'interval' as const, returns: moment, run: shift(-1) },
    {
      operator: '+',
      left: 'interval' as const,
      right: moment,
      returns: moment,
      run: (a: Present, b: Present) => shift(1)(b, a),
    },
  ]),
  {
    operator: '-',
    left: 'date',
    right: 'date',
    returns: 'int4',
    run: (a, b) => Math.round(((a as number) - (b as number)) / DAY_MS),
  },
  {
    operator: '+',
    left: 'date',
    right: 'int4',
    returns: 'date',
    run: (a, b) => (a as number) + (b as number) * DAY_MS,
  },
  {
    operator: '-',
    left: 'date',
    right: 'int4',
    returns: 'date',
    run: (a, b) => (a as number) - (b as number) * DAY_MS,
  },
  { operator: '+', left: 'date', right: 'interval', returns: 'timestamp', run: shift(1) },
  { operator: '-', left: 'date', right: 'interval', returns: 'timestamp', run: shift(-1) },
  {
    operator: '+',
    left: 'interval',
    right: 'interval',
    returns: 'interval',
    run: (a, b) => addIntervals(a as Interval, b as Interval),
  },
  {
    operator: '-',
    left: 'interval',
    right: 'interval',
    returns: 'interval',
    run: (a, b) => addIntervals(a as Interval, b as Interval, -1),
  },
  {
    operator: '*',
    left: 'interval',
    right: 'float8',
    returns: 'interval',
    run: (a, b) => scaleInterval(a as Interval, b as number),
  },
  {
    operator: '*',
    left: 'float8',
    right: 'interval',
    returns: 'interval',
    run: (a, b) => scaleInterval(b as Interval, a as number),
  },
  {
    operator: '/',
    left: 'interval',
    right: 'float8',
    returns: 'interval',
    run: (a, b) => (b === 0 ? divisionByZero() : scaleInterval(a as Interval, 1 / (b as number))),
  },
  {
    operator: '-',
    left: 'pg_lsn',
    right: 'pg_lsn',
    returns: 'numeric',
    run: (a, b) => decimal((a as bigint) - (b as bigint), 0),
  },
];

/** Operators between different kinds; the caller converts arguments to the types given. */
export function mixedArithmetic(operator: string): readonly MixedArithmetic[] {
  return MIXED.filter((entry) => entry.operator === operator);
}

function difference(a: Present, b: Present): Value {
  return momentDifference(a as number, b as number);
}

function shift(sign: 1 | -1): Calculation {
  return (moment, by) => addToMoment(moment as number, by as Interval, sign);
}

/** `- x`; undefined for a type without it. */
export function negation(type: SqlType): ((value: Present) => Value) | undefined {
  switch (type) {
    case 'int4':
      return (value) => checkInt4(0 - (value as number));
    case 'int8':
      return (value) => checkInt8(-(value as bigint));
    case 'numeric':
      return (value) => negateDecimal(value as Decimal);
    case 'float8':
      return (value) => -(value as number);
    case 'interval':
      return (value) => (isInterval(value) ? addIntervals({ months: 0, days: 0, ms: 0 }, value, -1) : null);
    default:
      return undefined;
  }
}
