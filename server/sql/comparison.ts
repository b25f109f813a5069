import type { A_Expr, Node } from 'libpg-query';
import { negation } from './arithmetic.ts';
import type { SqlType } from './catalog.ts';
import { compareValues } from './compare.ts';
import { coerce, compile, type Context, type Expression, expression, positionOf } from './expression.ts';
import { SqlFault } from './fault.ts';
import { findOperator, type Operator } from './operators.ts';
import type { Row } from './scope.ts';
import { arrayOf, commonType, elementType, isArray, typeName } from './types.ts';
import type { Value } from './value.ts';

/** Every form of PostgreSQL's A_Expr: plain operators, ANY, IN, BETWEEN, IS DISTINCT FROM, NULLIF, LIKE. */
export function compileOperator(node: A_Expr, context: Context): Expression {
  const written = spelledOut(node);
  if (written !== undefined) return compile(written, context);
  const name = operatorName(node);
  const position = node.location ?? 0;
  switch (node.kind) {
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return overArray(name, node.kind === 'AEXPR_OP_ANY', node, context);
    case 'AEXPR_IN':
      return inList(name === '<>', node, context);
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
      return between(node.kind === 'AEXPR_NOT_BETWEEN', node, context);
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return distinctFrom(node.kind === 'AEXPR_DISTINCT', node, context);
    case 'AEXPR_NULLIF':
      return nullIf(node, context);
    case 'AEXPR_SIMILAR':
      throw new SqlFault('SIMILAR TO is not available here', { position, hint: 'Use LIKE or ~.' });
    default:
      return node.lexpr
        ? binary(name, compile(node.lexpr, context), compile(node.rexpr!, context), position, context)
        : unary(name, node, context);
  }
}

/** What stands for several comparisons: `(a, b) = (x, y)`, `(a, b) in (…)`, `between symmetric`. */
function spelledOut(node: A_Expr): Node | undefined {
  const { kind, lexpr, rexpr, name = [], location } = node;
  const compared = (left: Node, right: Node, operator: string): Node => ({
    A_Expr: {
      kind: 'AEXPR_OP',
      name: [{ String: { sval: operator } }],
      lexpr: left,
      rexpr: right,
      ...(location === undefined ? {} : { location }),
    },
  });
  const all = (boolop: 'AND_EXPR' | 'OR_EXPR', args: Node[]): Node => ({ BoolExpr: { boolop, args } });
  if (lexpr === undefined) return undefined;
  if (kind === 'AEXPR_BETWEEN_SYM' || kind === 'AEXPR_NOT_BETWEEN_SYM') {
    const [low, high] = listItems(rexpr) as [Node, Node];
    const bound = (op: 'IS_LEAST' | 'IS_GREATEST'): Node => ({ MinMaxExpr: { op, args: [low, high] } });
    const inside = all('AND_EXPR', [
      compared(lexpr, bound('IS_LEAST'), '>='),
      compared(lexpr, bound('IS_GREATEST'), '<='),
    ]);
    return kind === 'AEXPR_BETWEEN_SYM' ? inside : { BoolExpr: { boolop: 'NOT_EXPR', args: [inside] } };
  }
  if (!('RowExpr' in lexpr)) return undefined;
  const left = lexpr.RowExpr.args ?? [];
  const operator = operatorName({ name });
  const against = (row: Node, sign: string, join: 'AND_EXPR' | 'OR_EXPR'): Node | undefined => {
    const right = 'RowExpr' in row ? (row.RowExpr.args ?? []) : [];
    if (right.length !== left.length) return undefined;
    return all(
      join,
      left.map((item, at) => compared(item, right[at]!, sign)),
    );
  };
  if (kind === 'AEXPR_OP' && rexpr !== undefined && operator === '=') return against(rexpr, '=', 'AND_EXPR');
  if (kind === 'AEXPR_OP' && rexpr !== undefined && operator === '<>') return against(rexpr, '<>', 'OR_EXPR');
  if (kind !== 'AEXPR_IN') return undefined;
  const rows = listItems(rexpr).map((row) => against(row, '=', 'AND_EXPR'));
  if (rows.some((row) => row === undefined)) return undefined;
  const any = all('OR_EXPR', rows as Node[]);
  return operator === '<>' ? { BoolExpr: { boolop: 'NOT_EXPR', args: [any] } } : any;
}

function operatorName(node: A_Expr): string {
  const last = node.name?.at(-1);
  return last && 'String' in last ? (last.String.sval ?? '') : '';
}

/** `left operator right` with nulls giving null; throws `operator does not exist: text > integer`. */
export function binary(
  name: string,
  left: Expression,
  right: Expression,
  position: number,
  context: Context,
): Expression {
  const operator = requireOperator(name, left.type, right.type, position, context);
  const [a, b] = [coerce(left, operator.left, context), coerce(right, operator.right, context)];
  const { charge, weigh } = context.session;
  const run = (row: Row) => {
    charge(1);
    const x = a.run(row);
    if (x === null) return null;
    const y = b.run(row);
    return y === null ? null : weigh(operator.run(x, y));
  };
  return expression(operator.returns, run, Math.min(left.position, position), [a, b]);
}

