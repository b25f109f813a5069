import type { Node } from 'libpg-query';
import { aggregate, type AggregateCall, isAggregateName } from './aggregates.ts';
import { functionName } from './call.ts';
import { groupKey } from './compare.ts';
import { coerce, compile, type Context, type Expression } from './expression.ts';
import { SqlFault } from './fault.ts';
import type { Row, Scope } from './scope.ts';
import type { Session } from './session.ts';

/** GROUP BY compiled: the keys' values become the row that select list, HAVING and ORDER BY see. */
export interface Grouping {
  keys: Expression[];
  /** Finds the key that a node of the select list repeats. */
  keyOf: (node: Node) => { type: Expression['type']; index: number } | undefined;
  /** Tells columns of the scope apart from keys while `action` compiles. */
  within: <T>(action: () => T) => T;
}

/** Whether an aggregate stands in these nodes, sub-selects and window functions left aside. */
export function hasAggregate(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasAggregate);
  if (typeof value !== 'object' || value === null) return false;
  if ('SubLink' in value) return hasAggregate((value.SubLink as { testexpr?: unknown }).testexpr);
  if ('FuncCall' in value) {
    const call = value.FuncCall as Parameters<typeof functionName>[0];
    if (!call.over && isAggregateName(functionName(call))) return true;
  }
  return Object.values(value).some(hasAggregate);
}

/** Compiles the keys; `nodes` have positions and output names already replaced by their expressions. */
export function compileGrouping(nodes: readonly Node[], context: Context): Grouping {
  const { scope } = context;
  const keys = nodes.map((node) => {
    const key = compile(node, { ...context, clause: 'GROUP BY' });
    return key.type === 'unknown' ? coerce(key, 'text', context) : key;
  });
  const shapes = nodes.map((node) => shapeOf(node, scope));
  const columns = nodes.map((node) => columnIndex(node, scope));
  return {
    keys,
    keyOf: (node) => {
      const index = shapes.length === 0 ? -1 : shapes.indexOf(shapeOf(node, scope));
      return index < 0 ? undefined : { type: keys[index]!.type, index };
    },
    within: (action) => {
      scope.grouping = {
        keyOf: (column) => {
          const at = columns.indexOf(column);
          return at < 0 ? undefined : at;
        },
        ungrouped: ({ table, name }, level) =>
          new SqlFault(
            level === 0
              ? `column "${table}.${name}" must appear in the GROUP BY clause or be used in an aggregate function`
              : `subquery uses ungrouped column "${table}.${name}" from outer query`,
          ),
      };
      try {
        return action();
      } finally {
        scope.grouping = undefined;
      }
    },
  };
}

/** Text that two nodes share when they mean the same expression: locations dropped, columns by number. */
function shapeOf(node: Node, scope: Scope): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (key === 'location' || key === 'list_start' || key === 'list_end') return undefined;
    if (typeof value === 'object' && value !== null && 'ColumnRef' in value)
      return columnIndex(value as Node, scope) ?? value;
    return value;
  });
}

/** The scope's own column that a node names, if it does nothing else. */
function columnIndex(node: Node, scope: Scope): number | undefined {
  if (!('ColumnRef' in node)) return undefined;
  const names = (node.ColumnRef.fields ?? []).map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
  const [name, table] = [names.at(-1)!, names.at(-2)];
  const found = scope.columns.flatMap((column, index) =>
    column.name === name && (table === undefined ? !column.merged : column.table === table) ? [index] : [],
  );
  return found.length === 1 ? found[0] : undefined;
}

/** One row per group, in order of first appearance; without keys exactly one, even over nothing. */
export function groupRows(
  rows: readonly Row[],
  keys: readonly Expression[],
  calls: readonly AggregateCall[],
  outer: Row | undefined,
  session: Session,
): Row[] {
  const groups = new Map<string, { values: Row['values']; rows: Row[] }>();
  for (const row of rows) {
    session.charge(1);
    const values = keys.map((key) => key.run(row));
    const key = values.map(groupKey).join();
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { values, rows: [row] });
  }
  if (keys.length === 0 && groups.size === 0) groups.set('', { values: [], rows: [] });
  return [...groups.values()].map((group) => ({
    values: group.values,
    aggregates: calls.map((call) => aggregate(call, group.rows, session)),
    outer,
  }));
}
