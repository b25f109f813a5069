import type { SubLink } from 'libpg-query';
import { quantified } from './comparison.ts';
import { coerce, compile, type Context, type Expression, expression, type Query } from './expression.ts';
import { SqlFault } from './fault.ts';
import { findOperator } from './operators.ts';
import type { Row } from './scope.ts';
import { arrayOf, typeName } from './types.ts';
import type { Value } from './value.ts';

/** `EXISTS (…)`, `x IN (…)`, `x = ANY (…)`, `(…)` as a value, `ARRAY(…)`. */
export function compileSubquery(node: SubLink, context: Context): Expression {
  const position = node.location ?? 0;
  if (!node.subselect || !('SelectStmt' in node.subselect))
    throw new SqlFault('a sub-select is expected here', { position });
  const query = context.compileQuery(node.subselect.SelectStmt, context.scope);
  const rows = rowsOf(query);
  const make = (type: Expression['type'], run: (row: Row) => Value): Expression => ({
    ...expression(type, run, position),
    volatile: query.volatile,
  });
  if (node.subLinkType === 'EXISTS_SUBLINK') return make('bool', (row) => rows(row).length > 0);
  if (query.columns.length !== 1)
    throw new SqlFault(node.testexpr ? 'subquery has too many columns' : 'subquery must return only one column', {
      position,
    });
  const type = query.columns[0]!.type;
  switch (node.subLinkType) {
    case 'EXPR_SUBLINK':
      return make(type, (row) => onlyValue(rows(row)));
    case 'ARRAY_SUBLINK':
      return make(arrayOf(type), (row) => rows(row).map(([value]) => value!));
    case 'ANY_SUBLINK':
    case 'ALL_SUBLINK':
      return quantifiedSubquery(node, query, rows, context);
    default:
      throw new SqlFault('this kind of sub-select is not available here', { position });
  }
}

function quantifiedSubquery(node: SubLink, query: Query, rows: (row: Row) => Value[][], context: Context): Expression {
  const position = node.location ?? 0;
  const last = node.operName?.at(-1);
  const name = last && 'String' in last ? (last.String.sval ?? '=') : '=';
  const left = compile(node.testexpr!, context);
  const type = query.columns[0]!.type;
  const operator = findOperator(name, left.type, type, context.session);
  if (!operator) {
    throw new SqlFault(`operator does not exist: ${typeName(left.type)} ${name} ${typeName(type)}`, {
      position,
      hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
    });
  }
  const a = coerce(left, operator.left, context);
  const item = coerce(
    expression(type, (row) => row.values[0]!, position),
    operator.right,
    context,
  );
  const some = node.subLinkType === 'ANY_SUBLINK';
  const run = (row: Row) => {
    const values = rows(row).map((found) => item.run({ values: found }));
    return quantified(operator, a.run(row), values, some, context);
  };
  return { ...expression('bool', run, left.position, [a]), volatile: query.volatile || a.volatile };
}

function onlyValue(rows: readonly Value[][]): Value {
  if (rows.length > 1) throw new SqlFault('more than one row returned by a subquery used as an expression');
  return rows[0]?.[0] ?? null;
}

/** A sub-select that does not look at the outer row is run once. */
function rowsOf(query: Query): (row: Row) => Value[][] {
  if (query.correlated) return (row) => query.run(row);
  let known: Value[][] | undefined;
  return (row) => (known ??= query.run(row));
}
