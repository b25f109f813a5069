import type { Node, SelectStmt } from 'libpg-query';
import type { Column } from './catalog.ts';
import { groupKey } from './compare.ts';
import { coerce, compile, type Context, type Expression, positionOf, type Query } from './expression.ts';
import { SqlFault } from './fault.ts';
import type { CommonTable, FromContext } from './from.ts';
import { compileLimit } from './limit.ts';
import { direction, sortedBy } from './order.ts';
import { type Row, Scope } from './scope.ts';
import type { Session } from './session.ts';
import { compileSimpleSelect, outputColumn } from './simple-select.ts';
import { commonType, typeName } from './types.ts';
import type { Value } from './value.ts';

type CommonTables = ReadonlyMap<string, CommonTable>;

/** Rounds of a recursive WITH before it counts as endless; the step budget usually ends it earlier. */
const MAX_ROUNDS = 10_000;

/** Compiles any SELECT: WITH, set operations, VALUES, plain. */
export function compileSelect(select: SelectStmt, session: Session): Query {
  return compileAny(select, undefined, new Map(), session);
}

function compileAny(select: SelectStmt, parent: Scope | undefined, outerTables: CommonTables, session: Session): Query {
  if (select.intoClause) throw new SqlFault('permission denied for schema public');
  if (select.lockingClause) throw new SqlFault('cannot execute SELECT FOR UPDATE in a read-only transaction');
  const tables = withTables(select, outerTables, session);
  const context: FromContext = {
    session,
    scope: new Scope([], [], parent),
    clause: 'SELECT',
    commonTables: tables,
    compileQuery: (inner, scope) => compileAny(inner, scope, tables, session),
  };
  if (select.valuesLists) return values(select.valuesLists, context);
  if (select.op && select.op !== 'SETOP_NONE') return setOperation(select, parent, tables, context);
  return compileSimpleSelect(select, parent, context);
}

/** WITH queries see those before them, are run at most once, and only when used. */
function withTables(select: SelectStmt, outerTables: CommonTables, session: Session): CommonTables {
  if (!select.withClause) return outerTables;
  const tables = new Map(outerTables);
  for (const node of select.withClause.ctes ?? []) {
    if (!('CommonTableExpr' in node)) continue;
    const { ctename = '', ctequery, aliascolnames } = node.CommonTableExpr;
    if (!ctequery || !('SelectStmt' in ctequery))
      throw new SqlFault('cannot execute data-modifying statements in WITH here');
    const names = (aliascolnames ?? []).map((name) => ('String' in name ? (name.String.sval ?? '') : ''));
    const recursive = select.withClause.recursive === true && ctequery.SelectStmt.op === 'SETOP_UNION';
    const table = recursive
      ? recursiveTable(ctename, ctequery.SelectStmt, names, tables, session)
      : once(compileAny(ctequery.SelectStmt, undefined, tables, session));
    tables.set(ctename, { ...table, columns: renamed(table.columns, names) });
  }
  return tables;
}

function renamed(columns: readonly Column[], names: readonly string[]): Column[] {
  return columns.map((column, at) => ({ ...column, name: names[at] ?? column.name }));
}

function once(query: Query): CommonTable {
  let known: Value[][] | undefined;
  return { columns: query.columns, rows: () => (known ??= query.run(undefined)) };
}

/** `base UNION [ALL] step`, where step reads the rows of the round before. */
function recursiveTable(
  name: string,
  select: SelectStmt,
  names: readonly string[],
  tables: CommonTables,
  session: Session,
): CommonTable {
  const base = compileAny(select.larg!, undefined, tables, session);
  const columns = renamed(base.columns, names);
  let working: Value[][] = [];
  const inner = new Map(tables).set(name, { columns, rows: () => working });
  const step = compileAny(select.rarg!, undefined, inner, session);
  const rows = () => {
    const seen = new Set<string>();
    const fresh = (found: Value[][]) => (select.all ? found : found.filter((row) => addKey(seen, row)));
    working = fresh(base.run(undefined));
    const all = [...working];
    for (let round = 0; working.length > 0; round++) {
      if (round > MAX_ROUNDS) throw new SqlFault('canceling statement due to statement timeout');
      working = fresh(step.run(undefined));
      session.charge(working.length + 1);
      all.push(...working);
    }
    return all;
  };
  return once({ columns, run: rows, correlated: false, volatile: base.volatile || step.volatile });
}

