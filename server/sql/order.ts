import type { Node } from 'libpg-query';
import { compareForSort } from './compare.ts';
import { coerce, compile, type Context, type Expression } from './expression.ts';
import type { Row } from './scope.ts';
import type { Session } from './session.ts';
import type { Value } from './value.ts';

/** One key of an ORDER BY. */
export interface OrderKey {
  expression: Expression;
  descending: boolean;
  nullsFirst: boolean;
}

/** Direction and place of nulls: last ascending, first descending, unless written out. */
export function direction(sort: { sortby_dir?: string; sortby_nulls?: string }): {
  descending: boolean;
  nullsFirst: boolean;
} {
  const descending = sort.sortby_dir === 'SORTBY_DESC';
  const nulls = sort.sortby_nulls;
  return { descending, nullsFirst: nulls === 'SORTBY_NULLS_FIRST' || (nulls !== 'SORTBY_NULLS_LAST' && descending) };
}

/** ORDER BY inside an aggregate or a window: plain expressions, no positions. */
export function compileOrder(nodes: readonly Node[], context: Context): OrderKey[] {
  return nodes.flatMap((node) => {
    if (!('SortBy' in node)) return [];
    const key = compile(node.SortBy.node!, context);
    return [{ expression: key.type === 'unknown' ? coerce(key, 'text', context) : key, ...direction(node.SortBy) }];
  });
}

/** Stable sort by keys computed once per item. */
export function sortedBy<T>(
  items: readonly T[],
  directions: readonly Omit<OrderKey, 'expression'>[],
  keysOf: (item: T) => readonly Value[],
  session: Session,
): T[] {
  if (directions.length === 0) return [...items];
  const keyed = items.map((item) => ({ item, keys: keysOf(item) }));
  session.charge(items.length);
  keyed.sort((a, b) => {
    for (const [at, { descending, nullsFirst }] of directions.entries()) {
      const order = compareForSort(a.keys[at]!, b.keys[at]!, descending, nullsFirst);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

export function sortRows(rows: readonly Row[], keys: readonly OrderKey[], session: Session): Row[] {
  return sortedBy(rows, keys, (row) => keys.map(({ expression }) => expression.run(row)), session);
}
