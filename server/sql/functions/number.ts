import type { SqlType } from '../catalog.ts';
import { numberArithmetic } from '../arithmetic.ts';
import { toNumberType } from '../cast.ts';
import { type Decimal, decimal, decimalFromNumber, isDecimal, rescale, truncate } from '../decimal.ts';
import { SqlFault } from '../fault.ts';
import type { Value } from '../value.ts';
import type { Builtin } from './builtin.ts';
import { numberToChar } from '../to-char.ts';

export const numberFunctions: readonly Builtin[] = [
  ...(['int4', 'int8', 'numeric', 'float8'] as const).flatMap((type): Builtin[] => [
    { name: 'abs', args: [type], returns: type, run: ([value]) => absolute(value!) },
    { name: 'mod', args: [type, type], returns: type, run: ([a, b]) => numberArithmetic('%', type)?.(a!, b!) ?? null },
  ]),
  ...(['ceil', 'ceiling', 'floor'] as const).flatMap((name): Builtin[] => [
    { name, args: ['numeric'], returns: 'numeric', run: ([value]) => wholeNumber(value as Decimal, name !== 'floor') },
    {
      name,
      args: ['float8'],
      returns: 'float8',
      run: ([value]) => (name === 'floor' ? Math.floor(value as number) : Math.ceil(value as number)),
    },
  ]),
  { name: 'round', args: ['numeric'], returns: 'numeric', run: ([value]) => rescale(value as Decimal, 0) },
  {
    name: 'round',
    args: ['numeric', 'int4'],
    returns: 'numeric',
    run: ([value, scale]) => rescale(value as Decimal, boundedScale(scale as number)),
  },
  {
    name: 'round',
    args: ['float8'],
    returns: 'float8',
    run: ([value]) => Number(toNumberType(value!, 'int8') as bigint),
  },
  { name: 'trunc', args: ['numeric'], returns: 'numeric', run: ([value]) => truncate(value as Decimal, 0) },
  {
    name: 'trunc',
    args: ['numeric', 'int4'],
    returns: 'numeric',
    run: ([value, scale]) => truncate(value as Decimal, boundedScale(scale as number)),
  },
  { name: 'trunc', args: ['float8'], returns: 'float8', run: ([value]) => Math.trunc(value as number) },
  {
    name: 'sign',
    args: ['numeric'],
    returns: 'numeric',
    run: ([value]) => decimal(signOf((value as Decimal).unscaled), 0),
  },
  { name: 'sign', args: ['float8'], returns: 'float8', run: ([value]) => Math.sign(value as number) },
  { name: 'sqrt', args: ['float8'], returns: 'float8', run: ([value]) => squareRoot(value as number) },
  { name: 'pg_size_pretty', args: ['int8'], returns: 'text', run: ([bytes]) => sizePretty(bytes as bigint) },
  {
    name: 'pg_size_pretty',
    args: ['numeric'],
    returns: 'text',
    run: ([bytes]) => sizePretty(rescale(bytes as Decimal, 0).unscaled),
  },
  {
    name: 'pg_wal_lsn_diff',
    args: ['pg_lsn', 'pg_lsn'],
    returns: 'numeric',
    run: ([a, b]) => decimal((a as bigint) - (b as bigint), 0),
  },
  ...(['int4', 'int8', 'numeric', 'float8'] as const).map((type: SqlType): Builtin => ({
    name: 'to_char',
    args: [type, 'text'],
    returns: 'text',
    run: ([value, form]) => numberToChar(isDecimal(value) ? value : asDecimal(value!), form as string),
  })),
  {
    name: 'to_hex',
    args: ['int8'],
    returns: 'text',
    run: ([value]) => BigInt.asUintN(64, value as bigint).toString(16),
  },
];

function asDecimal(value: Exclude<Value, null>): Decimal {
  return typeof value === 'bigint' ? decimal(value, 0) : decimalFromNumber(value as number);
}

function absolute(value: Exclude<Value, null>): Value {
  if (isDecimal(value)) return decimal(value.unscaled < 0n ? -value.unscaled : value.unscaled, value.scale);
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  return Math.abs(value as number);
}

function wholeNumber(value: Decimal, up: boolean): Decimal {
  const cut = truncate(value, 0);
  const exact = rescale(cut, value.scale).unscaled === value.unscaled;
  if (exact) return cut;
  if (up) return value.unscaled > 0n ? decimal(cut.unscaled + 1n, 0) : cut;
  return value.unscaled < 0n ? decimal(cut.unscaled - 1n, 0) : cut;
}

function boundedScale(scale: number): number {
  return Math.min(Math.max(scale, -2000), 2000);
}

function signOf(value: bigint): bigint {
  return value < 0n ? -1n : value > 0n ? 1n : 0n;
}

function squareRoot(value: number): number {
  if (value < 0) throw new SqlFault('cannot take square root of a negative number');
  return Math.sqrt(value);
}

const SIZE_UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** PostgreSQL 15's pg_size_pretty: steps up at 10,240 of a unit, halves rounded away from zero. */
function sizePretty(bytes: bigint): string {
  const magnitude = bytes < 0n ? -bytes : bytes;
  if (magnitude < 10_240n) return `${bytes} bytes`;
  // One bit is kept below the unit for rounding.
  let doubled = bytes / 512n;
  for (const [at, unit] of SIZE_UNITS.entries()) {
    const rounded = halfRounded(doubled);
    const size = rounded < 0n ? -rounded : rounded;
    if (size < 10_240n || at === SIZE_UNITS.length - 1) return `${rounded} ${unit}`;
    doubled /= 1024n;
  }
  return `${bytes} bytes`;
}

function halfRounded(doubled: bigint): bigint {
  return (doubled + (doubled < 0n ? -1n : 1n)) / 2n;
}
