import type { Relation, SqlType } from './catalog.ts';
import { type Decimal, decimalFromNumber, decimalToText, isDecimal, parseDecimal } from './decimal.ts';
import { SqlFault } from './fault.ts';
import { type Interval, intervalText, isInterval, parseInterval } from './interval.ts';
import { dateText, DAY_MS, parseMoment, timestampText } from './moment.ts';
import { isNetworkAddress, type NetworkAddress, networkAddressText, parseNetworkAddress } from './network-address.ts';
import { elementType, isArray, typeName } from './types.ts';

/**
 * A value inside the evaluator, by type: bool → boolean; int4, oid, xid, float8, regclass → number; int8, pg_lsn →
 * bigint; numeric → Decimal; timestamps and date → milliseconds; the rest as their names say.
 */
export type Value = null | boolean | number | bigint | string | Decimal | Interval | NetworkAddress | readonly Value[];

/** Relation names by oid and back, for `regclass`. */
export interface RelationNames {
  nameOf: (oid: number) => string | undefined;
  oidOf: (name: string) => number | undefined;
}

export function relationNames(relations: Readonly<Record<string, Relation>>): RelationNames {
  const names = new Map<number, string>();
  const oids = new Map<string, number>();
  for (const [qualified, { oid }] of Object.entries(relations)) {
    if (oid === undefined) continue;
    const name = qualified.replace(/^(public|pg_catalog)\./, '');
    names.set(oid, name);
    oids.set(name, oid);
  }
  return { nameOf: (oid) => names.get(oid), oidOf: (name) => oids.get(name) };
}

/** PostgreSQL's output text of a value that is not null. */
export function valueText(value: Exclude<Value, null>, type: SqlType, names: RelationNames): string {
  if (isArray(type)) {
    const element = elementType(type);
    return `{${(value as Value[]).map((item) => (item === null ? 'NULL' : quoteElement(valueText(item, element, names)))).join(',')}}`;
  }
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (isDecimal(value)) return decimalToText(value);
  if (isInterval(value)) return intervalText(value);
  if (isNetworkAddress(value)) return networkAddressText(value);
  if (typeof value === 'number') return numberText(value, type, names);
  if (type === 'pg_lsn') return lsnText(value as bigint);
  return String(value);
}

function numberText(value: number, type: SqlType, names: RelationNames): string {
  switch (type) {
    case 'timestamptz':
      return `${timestampText(value)}+00`;
    case 'timestamp':
      return timestampText(value);
    case 'date':
      return dateText(value);
    case 'regclass':
      return value === 0 ? '-' : (names.nameOf(value) ?? String(value));
    case 'float8':
      return floatText(value);
    default:
      return String(value);
  }
}

