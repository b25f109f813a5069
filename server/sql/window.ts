import type { FuncCall, WindowDef } from 'libpg-query';
import { aggregate, isAggregateName } from './aggregates.ts';
import { compileAggregate } from './call.ts';
import type { SqlType } from './catalog.ts';
import { groupKey } from './compare.ts';
import { coerce, compile, type Context, type Expression, expression } from './expression.ts';
import { SqlFault } from './fault.ts';
import { compileOrder, type OrderKey, sortRows } from './order.ts';
import type { Row } from './scope.ts';
import type { Session } from './session.ts';
import type { Value } from './value.ts';

/** One window function in a query: computed for all rows at once. */
export interface WindowCall {
  partition: Expression[];
  order: OrderKey[];
  /** Values for the rows of one partition, in the window's order. */
  compute: (rows: readonly Row[], peers: readonly number[]) => Value[];
}

const RANKS = ['row_number', 'rank', 'dense_rank'];
const NEIGHBOURS = ['lag', 'lead', 'first_value', 'last_value'];

export function isWindowName(name: string): boolean {
  return RANKS.includes(name) || NEIGHBOURS.includes(name);
}

/** FRAMEOPTION_NONDEFAULT in PostgreSQL's parsenodes.h. */
const NON_DEFAULT_FRAME = 1;

export function compileWindowCall(name: string, node: FuncCall, context: Context): Expression {
  const position = node.location ?? 0;
  const { windows } = context;
  if (!windows) throw new SqlFault(`window functions are not allowed in ${context.clause}`, { position });
  const window = windowOf(node.over!, context);
  if (((window.frameOptions ?? 0) & NON_DEFAULT_FRAME) !== 0)
    throw new SqlFault('only the default window frame is available here', { position });
  const inner = withoutWindows(context);
  const order = compileOrder(window.orderClause ?? [], inner);
  const partition = (window.partitionClause ?? []).map((item) => compile(item, inner));
  const { type, compute } = windowFunction(name, node, order.length > 0, inner);
  const slot = windows.push({ partition, order, compute }) - 1;
  return expression(type, (row) => row.windows![slot]!, position);
}

/** The same context where a window function may not stand. */
function withoutWindows(context: Context): Context {
  const { windows: _windows, ...rest } = context;
  return { ...rest, clause: 'window definitions' };
}

function windowOf(over: WindowDef, context: Context): WindowDef {
  if (over.name === undefined) return over;
  const named = (context.windowClause ?? []).flatMap((node) =>
    'WindowDef' in node && node.WindowDef.name === over.name ? [node.WindowDef] : [],
  );
  if (!named[0]) throw new SqlFault(`window "${over.name}" does not exist`, { position: over.location ?? 0 });
  return named[0];
}

type Computation = { type: SqlType; compute: WindowCall['compute'] };

function windowFunction(name: string, node: FuncCall, ordered: boolean, context: Context): Computation {
  if (isAggregateName(name)) return windowAggregate(name, node, ordered, context);
  const args = (node.args ?? []).map((argument) => compile(argument, context));
  if (RANKS.includes(name)) return { type: 'int8', compute: ranks(name) };
  if (NEIGHBOURS.includes(name) && args[0]) return neighbour(name, args, context);
  throw new SqlFault(`OVER specified, but ${name} is not a window function nor an aggregate function`, {
    position: node.location ?? 0,
  });
}

/** With ORDER BY it runs up to the last peer of the row, without over the whole partition. */
function windowAggregate(name: string, node: FuncCall, ordered: boolean, context: Context): Computation {
  const call = compileAggregate(name, node, context, context.groupedAs ? 'groups' : 'rows');
  const { session } = context;
  const compute = (rows: readonly Row[], peers: readonly number[]) => {
    if (!ordered) {
      const whole = aggregate(call, rows, session);
      return rows.map(() => whole);
    }
    const values: Value[] = [];
    for (const [at, peer] of peers.entries()) {
      const sameAsBefore = at > 0 && peers[at - 1] === peer;
      values.push(
        sameAsBefore ? values[at - 1]! : aggregate(call, rows.slice(0, peers.lastIndexOf(peer) + 1), session),
      );
    }
    return values;
  };
  return { type: call.returns, compute };
}

function ranks(name: string): WindowCall['compute'] {
  return (rows, peers) =>
    rows.map((_row, at) => {
      if (name === 'row_number') return BigInt(at + 1);
      return BigInt(name === 'rank' ? peers.indexOf(peers[at]!) + 1 : peers[at]! + 1);
    });
}

function neighbour(name: string, args: readonly Expression[], context: Context): Computation {
  const [value, distance, otherwise] = args as [Expression, Expression?, Expression?];
  const fallback = otherwise && coerce(otherwise, value.type, context);
  const compute = (rows: readonly Row[], peers: readonly number[]) =>
    rows.map((row, at) => {
      if (name === 'first_value') return value.run(rows[0]!);
      if (name === 'last_value') return value.run(rows[peers.lastIndexOf(peers[at]!)]!);
      const by = distance ? Number(distance.run(row)) : 1;
      const target = rows[name === 'lag' ? at - by : at + by];
      return target ? value.run(target) : (fallback?.run(row) ?? null);
    });
  return { type: value.type, compute };
}

/** Adds every window function's value to every row. */
export function computeWindows(calls: readonly WindowCall[], rows: readonly Row[], session: Session): Row[] {
  if (calls.length === 0) return [...rows];
  const columns = calls.map((call) => computeOne(call, rows, session));
  return rows.map((row) => ({ ...row, windows: columns.map((column) => column.get(row)!) }));
}

function computeOne(call: WindowCall, rows: readonly Row[], session: Session): Map<Row, Value> {
  const partitions = new Map<string, Row[]>();
  for (const row of rows) {
    const key = call.partition.map((part) => groupKey(part.run(row))).join();
    const partition = partitions.get(key);
    if (partition) partition.push(row);
    else partitions.set(key, [row]);
  }
  const values = new Map<Row, Value>();
  for (const partition of partitions.values()) {
    const sorted = sortRows(partition, call.order, session);
    const computed = call.compute(sorted, peerNumbers(sorted, call.order));
    for (const [at, row] of sorted.entries()) values.set(row, computed[at]!);
  }
  return values;
}

/** Rows that the window's order cannot tell apart share a number, counted from 0. */
function peerNumbers(rows: readonly Row[], order: readonly OrderKey[]): number[] {
  let number = -1;
  let last: string | undefined;
  return rows.map((row) => {
    const key = order.map(({ expression: key }) => groupKey(key.run(row))).join();
    if (key !== last || number < 0) number++;
    last = key;
    return number;
  });
}
