import type { Node, RangeFunction, RangeSubselect, RangeVar } from 'libpg-query';
import type { Column, Relation } from './catalog.ts';
import { compile, type Context, type Query } from './expression.ts';
import { SqlFault } from './fault.ts';
import { joinSource } from './join.ts';
import { type Row, Scope, type ScopeColumn, type Table } from './scope.ts';
import type { Value } from './value.ts';

/** Something that gives rows in FROM. `rows` gets the row to its left as `left.values`, for LATERAL. */
export interface Source {
  columns: ScopeColumn[];
  tables: Table[];
  /** Its rows depend on the row to its left or on a query around it. */
  lateral: boolean;
  rows: (left: Row) => readonly (readonly Value[])[];
}

/** A WITH query under its name; its rows are computed once. */
export interface CommonTable {
  columns: readonly Column[];
  rows: () => readonly (readonly Value[])[];
}

export interface FromContext extends Context {
  commonTables: ReadonlyMap<string, CommonTable>;
}

/** Compiles one item of FROM; `prefix` holds the columns to its left, whose parent is the query around. */
export function compileSource(node: Node, prefix: Scope, context: FromContext): Source {
  if ('RangeVar' in node) return relationSource(node.RangeVar, context);
  if ('JoinExpr' in node) return joinSource(node.JoinExpr, prefix, context);
  if ('RangeSubselect' in node) return subselectSource(node.RangeSubselect, prefix, context);
  if ('RangeFunction' in node) return functionSource(node.RangeFunction, prefix, context);
  throw new SqlFault('this kind of FROM item is not available here');
}

interface Alias {
  aliasname?: string | undefined;
  colnames?: Node[] | undefined;
}

function aliasColumns(names: readonly Column[], alias: Alias | undefined, table: string): ScopeColumn[] {
  return names.map(({ name, type }, at) => {
    const renamed = alias?.colnames?.[at];
    return { table, name: renamed && 'String' in renamed ? (renamed.String.sval ?? name) : name, type };
  });
}

function relationSource(node: RangeVar, context: FromContext): Source {
  const name = node.relname ?? '';
  const alias = node.alias?.aliasname;
  const table = alias ?? name;
  const tables: Table[] = [
    alias === undefined || alias === name ? { alias: table } : { alias: table, hiddenName: name },
  ];
  const common = node.schemaname === undefined ? context.commonTables.get(name) : undefined;
  if (common) {
    return { columns: aliasColumns(common.columns, node.alias, table), tables, lateral: false, rows: common.rows };
  }
  const relation = requireRelation(node, context);
  const { session } = context;
  return {
    columns: aliasColumns(relation.columns, node.alias, table),
    tables,
    lateral: false,
    rows: () => session.rowsOf(relation),
  };
}

function requireRelation(node: RangeVar, context: FromContext): Relation {
  const { relations } = context.session.catalog;
  const name = node.relname ?? '';
  const written = node.schemaname === undefined ? name : `${node.schemaname}.${name}`;
  const candidates =
    node.schemaname === undefined
      ? [name, `public.${name}`, `pg_catalog.${name}`]
      : [written, ...(['public', 'pg_catalog'].includes(node.schemaname) ? [name] : [])];
  const found = candidates.find((candidate) => Object.hasOwn(relations, candidate));
  if (found === undefined) throw new SqlFault(`relation "${written}" does not exist`, { position: node.location ?? 0 });
  const relation = relations[found]!;
  if (relation.readable === false) throw new SqlFault(`permission denied for ${relation.kind ?? 'view'} ${name}`);
  return relation;
}

function subselectSource(node: RangeSubselect, prefix: Scope, context: FromContext): Source {
  if (!node.subquery || !('SelectStmt' in node.subquery)) throw new SqlFault('a sub-select is expected here');
  const visible = node.lateral ? prefix : new Scope([], [], prefix.parent);
  const query: Query = context.compileQuery(node.subquery.SelectStmt, visible);
  const table = node.alias?.aliasname ?? 'unnamed_subquery';
  return {
    columns: aliasColumns(query.columns, node.alias, table),
    tables: [{ alias: table }],
    lateral: query.correlated,
    rows: (left) => query.run(left),
  };
}

/** `unnest(list) as item`, `generate_series(1, 3) with ordinality`: may look at the row to its left. */
function functionSource(node: RangeFunction, prefix: Scope, context: FromContext): Source {
  const [item, ...more] = (node.functions ?? []).flatMap((entry) => ('List' in entry ? [entry.List.items?.[0]] : []));
  if (!item || more.length > 0) throw new SqlFault('ROWS FROM with several functions is not available here');
  const call = compile(item, {
    session: context.session,
    scope: prefix,
    compileQuery: context.compileQuery,
    clause: 'functions in FROM',
  });
  const name = 'FuncCall' in item ? functionLabel(item) : 'value';
  const table = node.alias?.aliasname ?? name;
  // A function's only column takes the alias of the table.
  const columns = aliasColumns(
    [{ name: table, type: call.type }, ...(node.ordinality ? [{ name: 'ordinality', type: 'int8' as const }] : [])],
    node.alias,
    table,
  );
  const rows = (left: Row) => {
    const value = call.run(left);
    const items = call.setReturning ? ((value ?? []) as readonly Value[]) : [value];
    return items.map((entry, at) => (node.ordinality ? [entry, BigInt(at + 1)] : [entry]));
  };
  return { columns, tables: [{ alias: table }], lateral: true, rows };
}

function functionLabel(node: Extract<Node, { FuncCall: unknown }>): string {
  const last = node.FuncCall.funcname?.at(-1);
  return last && 'String' in last ? (last.String.sval ?? '') : '';
}
