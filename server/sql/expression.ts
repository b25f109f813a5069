import type {
  A_ArrayExpr,
  A_Const,
  A_Indirection,
  BoolExpr,
  CaseExpr,
  ColumnRef,
  Node,
  SelectStmt,
  SQLValueFunction,
  TypeCast,
  TypeName,
} from 'libpg-query';
import type { AggregateCall } from './aggregates.ts';
import { compileCall } from './call.ts';
import { conversion, fitNumeric } from './cast.ts';
import type { Column, SqlType } from './catalog.ts';
import { compileOperator } from './comparison.ts';
import { compareValues } from './compare.ts';
import type { Decimal } from './decimal.ts';
import { SqlFault } from './fault.ts';
import { civilTime, DAY_MS } from './moment.ts';
import type { Row, Scope } from './scope.ts';
import type { Session } from './session.ts';
import { compileSubquery } from './subquery.ts';
import { arrayOf, commonType, elementType, isArray, typeFromSpelling, typeName } from './types.ts';
import type { Value } from './value.ts';
import type { WindowCall } from './window.ts';

/** A compiled expression: its type is known before any row is read. */
export interface Expression {
  type: SqlType;
  run: (row: Row) => Value;
  /** Character of the source tree it starts at, counted in bytes. */
  position: number;
  /** Calls something with effects or a changing answer. */
  volatile: boolean;
  /** `run` gives an array of which each element is a row. */
  setReturning?: boolean;
  /** A quoted literal or NULL whose type the context decides. */
  literal?: string | null;
}

/** A compiled query: `run` may be called for every row of the query around it. */
export interface Query {
  columns: readonly Column[];
  run: (outer: Row | undefined) => Value[][];
  /** Depends on the row around it. */
  correlated: boolean;
  volatile: boolean;
}

/** Where an expression stands, and what it may collect there. */
export interface Context {
  session: Session;
  scope: Scope;
  /** As errors name it: `WHERE`, `GROUP BY`. */
  clause: string;
  /** Aggregates register here; absent where they are not allowed. */
  aggregates?: AggregateCall[];
  windows?: WindowCall[];
  /** The value of a grouped expression, when this node is one. */
  groupedAs?: (node: Node) => { type: SqlType; index: number } | undefined;
  /** `OVER w` looks here. */
  windowClause?: readonly Node[];
  compileQuery: (select: SelectStmt, scope: Scope | undefined) => Query;
}

/** Compiles a node; throws `SqlFault` with PostgreSQL's message and a byte position for anything it would refuse. */
export function compile(node: Node, context: Context): Expression {
  const grouped = context.groupedAs?.(node);
  if (grouped) return expression(grouped.type, (row) => row.values[grouped.index]!, positionOf(node));
  if ('A_Const' in node) return constant(node.A_Const);
  if ('ColumnRef' in node) return columnReference(node.ColumnRef, context);
  if ('A_Expr' in node) return compileOperator(node.A_Expr, context);
  if ('BoolExpr' in node) return logic(node.BoolExpr, context);
  if ('FuncCall' in node) return compileCall(node.FuncCall, context);
  if ('TypeCast' in node) return typeCast(node.TypeCast, context);
  if ('SubLink' in node) return compileSubquery(node.SubLink, context);
  if ('CaseExpr' in node) return caseExpression(node.CaseExpr, context);
  if ('NullTest' in node) {
    const argument = compile(node.NullTest.arg!, context);
    const wantsNull = node.NullTest.nulltesttype === 'IS_NULL';
    return {
      ...argument,
      ...expression('bool', (row) => (argument.run(row) === null) === wantsNull, argument.position, [argument]),
    };
  }
  if ('BooleanTest' in node)
    return booleanTest(compile(node.BooleanTest.arg!, context), node.BooleanTest.booltesttype!);
  if ('CoalesceExpr' in node)
    return coalesce(unify(node.CoalesceExpr.args!, 'COALESCE', context), node.CoalesceExpr.location ?? 0);
  if ('MinMaxExpr' in node) {
    const { op, args, location } = node.MinMaxExpr;
    return extreme(
      unify(args!, op === 'IS_GREATEST' ? 'GREATEST' : 'LEAST', context),
      op === 'IS_GREATEST' ? 1 : -1,
      location ?? 0,
    );
  }
  if ('A_ArrayExpr' in node) return arrayExpression(node.A_ArrayExpr, context);
  if ('A_Indirection' in node) return indirection(node.A_Indirection, context);
  if ('SQLValueFunction' in node) return sessionValue(node.SQLValueFunction, context);
  if ('CollateClause' in node) return compile(node.CollateClause.arg!, context);
  if ('ParamRef' in node)
    throw new SqlFault(`there is no parameter $${node.ParamRef.number ?? 0}`, {
      position: node.ParamRef.location ?? 0,
    });
  throw new SqlFault(`this form of expression is not available here: ${Object.keys(node)[0]}`, {
    position: positionOf(node),
  });
}

