import type { JoinExpr, Node, RangeFunction, RangeSubselect, RangeVar } from 'libpg-query';
import type { Column, Relation } from './catalog.ts';
import { compile, condition, type Context, type Expression, type Query } from './expression.ts';
import { binary } from './comparison.ts';
import { SqlFault } from './fault.ts';
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

function joinSource(node: JoinExpr, prefix: Scope, context: FromContext): Source {
  const left = compileSource(node.larg!, prefix, context);
  const beside = new Scope([...prefix.columns, ...left.columns], [...prefix.tables, ...left.tables], prefix.parent);
  const right = compileSource(node.rarg!, beside, context);
  checkTables(left, right);
  const shared = sharedNames(node, left, right);
  const inner = new Scope([...left.columns, ...right.columns], [...left.tables, ...right.tables], prefix.parent);
  const innerContext: Context = {
    session: context.session,
    scope: inner,
    compileQuery: context.compileQuery,
    clause: 'JOIN conditions',
  };
  const test = node.quals
    ? condition(compile(node.quals, innerContext), 'JOIN/ON', innerContext)
    : usingTest(shared, left, right, innerContext);
  const rows = joinRows(node.jointype ?? 'JOIN_INNER', left, right, test, prefix, context);
  const lateral = left.lateral || right.lateral || inner.reachesOut;
  if (shared.length === 0) return { columns: inner.columns, tables: inner.tables, lateral, rows };
  return merge(shared, left, right, lateral, rows);
}

function checkTables(left: Source, right: Source): void {
  const twice = right.tables.find(({ alias }) => left.tables.some((table) => table.alias === alias));
  if (twice) throw new SqlFault(`table name "${twice.alias}" specified more than once`);
}

function sharedNames(node: JoinExpr, left: Source, right: Source): string[] {
  if (node.usingClause) return node.usingClause.flatMap((name) => ('String' in name ? [name.String.sval ?? ''] : []));
  if (!node.isNatural) return [];
  return left.columns.map(({ name }) => name).filter((name) => right.columns.some((column) => column.name === name));
}

function sideColumn(name: string, side: Source, which: 'left' | 'right'): number {
  const index = side.columns.findIndex((column) => column.name === name && !column.merged);
  if (index < 0) throw new SqlFault(`column "${name}" specified in USING clause does not exist in ${which} table`);
  return index;
}

function usingTest(shared: readonly string[], left: Source, right: Source, context: Context): Expression | undefined {
  const tests = shared.map((name) => {
    const a = sideColumn(name, left, 'left');
    const b = sideColumn(name, right, 'right');
    const read = (index: number, type: ScopeColumn['type']): Expression => ({
      type,
      run: (row) => row.values[index]!,
      position: 0,
      volatile: false,
    });
    return binary(
      '=',
      read(a, left.columns[a]!.type),
      read(left.columns.length + b, right.columns[b]!.type),
      0,
      context,
    );
  });
  if (tests.length === 0) return undefined;
  return { type: 'bool', run: (row) => tests.every((test) => test.run(row) === true), position: 0, volatile: false };
}

/** Nested loops, one step of the budget per pair of rows. */
function joinRows(
  kind: string,
  left: Source,
  right: Source,
  test: Expression | undefined,
  prefix: Scope,
  context: Context,
): Source['rows'] {
  const keepsLeft = kind === 'JOIN_LEFT' || kind === 'JOIN_FULL';
  const keepsRight = kind === 'JOIN_RIGHT' || kind === 'JOIN_FULL';
  const noLeft = left.columns.map(() => null);
  const noRight = right.columns.map(() => null);
  const { charge } = context.session;
  return (outer) => {
    const joined: Value[][] = [];
    const matchedRight = new Set<readonly Value[]>();
    const before = outer.values.slice(0, prefix.columns.length);
    const fixed = right.lateral ? undefined : right.rows({ values: [...before, ...noLeft], outer: outer.outer });
    for (const leftRow of left.rows(outer)) {
      let matched = false;
      for (const rightRow of fixed ?? right.rows({ values: [...before, ...leftRow], outer: outer.outer })) {
        charge(1);
        const values = [...leftRow, ...rightRow];
        if (test && test.run({ values, outer: outer.outer }) !== true) continue;
        matched = true;
        if (keepsRight) matchedRight.add(rightRow);
        joined.push(values);
      }
      if (!matched && keepsLeft) joined.push([...leftRow, ...noRight]);
    }
    if (keepsRight)
      joined.push(...(fixed ?? []).filter((row) => !matchedRight.has(row)).map((row) => [...noLeft, ...row]));
    return joined;
  };
}

/** Puts the columns of USING first, once; the originals stay reachable through their table. */
function merge(shared: readonly string[], left: Source, right: Source, lateral: boolean, rows: Source['rows']): Source {
  const pairs = shared.map(
    (name) => [sideColumn(name, left, 'left'), left.columns.length + sideColumn(name, right, 'right')] as const,
  );
  const originals = [...left.columns, ...right.columns].map((column, at) =>
    pairs.some((pair) => pair.includes(at)) ? { ...column, merged: true } : column,
  );
  const first = pairs.map(([at]): ScopeColumn => ({ ...left.columns[at]!, table: '' }));
  return {
    columns: [...first, ...originals],
    tables: [...left.tables, ...right.tables],
    lateral,
    rows: (outer) => rows(outer).map((row) => [...pairs.map(([a, b]) => row[a] ?? row[b]!), ...row]),
  };
}
