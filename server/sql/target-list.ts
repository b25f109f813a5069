import type { Node } from 'libpg-query';
import type { Column } from './catalog.ts';
import { functionName } from './call.ts';
import { coerce, compile, type Context, type Expression, expression, readTypeName } from './expression.ts';
import { SqlFault } from './fault.ts';

/** One column of a select list: what computes it, and the tree it came from unless it came from `*`. */
export interface Target extends Column {
  expression: Expression;
  node?: Node;
}

/** Compiles a select list, stars expanded, unknown literals turned into text. */
export function compileTargets(nodes: readonly Node[], context: Context): Target[] {
  return nodes.flatMap((node): Target[] => {
    if (!('ResTarget' in node)) return [];
    const { val, name, location } = node.ResTarget;
    const star = val && starOf(val);
    if (star) return expandStar(star.table, location ?? 0, context);
    const compiled = compile(val!, context);
    const known = compiled.type === 'unknown' ? coerce(compiled, 'text', context) : compiled;
    return [{ name: name ?? columnName(val!), type: known.type, expression: known, node: val! }];
  });
}

/** `*` or `a.*`; undefined for anything else. */
function starOf(node: Node): { table: string | undefined } | undefined {
  if (!('ColumnRef' in node)) return undefined;
  const fields = node.ColumnRef.fields ?? [];
  const last = fields.at(-1);
  if (!last || !('A_Star' in last)) return undefined;
  const table = fields.at(-2);
  return { table: table && 'String' in table ? (table.String.sval ?? '') : undefined };
}

function expandStar(table: string | undefined, position: number, context: Context): Target[] {
  const { scope } = context;
  if (table !== undefined && !scope.tables.some(({ alias }) => alias === table)) {
    throw new SqlFault(`missing FROM-clause entry for table "${table}"`, { position });
  }
  if (table === undefined && scope.tables.length === 0)
    throw new SqlFault('SELECT * with no tables specified is not valid', { position });
  return scope.columns.flatMap((column, index): Target[] => {
    const shown = table === undefined ? !column.merged : column.table === table;
    if (!shown) return [];
    const slot = scope.grouping ? scope.grouping.keyOf(index) : index;
    if (slot === undefined) throw scope.grouping!.ungrouped(column, 0).at(position);
    scope.onUse?.(index);
    return [
      {
        name: column.name,
        type: column.type,
        expression: expression(column.type, (row) => row.values[slot]!, position),
      },
    ];
  });
}

/** The name PostgreSQL gives a column without AS (FigureColname in parse_target.c). */
function columnName(node: Node): string {
  return strongName(node) ?? weakName(node) ?? '?column?';
}

function strongName(node: Node): string | undefined {
  if ('ColumnRef' in node) {
    const last = node.ColumnRef.fields?.at(-1);
    return last && 'String' in last ? last.String.sval : undefined;
  }
  if ('FuncCall' in node) return functionName(node.FuncCall);
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? 'nullif' : undefined;
  if ('A_Indirection' in node) return strongName(node.A_Indirection.arg!);
  if ('CollateClause' in node) return strongName(node.CollateClause.arg!);
  if ('CoalesceExpr' in node) return 'coalesce';
  if ('MinMaxExpr' in node) return node.MinMaxExpr.op === 'IS_GREATEST' ? 'greatest' : 'least';
  if ('A_ArrayExpr' in node) return 'array';
  if ('SQLValueFunction' in node) return (node.SQLValueFunction.op ?? '').replace(/^SVFOP_|_N$/g, '').toLowerCase();
  if ('TypeCast' in node) return strongName(node.TypeCast.arg!);
  if ('CaseExpr' in node) return node.CaseExpr.defresult && strongName(node.CaseExpr.defresult);
  if ('SubLink' in node) return subqueryName(node);
  return undefined;
}

function subqueryName(node: Extract<Node, { SubLink: unknown }>): string | undefined {
  switch (node.SubLink.subLinkType) {
    case 'EXISTS_SUBLINK':
      return 'exists';
    case 'ARRAY_SUBLINK':
      return 'array';
    case 'EXPR_SUBLINK': {
      const inner = node.SubLink.subselect;
      const first = inner && 'SelectStmt' in inner ? inner.SelectStmt.targetList?.[0] : undefined;
      if (!first || !('ResTarget' in first)) return undefined;
      return first.ResTarget.name ?? columnName(first.ResTarget.val!);
    }
    default:
      return undefined;
  }
}

/** A cast's type names a column that nothing else does, and `case` one without a named ELSE. */
function weakName(node: Node): string | undefined {
  if ('TypeCast' in node) return readTypeName(node.TypeCast.typeName!).type.replace('[]', '');
  return 'CaseExpr' in node ? 'case' : undefined;
}
