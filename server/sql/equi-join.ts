import type { Node } from 'libpg-query';
import { groupKey } from './compare.ts';
import { coerce, compile, type Context, type Expression } from './expression.ts';
import { SqlFault } from './fault.ts';
import { findOperator } from './operators.ts';
import type { Row } from './scope.ts';
import type { Value } from './value.ts';

/** One `left = right` between the rows so far and the rows that join them. */
export interface EquiPair {
  left: Expression;
  right: Expression;
}

/** Terms of a condition that AND ties together. */
export function conjuncts(node: Node): Node[] {
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(conjuncts)
    : [node];
}

/**
 * Finds equalities that can look rows up instead of trying every pair. `boundary` is the index of the first column of
 * the joining side, `end` the one after its last. The whole condition is still tested on every pair found.
 */
export function equiPairs(terms: readonly Node[], boundary: number, end: number, context: Context): EquiPair[] {
  return terms.flatMap((term) => {
    const isEquality =
      'A_Expr' in term &&
      term.A_Expr.kind === 'AEXPR_OP' &&
      term.A_Expr.lexpr !== undefined &&
      operatorName(term.A_Expr.name) === '=';
    if (!isEquality) return [];
    const one = sideOf(term.A_Expr.lexpr!, boundary, end, context);
    const other = sideOf(term.A_Expr.rexpr!, boundary, end, context);
    if (!one || !other || one.side === other.side) return [];
    const [left, right] = one.side === 'left' ? [one.expression, other.expression] : [other.expression, one.expression];
    const operator = findOperator('=', left.type, right.type, context.session);
    return operator
      ? [{ left: coerce(left, operator.left, context), right: coerce(right, operator.right, context) }]
      : [];
  });
}

function operatorName(name: readonly Node[] | undefined): string {
  const last = name?.at(-1);
  return last && 'String' in last ? (last.String.sval ?? '') : '';
}

/** The side all of an expression's columns are on; undefined for both, none or anything with effects. */
function sideOf(
  node: Node,
  boundary: number,
  end: number,
  context: Context,
): { side: 'left' | 'right'; expression: Expression } | undefined {
  const { scope } = context;
  const used: number[] = [];
  const before = scope.onUse;
  scope.onUse = (index) => used.push(index);
  try {
    const expression = compile(node, context);
    if (expression.volatile || used.length === 0 || used.some((index) => index >= end)) return undefined;
    if (used.every((index) => index < boundary)) return { side: 'left', expression };
    return used.every((index) => index >= boundary) ? { side: 'right', expression } : undefined;
  } catch (error) {
    // The condition itself is compiled too, and reports what is wrong with it.
    if (error instanceof SqlFault) return undefined;
    throw error;
  } finally {
    scope.onUse = before;
  }
}

type Rows = readonly (readonly Value[])[];

/**
 * Rows of the joining side by the value of their keys. `place` puts a row where its columns stand in the joined row.
 * Without pairs every row is a candidate.
 */
export function indexRows(
  rows: Rows,
  pairs: readonly EquiPair[],
  place: (row: readonly Value[]) => Row,
): (left: Row) => Rows {
  if (pairs.length === 0) return () => rows;
  const index = new Map<string, (readonly Value[])[]>();
  for (const row of rows) {
    const key = keyOf(
      pairs.map(({ right }) => right),
      place(row),
    );
    if (key === undefined) continue;
    const bucket = index.get(key);
    if (bucket) bucket.push(row);
    else index.set(key, [row]);
  }
  return (left) =>
    index.get(
      keyOf(
        pairs.map((pair) => pair.left),
        left,
      ) ?? '',
    ) ?? [];
}

/** A null equals nothing. */
function keyOf(keys: readonly Expression[], row: Row): string | undefined {
  const values = keys.map((key) => key.run(row));
  return values.includes(null) ? undefined : `k${values.map(groupKey).join()}`;
}
