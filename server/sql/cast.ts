import type { SqlType } from './catalog.ts';
import {
  type Decimal,
  decimal,
  decimalFromNumber,
  decimalToNumber,
  isDecimal,
  powerOfTen,
  rescale,
} from './decimal.ts';
import { SqlFault } from './fault.ts';
import { intervalToMs, type Interval } from './interval.ts';
import { DAY_MS } from './moment.ts';
import { networkAddressText, type NetworkAddress } from './network-address.ts';
import { elementType, isArray, isNumber, isText } from './types.ts';
import { type RelationNames, type Value, valueFromText, valueText } from './value.ts';

type Present = Exclude<Value, null>;
export type Conversion = (value: Present) => Value;

const INT4_LIMIT = 2_147_483_648;
const INT8_LIMIT = 9_223_372_036_854_775_808n;

/** How to convert a value of one type into another; undefined when PostgreSQL has no such cast. */
export function conversion(from: SqlType, to: SqlType, names: RelationNames): Conversion | undefined {
  if (from === to || to === 'void') return (value) => value;
  if (isArray(from) && isArray(to)) return arrayConversion(from, to, names);
  if (isText(from)) return isText(to) ? (value) => value : (value) => valueFromText(value as string, to, names);
  if (to === 'bool') return from === 'int4' ? (value) => value !== 0 : undefined;
  if (isText(to) && from === 'bool') return (value) => (value ? 'true' : 'false');
  // A cast shows the prefix that output leaves out: `10.0.3.2/32`.
  if (isText(to) && from === 'inet') return (value) => fullAddressText(value as NetworkAddress);
  if (isText(to)) return (value) => valueText(value, from, names);
  return between(from, to);
}

function fullAddressText(address: NetworkAddress): string {
  const text = networkAddressText(address);
  return text.includes('/') ? text : `${text}/${address.prefix}`;
}

function arrayConversion(from: SqlType, to: SqlType, names: RelationNames): Conversion | undefined {
  const convert = conversion(elementType(from), elementType(to), names);
  if (!convert) return undefined;
  return (value) => (value as readonly Value[]).map((item) => (item === null ? null : convert(item)));
}

function between(from: SqlType, to: SqlType): Conversion | undefined {
  if (isNumber(from) && isNumber(to)) return (value) => toNumberType(value, to);
  if (from === 'bool' && to === 'int4') return (value) => (value ? 1 : 0);
  const objectIds: SqlType[] = ['oid', 'regclass', 'xid'];
  if (objectIds.includes(to) && (objectIds.includes(from) || from === 'int4' || from === 'int8'))
    return Number as Conversion;
  if (objectIds.includes(from) && (to === 'int4' || to === 'int8')) return (value) => toNumberType(value, to);
  const moments: SqlType[] = ['timestamptz', 'timestamp', 'date'];
  if (moments.includes(from) && moments.includes(to)) {
    return to === 'date' ? (value) => Math.floor((value as number) / DAY_MS) * DAY_MS : (value) => value;
  }
  if (from === 'interval' && to === 'float8') return (value) => intervalToMs(value as Interval) / 1000;
  return undefined;
}

/** Between int4, int8, numeric and float8, rounding as PostgreSQL does. */
export function toNumberType(value: Present, to: SqlType): Value {
  switch (to) {
    case 'int4':
      return checkInt4(Number(toBigInt(value)));
    case 'int8':
      return checkInt8(toBigInt(value));
    case 'numeric':
      return toDecimal(value);
    default:
      return isDecimal(value) ? decimalToNumber(value) : Number(value);
  }
}

export function toDecimal(value: Present): Decimal {
  if (isDecimal(value)) return value;
  if (typeof value === 'bigint') return decimal(value, 0);
  return Number.isInteger(value) ? decimal(BigInt(value as number), 0) : decimalFromNumber(value as number);
}

function toBigInt(value: Present): bigint {
  if (typeof value === 'bigint') return value;
  if (isDecimal(value)) return rescale(value, 0).unscaled;
  return BigInt(roundHalfToEven(value as number));
}

/** A double becomes an integer by rounding halves to even (C's rint). */
function roundHalfToEven(value: number): number {
  if (!Number.isFinite(value)) throw new SqlFault('integer out of range');
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

export function checkInt4(value: number): number {
  if (value >= INT4_LIMIT || value < -INT4_LIMIT) throw new SqlFault('integer out of range');
  return value;
}

export function checkInt8(value: bigint): bigint {
  if (value >= INT8_LIMIT || value < -INT8_LIMIT) throw new SqlFault('bigint out of range');
  return value;
}

/** `numeric(precision, scale)`, with PostgreSQL's overflow text. */
export function fitNumeric(value: Decimal, precision: number, scale: number): Decimal {
  const fitted = rescale(value, scale);
  const magnitude = fitted.unscaled < 0n ? -fitted.unscaled : fitted.unscaled;
  if (magnitude < powerOfTen(precision)) return fitted;
  const whole = precision - scale;
  throw new SqlFault('numeric field overflow', {
    detail: `A field with precision ${precision}, scale ${scale} must round to an absolute value less than ${whole === 0 ? '1' : `10^${whole}`}.`,
  });
}