function addKey(seen: Set<string>, row: readonly Value[]): boolean {
  const key = row.map(groupKey).join();
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function values(lists: readonly Node[], context: Context): Query {
  const table = lists.map((list) =>
    ('List' in list ? (list.List.items ?? []) : []).map((item) => compile(item, { ...context, clause: 'VALUES' })),
  );
  const width = table[0]?.length ?? 0;
  if (table.some((row) => row.length !== width)) throw new SqlFault('VALUES lists must all be the same length');
  const columns = Array.from({ length: width }, (_, at): Column => {
    const type = commonType(table.map((row) => row[at]!.type));
    if (!type) throw new SqlFault('VALUES types cannot be matched', { position: table[1]?.[at]?.position ?? 0 });
    return { name: `column${at + 1}`, type };
  });
  const rows: Expression[][] = table.map((row) => row.map((item, at) => coerce(item, columns[at]!.type, context)));
  return {
    columns,
    run: (outer) => rows.map((row) => row.map((item) => item.run({ values: [], outer }))),
    correlated: context.scope.reachesOut,
    volatile: rows.flat().some((item) => item.volatile),
  };
}

function setOperation(
  select: SelectStmt,
  parent: Scope | undefined,
  tables: CommonTables,
  context: FromContext,
): Query {
  const { session } = context;
  const left = compileAny(select.larg!, parent, tables, session);
  const right = compileAny(select.rarg!, parent, tables, session);
  const word = (select.op ?? '').replace('SETOP_', '');
  if (left.columns.length !== right.columns.length) {
    const first = select.rarg?.targetList?.[0];
    throw new SqlFault(
      `each ${word} query must have the same number of columns`,
      first && 'ResTarget' in first ? { position: positionOf(first.ResTarget.val!) } : {},
    );
  }
  const columns = left.columns.map(({ name, type }, at): Column => {
    const common = commonType([type, right.columns[at]!.type]);
    if (!common)
      throw new SqlFault(`${word} types ${typeName(type)} and ${typeName(right.columns[at]!.type)} cannot be matched`);
    return { name, type: common };
  });
  const convert = (query: Query) => {
    const readers = columns.map(({ type }, at) =>
      coerce(
        { type: query.columns[at]!.type, run: (row) => row.values[at]!, position: 0, volatile: false },
        type,
        context,
      ),
    );
    return (outer: Row | undefined) =>
      query.run(outer).map((row) => readers.map((reader) => reader.run({ values: row })));
  };
  const [leftRows, rightRows] = [convert(left), convert(right)];
  const order = (select.sortClause ?? []).flatMap((node) =>
    'SortBy' in node ? [{ ...direction(node.SortBy), output: sortColumn(node.SortBy.node!, columns) }] : [],
  );
  const limit = compileLimit(select, context);
  const run = (outer: Row | undefined) => {
    const combined = combine(word, select.all ?? false, leftRows(outer), rightRows(outer));
    session.charge(combined.length);
    return limit(outer)(sortedBy(combined, order, (row) => order.map(({ output }) => row[output]!), session));
  };
  return { columns, run, correlated: left.correlated || right.correlated, volatile: left.volatile || right.volatile };
}

function sortColumn(node: Node, columns: readonly Column[]): number {
  const output = outputColumn(node, columns);
  if (output !== undefined) return output;
  throw new SqlFault('invalid UNION/INTERSECT/EXCEPT ORDER BY clause', {
    position: positionOf(node),
    detail: 'Only result column names can be used, not expressions or functions.',
    hint: 'Add the expression/function to every SELECT, or move the UNION into a FROM clause.',
  });
}

function combine(word: string, all: boolean, left: Value[][], right: Value[][]): Value[][] {
  const seen = new Set<string>();
  if (word === 'UNION') return all ? [...left, ...right] : [...left, ...right].filter((row) => addKey(seen, row));
  const counts = new Map<string, number>();
  for (const row of right) {
    const key = row.map(groupKey).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const wanted = word === 'INTERSECT';
  return left.filter((row) => {
    const key = row.map(groupKey).join();
    const count = counts.get(key) ?? 0;
    if (all) counts.set(key, count - 1);
    return count > 0 === wanted && (all || addKey(seen, row));
  });
}