/** Volatile when a part is. */
export function expression(
  type: SqlType,
  run: (row: Row) => Value,
  position: number,
  parts: readonly Expression[] = [],
): Expression {
  return { type, run, position, volatile: parts.some((part) => part.volatile) };
}

/** Where the node starts, in bytes; 0 when the tree does not say. */
export function positionOf(node: Node): number {
  const [body] = Object.values(node) as { location?: number; arg?: Node }[];
  if ('TypeCast' in node && node.TypeCast.arg) {
    const own = node.TypeCast.location ?? 0;
    return own >= 0 ? Math.min(own, positionOf(node.TypeCast.arg)) : positionOf(node.TypeCast.arg);
  }
  if ('A_Indirection' in node && node.A_Indirection.arg) return positionOf(node.A_Indirection.arg);
  if ('A_Expr' in node && node.A_Expr.lexpr) return Math.min(positionOf(node.A_Expr.lexpr), node.A_Expr.location ?? 0);
  return body?.location ?? 0;
}

/** Converts to a type the context asks for; an unknown literal is read now, so that its error points at it. */
export function coerce(argument: Expression, to: SqlType, context: Context): Expression {
  if (argument.type === to) return argument;
  const convert = conversion(argument.type, to, context.session.names);
  if (!convert)
    throw new SqlFault(`cannot cast type ${typeName(argument.type)} to ${typeName(to)}`, {
      position: argument.position,
    });
  if (argument.literal !== undefined) {
    const value =
      argument.literal === null ? null : atPosition(() => convert(argument.literal as string), argument.position);
    return expression(to, () => value, argument.position);
  }
  const run = (row: Row) => {
    const value = argument.run(row);
    return value === null ? null : convert(value);
  };
  return { ...argument, ...expression(to, run, argument.position, [argument]) };
}

/** Must be a boolean: WHERE, HAVING, AND, CASE WHEN, … */
export function condition(argument: Expression, what: string, context: Context): Expression {
  if (argument.type === 'bool') return argument;
  if (argument.type === 'unknown') return coerce(argument, 'bool', context);
  throw new SqlFault(`argument of ${what} must be type boolean, not type ${typeName(argument.type)}`, {
    position: argument.position,
  });
}

function atPosition<T>(action: () => T, position: number): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof SqlFault ? error.at(position) : error;
  }
}

/** Zero fields are left out of the tree: `ival: {}` is 0, `boolval: {}` is false. */
function constant(node: A_Const): Expression {
  const position = node.location ?? 0;
  if (node.isnull) return { ...expression('unknown', () => null, position), literal: null };
  if (node.sval) {
    const text = node.sval.sval ?? '';
    return { ...expression('unknown', () => text, position), literal: text };
  }
  if (node.boolval) {
    const truth = node.boolval.boolval ?? false;
    return expression('bool', () => truth, position);
  }
  if (node.fval) return numericConstant(node.fval.fval ?? '0', position);
  const value = node.ival?.ival ?? 0;
  return expression('int4', () => value, position);
}

/** Whole numbers past 32 bits arrive as text: bigint when it fits, else numeric. */
function numericConstant(text: string, position: number): Expression {
  const fitsBigint = /^\d+$/.test(text) && BigInt(text) < 9_223_372_036_854_775_808n;
  const type: SqlType = fitsBigint ? 'int8' : 'numeric';
  const value = conversion('text', type, { nameOf: () => undefined, oidOf: () => undefined })!(text);
  return expression(type, () => value, position);
}

