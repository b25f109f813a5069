import type { ScalarType, SqlType } from './catalog.ts';

/** Names as error messages and `pg_typeof` show them. */
const DISPLAY: Partial<Record<ScalarType, string>> = {
  bool: 'boolean',
  int4: 'integer',
  int8: 'bigint',
  float8: 'double precision',
  char: '"char"',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
};

/** Spellings that a cast may use. `varchar` and `bpchar` are read as text: lengths are not simulated. */
const SPELLINGS: Readonly<Record<string, ScalarType>> = {
  bool: 'bool',
  int2: 'int4',
  int4: 'int4',
  int8: 'int8',
  float4: 'float8',
  float8: 'float8',
  numeric: 'numeric',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'name',
  char: 'char',
  timestamptz: 'timestamptz',
  timestamp: 'timestamp',
  date: 'date',
  interval: 'interval',
  inet: 'inet',
  cidr: 'inet',
  pg_lsn: 'pg_lsn',
  oid: 'oid',
  xid: 'xid',
  regclass: 'regclass',
  json: 'jsonb',
  jsonb: 'jsonb',
};

export const TEXT_TYPES: readonly SqlType[] = ['text', 'name', 'char', 'unknown'];
export const NUMBER_TYPES: readonly SqlType[] = ['int4', 'int8', 'numeric', 'float8'];
const MOMENT_TYPES: readonly SqlType[] = ['date', 'timestamp', 'timestamptz'];

/** psql sets these flush right. */
export const RIGHT_ALIGNED: readonly SqlType[] = ['int4', 'int8', 'float8', 'numeric', 'oid', 'xid'];

export function typeFromSpelling(name: string): ScalarType | undefined {
  return Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : undefined;
}

export function typeName(type: SqlType): string {
  if (isArray(type)) return `${typeName(elementType(type))}[]`;
  return DISPLAY[type as ScalarType] ?? type;
}

export function isArray(type: SqlType): type is `${ScalarType}[]` {
  return type.endsWith('[]');
}

export function elementType(type: SqlType): ScalarType {
  return (isArray(type) ? type.slice(0, -2) : type) as ScalarType;
}

export function arrayOf(type: SqlType): SqlType {
  return `${elementType(type)}[]`;
}

export function isText(type: SqlType): boolean {
  return TEXT_TYPES.includes(type);
}

export function isNumber(type: SqlType): boolean {
  return NUMBER_TYPES.includes(type);
}

/** Conversions PostgreSQL makes by itself in a function call or an operator. */
export function convertsImplicitly(from: SqlType, to: SqlType): boolean {
  if (from === to || from === 'unknown') return true;
  if (isArray(from) || isArray(to)) return false;
  if (isText(from)) return to === 'text' || (from === 'text' && to === 'name');
  if (from === 'int4') return isNumber(to) || to === 'oid' || to === 'regclass';
  if (from === 'int8') return to === 'numeric' || to === 'float8' || to === 'oid' || to === 'regclass';
  if (from === 'numeric') return to === 'float8';
  if (from === 'oid') return to === 'int8' || to === 'regclass';
  if (from === 'regclass') return to === 'oid' || to === 'int8' || to === 'text';
  if (MOMENT_TYPES.includes(from)) return MOMENT_TYPES.indexOf(to) > MOMENT_TYPES.indexOf(from);
  return false;
}

/** The type that all of these convert to (CASE, COALESCE, UNION, `=`), or undefined. Unknown literals give way. */
export function commonType(types: readonly SqlType[]): SqlType | undefined {
  const known = types.filter((type) => type !== 'unknown');
  if (known.length === 0) return 'text';
  let common = known[0]!;
  for (const type of known) {
    if (type === common) continue;
    if (convertsImplicitly(common, type)) common = type;
    else if (!convertsImplicitly(type, common)) return isText(type) && isText(common) ? 'text' : undefined;
  }
  return common;
}
