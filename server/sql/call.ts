import type { FuncCall, Node } from 'libpg-query';
import { aggregateOf, type AggregateCall, isAggregateName } from './aggregates.ts';
import { coerce, compile, condition, type Context, type Expression, expression } from './expression.ts';
import { SqlFault } from './fault.ts';
import { chooseFunction, signature } from './functions/registry.ts';
import { compileOrder } from './order.ts';
import type { Row } from './scope.ts';
import { compileWindowCall, isWindowName } from './window.ts';

export function functionName(node: FuncCall): string {
  const last = node.funcname?.at(-1);
  return last && 'String' in last ? (last.String.sval ?? '') : '';
}

/** A call: aggregate, window function, one of ours or one of the caller's. */
export function compileCall(node: FuncCall, context: Context): Expression {
  const name = functionName(node);
  const position = node.location ?? 0;
  if (node.over) return compileWindowCall(name, node, context);
  if (isWindowName(name)) throw new SqlFault(`window function ${name} requires an OVER clause`, { position });
  if (isAggregateName(name)) return aggregateReference(name, node, context);
  if (node.agg_star) throw notAFunction(`${name}()`, position);
  return plainCall(name, node, context);
}

function plainCall(name: string, node: FuncCall, context: Context): Expression {
  const position = node.location ?? 0;
  const given = inOrder(name, node.args ?? []).map((argument) => compile(argument, context));
  const types = given.map(({ type }) => type);
  const chosen = chooseFunction(name, types, context.session);
  if (!chosen) throw notAFunction(signature(name, types), position);
  const { builtin, argumentTypes, returns } = chosen;
  const args = given.map((argument, at) => coerce(argument, argumentTypes[at]!, context));
  const { session } = context;
  const run = (row: Row) => {
    session.charge(1);
    const values = args.map((argument) => argument.run(row));
    if (builtin.strict !== false && values.includes(null)) return null;
    return session.weigh(builtin.run(values, session, argumentTypes));
  };
  const call = expression(returns, run, position, args);
  return {
    ...call,
    volatile: call.volatile || (builtin.volatile ?? false),
    ...(builtin.setReturning ? { setReturning: true } : {}),
  };
}

const INTERVAL_PARTS = ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'];

/** `make_interval(mins => 5)`: the one function that people call by names. */
function inOrder(name: string, args: readonly Node[]): readonly Node[] {
  if (name !== 'make_interval' || !args.some((argument) => 'NamedArgExpr' in argument)) return args;
  return INTERVAL_PARTS.map((part, at) => {
    const named = args.find((argument) => 'NamedArgExpr' in argument && argument.NamedArgExpr.name === part);
    const own = named && 'NamedArgExpr' in named ? named.NamedArgExpr.arg : undefined;
    const placed = args[at];
    return own ?? (placed && !('NamedArgExpr' in placed) ? placed : { A_Const: { ival: {} } });
  });
}

function notAFunction(called: string, position: number): SqlFault {
  return new SqlFault(`function ${called} does not exist`, {
    position,
    hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
  });
}

/** Registers the aggregate and reads its result from the group's row. */
function aggregateReference(name: string, node: FuncCall, context: Context): Expression {
  const position = node.location ?? 0;
  const { aggregates } = context;
  if (!aggregates) {
    if (context.clause === 'aggregate') throw new SqlFault('aggregate function calls cannot be nested', { position });
    throw new SqlFault(`aggregate functions are not allowed in ${context.clause}`, { position });
  }
  const call = compileAggregate(name, node, context);
  const slot = aggregates.push(call) - 1;
  return expression(call.returns, (row) => row.aggregates![slot]!, position);
}

/**
 * An aggregate's arguments are expressions over the rows before grouping; those of a window function in a grouped
 * query, as in `sum(count(*)) over ()`, over the groups.
 */
export function compileAggregate(
  name: string,
  node: FuncCall,
  context: Context,
  over: 'rows' | 'groups' = 'rows',
): AggregateCall {
  if (over === 'groups') return aggregateCall(name, node, context);
  const { session, scope, compileQuery } = context;
  const { grouping } = scope;
  scope.grouping = undefined;
  try {
    return aggregateCall(name, node, { session, scope, compileQuery, clause: 'aggregate' });
  } finally {
    scope.grouping = grouping;
  }
}

function aggregateCall(name: string, node: FuncCall, context: Context): AggregateCall {
  const order = compileOrder(node.agg_order ?? [], context);
  const ordered = node.agg_within_group ? order.map((key) => key.expression) : [];
  const given = [...(node.args ?? []).map((argument) => compile(argument, context)), ...ordered];
  const types = given.map(({ type }) => type);
  const aggregate = aggregateOf(name, types, node.agg_star ?? false, context.session);
  if (!aggregate) throw notAFunction(signature(name, types), node.location ?? 0);
  const filter = node.agg_filter && condition(compile(node.agg_filter, context), 'FILTER', context);
  return {
    args: given.map((argument, at) => coerce(argument, aggregate.argumentTypes[at]!, context)),
    order,
    distinct: node.agg_distinct ?? false,
    returns: aggregate.returns,
    start: aggregate.start,
    ...(filter ? { filter } : {}),
  };
}