function columnReference(node: ColumnRef, context: Context): Expression {
  const position = node.location ?? 0;
  const names = (node.fields ?? []).map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
  const name = names.at(-1)!;
  if (name === '*') throw new SqlFault('* is only allowed in a select list', { position });
  const { level, index, column, owner } = context.scope.resolve(name, names.at(-2), position);
  const slot = owner.grouping ? owner.grouping.keyOf(index) : index;
  if (slot === undefined) throw owner.grouping!.ungrouped(column, level).at(position);
  return expression(column.type, columnReader(level, slot), position);
}

function columnReader(level: number, slot: number): (row: Row) => Value {
  if (level === 0) return (row) => row.values[slot]!;
  if (level === 1) return (row) => row.outer!.values[slot]!;
  return (row) => {
    let owner = row;
    for (let up = 0; up < level; up++) owner = owner.outer!;
    return owner.values[slot]!;
  };
}

/** Three-valued; AND and OR test what has no effects first, so `pg_terminate_backend(…) AND state = …` is kind to users. */
function logic(node: BoolExpr, context: Context): Expression {
  const word = node.boolop === 'AND_EXPR' ? 'AND' : node.boolop === 'OR_EXPR' ? 'OR' : 'NOT';
  const parts = (node.args ?? []).map((part) => condition(compile(part, context), word, context));
  const position = parts[0]?.position ?? 0;
  if (word === 'NOT') {
    const [part] = parts as [Expression];
    return expression('bool', (row) => negated(part.run(row)), position, parts);
  }
  const decisive = word === 'OR';
  const ordered = [...parts].sort((a, b) => Number(a.volatile) - Number(b.volatile));
  const run = (row: Row) => {
    let sawNull = false;
    for (const part of ordered) {
      const value = part.run(row);
      if (value === decisive) return decisive;
      if (value === null) sawNull = true;
    }
    return sawNull ? null : !decisive;
  };
  return expression('bool', run, position, parts);
}

function negated(value: Value): Value {
  return value === null ? null : !value;
}

function booleanTest(argument: Expression, kind: string): Expression {
  const wanted = kind.endsWith('TRUE') ? true : kind.endsWith('FALSE') ? false : null;
  const positive = !kind.startsWith('IS_NOT');
  return expression('bool', (row) => (argument.run(row) === wanted) === positive, argument.position, [argument]);
}

function caseExpression(node: CaseExpr, context: Context): Expression {
  const whens = (node.args ?? []).flatMap((arm) => ('CaseWhen' in arm ? [arm.CaseWhen] : []));
  const tests = whens.map(({ expr }) => {
    if (!node.arg) return condition(compile(expr!, context), 'CASE/WHEN', context);
    return compileOperator(
      { kind: 'AEXPR_OP', name: [{ String: { sval: '=' } }], lexpr: node.arg, rexpr: expr! },
      context,
    );
  });
  const otherwise: Node = node.defresult ?? { A_Const: { isnull: true } };
  // PostgreSQL looks at ELSE first when it picks the type.
  const [last, ...results] = unify([otherwise, ...whens.map(({ result }) => result!)], 'CASE', context);
  const run = (row: Row) => {
    const at = tests.findIndex((test) => test.run(row) === true);
    return (at < 0 ? last! : results[at]!).run(row);
  };
  return expression(last!.type, run, node.location ?? 0, [...tests, ...results, last!]);
}

/** Compiles several branches to one type. */
export function unify(nodes: readonly Node[], what: string, context: Context): Expression[] {
  const branches = nodes.map((node) => compile(node, context));
  const type = commonType(branches.map((branch) => branch.type));
  if (type !== undefined) return branches.map((branch) => coerce(branch, type, context));
  const first = branches.find((branch) => branch.type !== 'unknown')!;
  const other = branches.find((branch) => commonType([first.type, branch.type]) === undefined) ?? first;
  throw new SqlFault(`${what} types ${typeName(first.type)} and ${typeName(other.type)} cannot be matched`, {
    position: other.position,
  });
}

function coalesce(branches: readonly Expression[], position: number): Expression {
  const run = (row: Row) => {
    for (const branch of branches) {
      const value = branch.run(row);
      if (value !== null) return value;
    }
    return null;
  };
  return expression(branches[0]!.type, run, position, branches);
}

function extreme(branches: readonly Expression[], direction: 1 | -1, position: number): Expression {
  const run = (row: Row) => {
    let best: Value = null;
    for (const branch of branches) {
      const value = branch.run(row);
      if (value !== null && (best === null || compareValues(value, best) * direction > 0)) best = value;
    }
    return best;
  };
  return expression(branches[0]!.type, run, position, branches);
}