/** Shortest text that reads back, with an exponent from 1e15 up and below 1e-4, as PostgreSQL 12 and later print. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e15 || magnitude < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function lsnText(value: bigint): string {
  return `${(value >> 32n).toString(16).toUpperCase()}/${(value & 0xffffffffn).toString(16).toUpperCase()}`;
}

function quoteElement(text: string): string {
  const plain = text !== '' && text.toUpperCase() !== 'NULL' && !/[{}",\\\s]/.test(text);
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const INT4_MAX = 2_147_483_647;

/** Reads a literal as PostgreSQL's input functions do. Throws `invalid input syntax for type …`. */
export function valueFromText(text: string, type: SqlType, names: RelationNames): Value {
  if (isArray(type)) return arrayFromText(text, type, names);
  const invalid = () => new SqlFault(`invalid input syntax for type ${typeName(type)}: "${text}"`);
  switch (type) {
    case 'bool': {
      const word = text.trim().toLowerCase();
      if (word !== '' && ['true', 'yes', 'on', '1'].some((yes) => (yes === 'on' ? word === yes : yes.startsWith(word))))
        return true;
      if (
        word !== '' &&
        ['false', 'no', 'off', '0'].some((no) =>
          no === 'off' ? word.length > 1 && no.startsWith(word) : no.startsWith(word),
        )
      )
        return false;
      throw invalid();
    }
    case 'int4':
    case 'oid':
    case 'xid': {
      if (!/^\s*[+-]?\d+\s*$/.test(text)) throw invalid();
      const value = Number(text);
      if (Math.abs(value) > INT4_MAX && type === 'int4')
        throw new SqlFault(`value "${text}" is out of range for type integer`);
      return value;
    }
    case 'int8':
      if (!/^\s*[+-]?\d+\s*$/.test(text)) throw invalid();
      return BigInt(text.trim());
    case 'numeric':
      return parseDecimal(text) ?? throwIt(invalid());
    case 'float8': {
      const value = /^\s*-?(infinity|nan)\s*$/i.test(text)
        ? Number(
            text
              .trim()
              .replace(/infinity/i, 'Infinity')
              .replace(/nan/i, 'NaN'),
          )
        : Number(text);
      if (text.trim() === '' || (Number.isNaN(value) && !/nan/i.test(text))) throw invalid();
      return value;
    }
    case 'timestamptz':
    case 'timestamp':
      return parseMoment(text) ?? throwIt(invalid());
    case 'date': {
      const ms = parseMoment(text) ?? throwIt(invalid());
      return Math.floor(ms / DAY_MS) * DAY_MS;
    }
    case 'interval':
      return parseInterval(text) ?? throwIt(invalid());
    case 'inet':
      return parseNetworkAddress(text) ?? throwIt(invalid());
    case 'pg_lsn': {
      const match = /^([0-9a-f]{1,8})\/([0-9a-f]{1,8})$/i.exec(text.trim());
      if (!match) throw invalid();
      return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`);
    }
    case 'regclass': {
      if (/^\d+$/.test(text)) return Number(text);
      const name = text.replace(/^(public|pg_catalog)\./, '');
      return names.oidOf(name) ?? throwIt(new SqlFault(`relation "${text}" does not exist`));
    }
    default:
      return text;
  }
}

function throwIt(fault: SqlFault): never {
  throw fault;
}

/** Reads `{a,"b c",NULL}`; one dimension. */
function arrayFromText(text: string, type: SqlType, names: RelationNames): Value {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined || body.includes('{')) {
    throw new SqlFault(`malformed array literal: "${text}"`, {
      detail: 'Array value must start with "{" or dimension information.',
    });
  }
  if (body.trim() === '') return [];
  const items = body.match(/"(?:[^"\\]|\\.)*"|[^,]*/g)!.filter((item, at, all) => item !== '' || all[at - 1] === '');
  return items.map((item) => {
    const bare = item.trim();
    if (bare.toUpperCase() === 'NULL') return null;
    const plain = bare.startsWith('"') ? bare.slice(1, -1).replace(/\\(.)/g, '$1') : bare;
    return valueFromText(plain, elementType(type), names);
  });
}

/** Takes a caller's value (see `PlainValue` in catalog.ts) into the evaluator's form. */
export function valueFromPlain(plain: unknown, type: SqlType, names: RelationNames): Value {
  if (plain === null || plain === undefined) return null;
  if (isArray(type)) return (plain as unknown[]).map((item) => valueFromPlain(item, elementType(type), names));
  switch (type) {
    case 'int8':
      return typeof plain === 'number' ? BigInt(Math.trunc(plain)) : BigInt(plain as string | bigint);
    case 'numeric':
      return typeof plain === 'number'
        ? decimalFromNumber(plain)
        : (parseDecimal(String(plain)) ??
            throwIt(new SqlFault(`invalid input syntax for type numeric: "${String(plain)}"`)));
    case 'interval':
      return typeof plain === 'number' ? { months: 0, ...daysAndMs(plain) } : valueFromText(String(plain), type, names);
    case 'inet':
    case 'pg_lsn':
      return valueFromText(String(plain), type, names);
    default:
      return plain as Value;
  }
}

function daysAndMs(ms: number): { days: number; ms: number } {
  const days = Math.trunc(ms / DAY_MS);
  return { days, ms: ms - days * DAY_MS };
}
