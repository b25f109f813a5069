import type { Node, SelectStmt } from 'libpg-query';
import { coerce, compile, type Context } from './expression.ts';
import { SqlFault } from './fault.ts';
import { type Row, Scope } from './scope.ts';

/** Cuts a list as LIMIT and OFFSET say. */
export type Limit = <T>(items: readonly T[]) => T[];

export function compileLimit(select: SelectStmt, context: Context): (outer: Row | undefined) => Limit {
  const count = compileCount(select.limitCount, 'LIMIT', context);
  const offset = compileCount(select.limitOffset, 'OFFSET', context);
  return (outer) => {
    const from = offset(outer) ?? 0;
    const most = count(outer);
    return (items) => items.slice(from, most === undefined ? undefined : from + most);
  };
}

function compileCount(
  node: Node | undefined,
  word: 'LIMIT' | 'OFFSET',
  context: Context,
): (outer: Row | undefined) => number | undefined {
  if (!node) return () => undefined;
  const empty = new Scope([], [], context.scope.parent);
  const value = coerce(
    compile(node, { session: context.session, scope: empty, compileQuery: context.compileQuery, clause: word }),
    'int8',
    context,
  );
  return (outer) => {
    const count = value.run({ values: [], outer });
    if (count === null) return undefined;
    if ((count as bigint) < 0n) throw new SqlFault(`${word} must not be negative`);
    return Number(count);
  };
}