function arrayExpression(node: A_ArrayExpr, context: Context): Expression {
  const position = node.location ?? 0;
  const items = unify(node.elements ?? [], 'ARRAY', context);
  if (items.length === 0)
    throw new SqlFault('cannot determine type of empty array', {
      position,
      hint: 'Explicitly cast to the desired type, for example ARRAY[]::integer[].',
    });
  return expression(arrayOf(items[0]!.type), (row) => items.map((item) => item.run(row)), position, items);
}

/** `list[1]`, counting from 1. */
function indirection(node: A_Indirection, context: Context): Expression {
  const base = compile(node.arg!, context);
  const [step] = node.indirection ?? [];
  const isIndex =
    step !== undefined && 'A_Indices' in step && !step.A_Indices.is_slice && step.A_Indices.uidx !== undefined;
  if (!isIndex) throw new SqlFault('this kind of subscript is not available here', { position: base.position });
  if (!isArray(base.type))
    throw new SqlFault(`cannot subscript type ${typeName(base.type)} because it does not support subscripting`, {
      position: base.position,
    });
  const at = coerce(compile(step.A_Indices.uidx!, context), 'int4', context);
  const run = (row: Row) => {
    const [list, index] = [base.run(row), at.run(row)];
    return list === null || index === null ? null : ((list as readonly Value[])[(index as number) - 1] ?? null);
  };
  return expression(elementType(base.type), run, base.position, [base, at]);
}

function sessionValue(node: SQLValueFunction, context: Context): Expression {
  const { catalog } = context.session;
  const position = node.location ?? 0;
  const op = node.op ?? '';
  if (op.startsWith('SVFOP_CURRENT_TIMESTAMP')) return expression('timestamptz', () => catalog.nowMs, position);
  if (op.startsWith('SVFOP_LOCALTIMESTAMP')) return expression('timestamp', () => catalog.nowMs, position);
  if (op === 'SVFOP_CURRENT_DATE')
    return expression('date', () => civilTime(catalog.nowMs).epochDay * DAY_MS, position);
  if (op === 'SVFOP_CURRENT_CATALOG') return expression('name', () => catalog.database, position);
  if (op === 'SVFOP_CURRENT_SCHEMA') return expression('name', () => 'public', position);
  if (['SVFOP_CURRENT_USER', 'SVFOP_SESSION_USER', 'SVFOP_USER', 'SVFOP_CURRENT_ROLE'].includes(op))
    return expression('name', () => catalog.user, position);
  throw new SqlFault('this time of day function is not available here', { position });
}

function typeCast(node: TypeCast, context: Context): Expression {
  const { type, precision, scale } = readTypeName(node.typeName!);
  const argument =
    'A_ArrayExpr' in node.arg! && node.arg.A_ArrayExpr.elements === undefined
      ? emptyArray(type)
      : compile(node.arg!, context);
  const position = argument.position;
  const from = argument.type;
  if (from !== type && !conversion(from, type, context.session.names)) {
    const at = node.location !== undefined && node.location >= 0 ? node.location : position;
    throw new SqlFault(`cannot cast type ${typeName(from)} to ${typeName(type)}`, { position: at });
  }
  const cast = coerce(argument, type, context);
  if (type !== 'numeric' || precision === undefined) return cast;
  const run = (row: Row) => {
    const value = cast.run(row);
    return value === null ? null : fitNumeric(value as Decimal, precision, scale);
  };
  return { ...cast, run };
}

function emptyArray(type: SqlType): Expression {
  return expression(type, () => [], 0);
}

/** The type a cast names, with `numeric(p, s)`'s figures. */
export function readTypeName(node: TypeName): { type: SqlType; precision?: number; scale: number } {
  const spelled = (node.names ?? []).map((part) => ('String' in part ? (part.String.sval ?? '') : ''));
  const name = spelled.at(-1) ?? '';
  const scalar = typeFromSpelling(name);
  if (!scalar) throw new SqlFault(`type "${name}" does not exist`, { position: node.location ?? 0 });
  const type = node.arrayBounds ? arrayOf(scalar) : scalar;
  const [precision, scale = 0] = (node.typmods ?? []).map((part) =>
    'A_Const' in part ? (part.A_Const.ival?.ival ?? 0) : 0,
  );
  return { type, scale, ...(precision === undefined ? {} : { precision }) };
}
