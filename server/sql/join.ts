import type { JoinExpr } from 'libpg-query';
import { type EquiPair, conjuncts, equiPairs, indexRows } from './equi-join.ts';
import { coerce, compile, condition, type Context, type Expression, expression } from './expression.ts';
import { SqlFault } from './fault.ts';
import { compileSource, type FromContext, type Source } from './from.ts';
import { findOperator } from './operators.ts';
import { Scope, type ScopeColumn } from './scope.ts';
import { typeName } from './types.ts';
import type { Value } from './value.ts';

type Rows = readonly (readonly Value[])[];

/** `a JOIN b ON …`, `USING (…)`, `NATURAL`, left, right, full and cross. */
export function joinSource(node: JoinExpr, prefix: Scope, context: FromContext): Source {
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
  const terms = node.quals ? conjuncts(node.quals) : [];
  const pairs = [
    ...equiPairs(terms, left.columns.length, inner.columns.length, innerContext),
    ...usingPairs(shared, left, right, innerContext),
  ];
  const test = node.quals && condition(compile(node.quals, innerContext), 'JOIN/ON', innerContext);
  const rows = joinRows(node.jointype ?? 'JOIN_INNER', left, right, test, pairs, prefix, context);
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

/** What USING compares; the look-up by these pairs is the whole test. */
function usingPairs(shared: readonly string[], left: Source, right: Source, context: Context): EquiPair[] {
  return shared.map((name) => {
    const a = sideColumn(name, left, 'left');
    const b = sideColumn(name, right, 'right');
    const one = columnAt(a, left.columns[a]!.type);
    const other = columnAt(left.columns.length + b, right.columns[b]!.type);
    const operator = findOperator('=', one.type, other.type, context.session);
    if (!operator)
      throw new SqlFault(`JOIN/USING types ${typeName(one.type)} and ${typeName(other.type)} cannot be matched`);
    return { left: coerce(one, operator.left, context), right: coerce(other, operator.right, context) };
  });
}

function columnAt(index: number, type: ScopeColumn['type']): Expression {
  return expression(type, (row) => row.values[index]!, 0);
}

/** Nested loops over the rows that the pairs let through, one step of the budget per pair of rows. */
function joinRows(
  kind: string,
  left: Source,
  right: Source,
  test: Expression | undefined,
  pairs: readonly EquiPair[],
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
    const index = (rows: Rows) =>
      indexRows(rows, pairs, (row) => ({ values: [...noLeft, ...row], outer: outer.outer }));
    const known = fixed && index(fixed);
    for (const leftRow of left.rows(outer)) {
      let matched = false;
      const candidates = known ?? index(right.rows({ values: [...before, ...leftRow], outer: outer.outer }));
      for (const rightRow of candidates({ values: leftRow, outer: outer.outer })) {
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
