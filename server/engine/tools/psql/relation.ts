import type { Column, PlainValue, Relation, SqlType } from '../../../sql/catalog.ts';

/** A catalogue view: its columns by name and type, and rows that give values by name; what a row leaves out is null. */
export function view(
  types: Readonly<Record<string, SqlType>>,
  rows: () => readonly Readonly<Record<string, PlainValue>>[],
  more: Partial<Relation> = {},
): Relation {
  const columns: Column[] = Object.entries(types).map(([name, type]) => ({ name, type }));
  return { columns, rows: () => rows().map((row) => columns.map(({ name }) => row[name] ?? null)), ...more };
}

/** Object ids of what the model has; the rest of PostgreSQL's catalogue is not there. */
export const DATABASE_OID = 16384;
export const FIRST_TABLE_OID = 16500;
export const FIRST_INDEX_OID = 16700;
export const FIRST_ROLE_OID = 16390;