function requireOperator(name: string, left: SqlType, right: SqlType, position: number, context: Context): Operator {
  const operator = findOperator(name, left, right, context.session);
  if (operator) return operator;
  throw new SqlFault(`operator does not exist: ${typeName(left)} ${name} ${typeName(right)}`, {
    position,
    hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
  });
}

function unary(name: string, node: A_Expr, context: Context): Expression {
  const position = node.location ?? 0;
  const argument = compile(node.rexpr!, context);
  const typed = argument.type === 'unknown' ? coerce(argument, 'float8', context) : argument;
  const apply = name === '-' ? negation(typed.type) : name === '+' ? (value: Exclude<Value, null>) => value : undefined;
  if (!apply) {
    throw new SqlFault(`operator does not exist: ${name} ${typeName(typed.type)}`, {
      position,
      hint: 'No operator matches the given name and argument type. You might need to add an explicit type cast.',
    });
  }
  const run = (row: Row) => {
    const value = typed.run(row);
    return value === null ? null : apply(value);
  };
  return expression(typed.type, run, position, [typed]);
}

/** `x = ANY (list)` is true for some, `x = ALL (list)` for every element. */
function overArray(name: string, some: boolean, node: A_Expr, context: Context): Expression {
  const position = node.location ?? 0;
  const left = compile(node.lexpr!, context);
  const given = compile(node.rexpr!, context);
  const list =
    given.type === 'unknown' ? coerce(given, arrayOf(left.type === 'unknown' ? 'text' : left.type), context) : given;
  if (!isArray(list.type)) throw new SqlFault('op ANY/ALL (array) requires array on right side', { position });
  const operator = requireOperator(name, left.type, elementType(list.type), position, context);
  const a = coerce(left, operator.left, context);
  const items = coerce(list, arrayOf(operator.right), context);
  const run = (row: Row) => {
    const values = items.run(row) as readonly Value[] | null;
    return values === null ? null : quantified(operator, a.run(row), values, some, context);
  };
  return expression('bool', run, Math.min(left.position, position), [a, items]);
}

/** Three-valued ANY and ALL over values at hand. */
export function quantified(
  operator: Operator,
  left: Value,
  values: readonly Value[],
  some: boolean,
  context: Context,
): Value {
  let sawNull = false;
  for (const value of values) {
    context.session.charge(1);
    const answer = left === null || value === null ? null : operator.run(left, value);
    if (answer === some) return some;
    if (answer === null) sawNull = true;
  }
  return sawNull ? null : !some;
}

function listItems(node: Node | undefined): readonly Node[] {
  return node && 'List' in node ? (node.List.items ?? []) : [];
}

function inList(negated: boolean, node: A_Expr, context: Context): Expression {
  const left = compile(node.lexpr!, context);
  const tests = listItems(node.rexpr).map((item) =>
    binary('=', left, compile(item, context), node.location ?? positionOf(item), context),
  );
  const run = (row: Row) => {
    let sawNull = false;
    for (const test of tests) {
      const answer = test.run(row);
      if (answer === true) return !negated;
      if (answer === null) sawNull = true;
    }
    return sawNull ? null : negated;
  };
  return expression('bool', run, left.position, tests);
}

function between(negated: boolean, node: A_Expr, context: Context): Expression {
  const position = node.location ?? 0;
  const value = compile(node.lexpr!, context);
  const [low, high] = listItems(node.rexpr).map((item) => compile(item, context)) as [Expression, Expression];
  const above = binary('>=', value, low, position, context);
  const below = binary('<=', value, high, position, context);
  const run = (row: Row) => {
    const [a, b] = [above.run(row), below.run(row)];
    if (a === false || b === false) return negated;
    return a === null || b === null ? null : !negated;
  };
  return expression('bool', run, value.position, [above, below]);
}

function distinctFrom(wantsDistinct: boolean, node: A_Expr, context: Context): Expression {
  const position = node.location ?? 0;
  const left = compile(node.lexpr!, context);
  const right = compile(node.rexpr!, context);
  const operator = requireOperator('=', left.type, right.type, position, context);
  const [a, b] = [coerce(left, operator.left, context), coerce(right, operator.right, context)];
  const run = (row: Row) => {
    context.session.charge(1);
    const [x, y] = [a.run(row), b.run(row)];
    const same = x === null || y === null ? x === y : compareValues(x, y) === 0;
    return same !== wantsDistinct;
  };
  return expression('bool', run, left.position, [a, b]);
}

function nullIf(node: A_Expr, context: Context): Expression {
  const left = compile(node.lexpr!, context);
  const right = compile(node.rexpr!, context);
  const equal = binary('=', left, right, node.location ?? 0, context);
  const type = left.type === 'unknown' ? (commonType([left.type, right.type]) ?? 'text') : left.type;
  const value = coerce(left, type, context);
  return expression(type, (row) => (equal.run(row) === true ? null : value.run(row)), left.position, [equal, value]);
}
