import type { ScalarType } from '../../../sql/catalog.ts';
import type { DatabaseSpec } from '../../spec.ts';
import type { World } from '../../world.ts';
import { FIRST_INDEX_OID, FIRST_TABLE_OID } from './relation.ts';

/** What `\d` and the statistics say of a table: shape from the statements that name it, sizes of a shop of some years. */
export interface TableFacts {
  oid: number;
  name: string;
  at: number;
  columns: { name: string; type: string; sql: ScalarType; notNull: boolean; default: string }[];
  rows: number;
  bytes: number;
  deadRows: number;
  /** Share of the database's transactions that touch it, 0..1. */
  share: number;
}

export interface IndexFacts {
  oid: number;
  name: string;
  column: string;
  unique: boolean;
  bytes: number;
}

const ROWS = [4_213_877, 18_402_665, 3_980_120, 911_204, 64_310];
const ROW_BYTES = 148;

export function tableFacts(world: World, database: DatabaseSpec): TableFacts[] {
  const queries = statementsOf(world, database.id);
  return database.tables.map((name, at) => {
    const naming = queries.filter((query) => new RegExp(`\\b${name}\\b`, 'i').test(query));
    const rows = ROWS[at % ROWS.length]!;
    return {
      oid: FIRST_TABLE_OID + at,
      name,
      at,
      columns: columnsOf(name, naming),
      rows,
      bytes: rows * ROW_BYTES,
      deadRows: Math.floor(rows / (40 + 7 * at)),
      share: queries.length === 0 ? 1 / database.tables.length : naming.length / queries.length,
    };
  });
}

export function indexesOf(table: TableFacts): IndexFacts[] {
  const columns = table.columns
    .filter(({ name }) => name.endsWith('_id') || name === 'created_at')
    .map(({ name }) => name);
  const base = FIRST_INDEX_OID + 10 * table.at;
  return [
    { oid: base, name: `${table.name}_pkey`, column: 'id', unique: true, bytes: table.rows * 22 },
    ...columns.slice(0, 8).map((column, i) => ({
      oid: base + 1 + i,
      name: `${table.name}_${column}_idx`,
      column,
      unique: false,
      bytes: table.rows * 24,
    })),
  ];
}

/** Every statement that the scenario lets run on a database. */
export function statementsOf(world: World, db: string): string[] {
  return [
    ...world.spec.services.flatMap(({ pool }) =>
      pool?.db === db ? [pool.query, ...Object.values(pool.queries ?? {})] : [],
    ),
    ...world.spec.jobs.flatMap((job) => (job.db === db ? [job.query] : [])),
  ];
}

function columnsOf(table: string, queries: readonly string[]): TableFacts['columns'] {
  const words = queries.flatMap((query) => [
    ...[...query.matchAll(/\b([a-z_]+)\s*(?:=|<>|<|>|\bin\b|\bis\b|\blike\b)/gi)].map((match) =>
      match[1]!.toLowerCase(),
    ),
    ...[...query.matchAll(/\binsert\s+into\s+\w+\s*\(([^)]*)\)/gi)].flatMap((match) => match[1]!.split(/[\s,]+/)),
  ]);
  const own = [...new Set(words)].filter(
    (word) => /^[a-z][a-z_]*$/.test(word) && !['id', 'created_at', 'updated_at', 'set', 'where', 'and'].includes(word),
  );
  const column = (name: string, type: string, sql: ScalarType, notNull = false, preset = '') => ({
    name,
    type,
    sql,
    notNull,
    default: preset,
  });
  return [
    column('id', 'bigint', 'int8', true, `nextval('${table}_id_seq'::regclass)`),
    ...own.map((name) => {
      if (name.endsWith('_id') || /^(quantity|count|left_over)$/.test(name)) return column(name, 'bigint', 'int8');
      if (name.endsWith('_at')) return column(name, 'timestamp with time zone', 'timestamptz');
      if (/amount|total|price/.test(name)) return column(name, 'numeric(12,2)', 'numeric');
      return column(name, 'text', 'text');
    }),
    column('created_at', 'timestamp with time zone', 'timestamptz', true, 'now()'),
    column('updated_at', 'timestamp with time zone', 'timestamptz', true, 'now()'),
  ];
}
