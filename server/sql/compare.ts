import { compareDecimals, type Decimal, decimalToText, isDecimal } from './decimal.ts';
import { type Interval, intervalToMs, isInterval } from './interval.ts';
import {
  compareNetworkAddresses,
  isNetworkAddress,
  type NetworkAddress,
  networkAddressText,
} from './network-address.ts';
import type { Value } from './value.ts';

const HAS_SURROGATE = /[\ud800-\udfff]/;

type Present = Exclude<Value, null>;

/**
 * Order of two values of the same type: below, equal (0) or above. Text goes by code point, as in a database created
 * with the C collation (upper case first).
 */
export function compareValues(a: Present, b: Present): number {
  if (Array.isArray(a)) return compareArrays(a, b as readonly Value[]);
  if (typeof a === 'string') return compareText(a, b as string);
  if (isDecimal(a)) return compareDecimals(a, b as Decimal);
  if (isInterval(a)) return sign(intervalToMs(a) - intervalToMs(b as Interval));
  if (isNetworkAddress(a)) return compareNetworkAddresses(a, b as NetworkAddress);
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

/** Nulls last unless said otherwise, as `ORDER BY` does. */
export function compareForSort(a: Value, b: Value, descending: boolean, nullsFirst: boolean): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === nullsFirst ? -1 : 1;
  }
  return descending ? compareValues(b, a) : compareValues(a, b);
}

/** A text that is equal exactly when the values are not distinct: for GROUP BY, DISTINCT and set operations. */
export function groupKey(value: Value): string {
  if (value === null) return 'n';
  if (Array.isArray(value)) return `[${value.map(groupKey).join(',')}]`;
  if (isDecimal(value))
    return `d${decimalToText(value)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '')}`;
  if (isInterval(value)) return `i${intervalToMs(value)}`;
  if (isNetworkAddress(value)) return `a${networkAddressText(value)}/${value.prefix}`;
  return JSON.stringify(typeof value === 'bigint' ? value.toString() : value);
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const order = compareForSort(a[at]!, b[at]!, false, false);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  // UTF-16 order differs from code point order only when surrogates are about.
  if (HAS_SURROGATE.test(a) || HAS_SURROGATE.test(b)) return compareCodePoints(a, b);
  return a < b ? -1 : 1;
}

function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a, (character) => character.codePointAt(0)!);
  const right = Array.from(b, (character) => character.codePointAt(0)!);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    if (left[at] !== right[at]) return left[at]! - right[at]!;
  }
  return left.length - right.length;
}

function sign(value: number): number {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}
