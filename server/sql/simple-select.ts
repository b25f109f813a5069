import type { Node, SelectStmt } from 'libpg-query';
import type { AggregateCall } from './aggregates.ts';
import { groupKey } from './compare.ts';
import { conjuncts, type EquiPair, equiPairs, indexRows } from './equi-join.ts';
import { coerce, compile, condition, type Context, type Expression, positionOf, type Query } from './expression.ts';
import { SqlFault } from './fault.ts';
import { compileSource, type FromContext, type Source } from './from.ts';
import { flattenJoins } from './flatten-joins.ts';
import { compileGrouping, type Grouping, groupRows, hasAggregate } from './grouping.ts';
import { compileLimit, type Limit } from './limit.ts';
import { direction, type OrderKey, sortedBy } from './order.ts';
import { type Row, Scope } from './scope.ts';
import type { Session } from './session.ts';
import { compileTargets, type Target } from './target-list.ts';
import type { Value } from './value.ts';
import { computeWindows, type WindowCall } from './window.ts';

/** A key of ORDER BY: an output column, or an expression over the row before projection. */
type SortKey = Omit<OrderKey, 'expression'> & ({ output: number } | { expression: Expression });

/** Compiles SELECT … FROM … WHERE … GROUP BY … HAVING … ORDER BY … LIMIT. */
export function compileSimpleSelect(select: SelectStmt, parent: Scope | undefined, context: FromContext): Query {
  const prefix = new Scope([], [], parent);
  const from = flattenJoins(select.fromClause ?? []);
  const { sources, scope } = compileFrom(from.items, prefix, context);
  const base: Context = { session: context.session, scope, compileQuery: context.compileQuery, clause: 'SELECT' };
  const terms = [...from.terms, ...(select.whereClause ? [select.whereClause] : [])].flatMap(conjuncts);
  const stages = compileWhere(terms, sources, base);
  const plan = compileOutput(select, base);
  const limit = compileLimit(select, base);
  const { session } = context;

  const run = (outer: Row | undefined): Value[][] => {
    const rows = joinSources(sources, stages, outer, session);
    const grouped = plan.grouping ? groupRows(rows, plan.grouping.keys, plan.aggregates, outer, session) : rows;
    const kept = plan.having ? grouped.filter((row) => plan.having!.run(row) === true) : grouped;
    return project(computeWindows(plan.windows, kept, session), plan, limit(outer), session);
  };
  const parts = [...stages.flatMap(({ tests }) => tests), ...plan.targets.map((target) => target.expression)];
  return {
    columns: plan.targets.map(({ name, type }) => ({ name, type })),
    run,
    correlated: scope.reachesOut || prefix.reachesOut || sources.some((source) => source.lateral),
    volatile: parts.some((part) => part.volatile),
  };
}

/** What WHERE tests once a source has joined, and the equalities that look its rows up. */
interface Stage {
  tests: Expression[];
  pairs: EquiPair[];
}

type Rows = readonly (readonly Value[])[];

function compileFrom(nodes: readonly Node[], prefix: Scope, context: FromContext): { sources: Source[]; scope: Scope } {
  const sources: Source[] = [];
  let scope = prefix;
  for (const node of nodes) {
    const source = compileSource(node, scope, context);
    const twice = source.tables.find(({ alias }) => scope.tables.some((table) => table.alias === alias));
    if (twice) throw new SqlFault(`table name "${twice.alias}" specified more than once`);
    sources.push(source);
    scope = new Scope([...scope.columns, ...source.columns], [...scope.tables, ...source.tables], prefix.parent);
  }
  return { sources, scope };
}

/**
 * Conditions of WHERE by the source after which all their columns are there. Those with effects come last of all:
 * `pg_terminate_backend(pid) AND state = 'idle'` ends only idle sessions here, where PostgreSQL promises no order.
 */
function compileWhere(terms: readonly Node[], sources: readonly Source[], base: Context): Stage[] {
  let boundary = 0;
  const stages = sources.map((source): Stage => {
    const start = boundary;
    boundary += source.columns.length;
    return { tests: [], pairs: start === 0 ? [] : equiPairs(terms, start, boundary, { ...base, clause: 'WHERE' }) };
  });
  if (stages.length === 0) stages.push({ tests: [], pairs: [] });
  for (const node of terms) {
    let lastColumn = -1;
    base.scope.onUse = (index) => (lastColumn = Math.max(lastColumn, index));
    const test = condition(compile(node, { ...base, clause: 'WHERE' }), 'WHERE', base);
    base.scope.onUse = undefined;
    if (test.setReturning)
      throw new SqlFault('set-returning functions are not allowed in WHERE', { position: test.position });
    stages[test.volatile ? stages.length - 1 : stageOf(lastColumn, sources)]!.tests.push(test);
  }
  for (const { tests } of stages) tests.sort((a, b) => Number(a.volatile) - Number(b.volatile));
  return stages;
}

function stageOf(column: number, sources: readonly Source[]): number {
  let columns = 0;
  const stage = sources.findIndex((source) => (columns += source.columns.length) > column);
  return Math.max(stage, 0);
}

/** Rows of FROM: sources joined left to right, each stage filtered as soon as it can be. */
function joinSources(
  sources: readonly Source[],
  stages: readonly Stage[],
  outer: Row | undefined,
  session: Session,
): Row[] {
  let rows: Row[] = [{ values: [], outer }];
  for (const [stage, source] of sources.entries()) {
    const fixed = source.lateral ? undefined : source.rows(rows[0] ?? { values: [], outer });
    const { tests, pairs } = stages[stage]!;
    const nothing = (rows[0]?.values ?? []).map(() => null);
    const index = (found: Rows) => indexRows(found, pairs, (row) => ({ values: [...nothing, ...row], outer }));
    const known = fixed && index(fixed);
    const next: Row[] = [];
    for (const left of rows) {
      for (const right of (known ?? index(source.rows(left)))(left)) {
        // A wide row costs more to put together.
        session.charge(1 + (left.values.length >> 3));
        const row: Row = { values: stage === 0 ? right : [...left.values, ...right], outer };
        if (tests.every((test) => test.run(row) === true)) next.push(row);
      }
    }
    rows = next;
  }
  return sources.length > 0 ? rows : rows.filter((row) => stages[0]!.tests.every((test) => test.run(row) === true));
}

interface OutputPlan {
  targets: Target[];
  grouping: Grouping | undefined;
  aggregates: AggregateCall[];
  windows: WindowCall[];
  having: Expression | undefined;
  order: SortKey[];
  distinct: 'no' | 'rows' | Expression[];
}

function compileOutput(select: SelectStmt, base: Context): OutputPlan {
  const nodes = select.targetList ?? [];
  const isGrouped =
    (select.groupClause?.length ?? 0) > 0 ||
    select.havingClause !== undefined ||
    hasAggregate([nodes, select.sortClause]);
  const grouping = isGrouped ? compileGrouping(groupNodes(select.groupClause ?? [], nodes, base), base) : undefined;
  const aggregates: AggregateCall[] = [];
  const windows: WindowCall[] = [];
  const context: Context = {
    ...base,
    aggregates,
    windows,
    windowClause: select.windowClause ?? [],
    ...(grouping ? { groupedAs: grouping.keyOf } : {}),
  };
  const compileAll = () => {
    const targets = compileTargets(nodes, context);
    const having =
      select.havingClause &&
      condition(compile(select.havingClause, { ...context, clause: 'HAVING' }), 'HAVING', context);
    const distinct = compileDistinct(select.distinctClause, targets, context);
    const order = compileSortKeys(select.sortClause ?? [], targets, distinct === 'rows', context);
    return { targets, having, order, distinct };
  };
  return { grouping, aggregates, windows, ...(grouping ? grouping.within(compileAll) : compileAll()) };
}

function outputNode(name: string, nodes: readonly Node[]): Node | undefined {
  const found = nodes.find((node) => 'ResTarget' in node && node.ResTarget.name === name);
  return found && 'ResTarget' in found ? found.ResTarget.val : undefined;
}

function simpleName(node: Node): string | undefined {
  if (!('ColumnRef' in node) || node.ColumnRef.fields?.length !== 1) return undefined;
  const [field] = node.ColumnRef.fields;
  return field && 'String' in field ? field.String.sval : undefined;
}

function integerConstant(node: Node): number | undefined {
  return 'A_Const' in node && node.A_Const.ival ? (node.A_Const.ival.ival ?? 0) : undefined;
}

/** GROUP BY takes positions, input columns first and then output names, or expressions. */
function groupNodes(nodes: readonly Node[], targets: readonly Node[], base: Context): Node[] {
  return nodes.map((node) => {
    const at = integerConstant(node);
    if (at !== undefined) {
      const target = targets[at - 1];
      if (!target || !('ResTarget' in target))
        throw new SqlFault(`GROUP BY position ${at} is not in select list`, { position: positionOf(node) });
      if (hasAggregate(target))
        throw new SqlFault('aggregate functions are not allowed in GROUP BY', {
          position: positionOf(target.ResTarget.val!),
        });
      return target.ResTarget.val!;
    }
    const name = simpleName(node);
    const isColumn = name !== undefined && base.scope.columns.some((column) => column.name === name);
    return name !== undefined && !isColumn ? (outputNode(name, targets) ?? node) : node;
  });
}

function compileDistinct(
  clause: readonly Node[] | undefined,
  targets: readonly Target[],
  context: Context,
): OutputPlan['distinct'] {
  if (!clause) return 'no';
  // Plain DISTINCT arrives as a list with one empty entry.
  const on = clause.filter((node) => Object.keys(node).length > 0);
  if (on.length === 0) return 'rows';
  return on.map((node) => {
    const at = integerConstant(node);
    return at === undefined ? compile(node, { ...context, clause: 'DISTINCT ON' }) : targets[at - 1]!.expression;
  });
}

/** ORDER BY takes positions, output names first and then input columns, or expressions. */
function compileSortKeys(
  nodes: readonly Node[],
  targets: readonly Target[],
  distinct: boolean,
  context: Context,
): SortKey[] {
  return nodes.flatMap((node): SortKey[] => {
    if (!('SortBy' in node)) return [];
    const item = node.SortBy.node!;
    const how = direction(node.SortBy);
    const output = outputColumn(item, targets);
    if (output !== undefined) return [{ ...how, output }];
    const key = compile(item, { ...context, clause: 'ORDER BY' });
    const same = targets.findIndex(
      (target) => target.node && JSON.stringify(withoutPlace(target.node)) === JSON.stringify(withoutPlace(item)),
    );
    if (same >= 0) return [{ ...how, output: same }];
    if (distinct)
      throw new SqlFault('for SELECT DISTINCT, ORDER BY expressions must appear in select list', {
        position: key.position,
      });
    return [{ ...how, expression: key.type === 'unknown' ? coerce(key, 'text', context) : key }];
  });
}

function withoutPlace(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value)));
}

/** The output column that a position or a bare name means, or undefined. */
export function outputColumn(node: Node, targets: readonly { name: string }[]): number | undefined {
  const at = integerConstant(node);
  if (at !== undefined) {
    if (at < 1 || at > targets.length)
      throw new SqlFault(`ORDER BY position ${at} is not in select list`, { position: positionOf(node) });
    return at - 1;
  }
  const name = simpleName(node);
  const found = targets.flatMap((target, index) => (target.name === name ? [index] : []));
  if (found.length > 1 && name !== undefined) {
    const ambiguous = new Set(
      targets.flatMap((target) =>
        target.name === name && 'node' in target ? [JSON.stringify(withoutPlace(target.node))] : [],
      ),
    );
    if (ambiguous.size > 1) throw new SqlFault(`ORDER BY "${name}" is ambiguous`, { position: positionOf(node) });
  }
  return found[0];
}

/**
 * Computes the select list. Rows that LIMIT drops are not computed at all, so that an effect in the list happens only
 * for rows that are shown; a key with an effect is computed once, in the list.
 */
function project(rows: readonly Row[], plan: OutputPlan, limit: Limit, session: Session): Value[][] {
  const { targets, order, distinct } = plan;
  const readKey = (row: Row) =>
    order.map((key) => ('output' in key ? targets[key.output]!.expression : key.expression).run(row));
  const expands = targets.some((target) => target.expression.setReturning);
  const early =
    expands || distinct === 'rows' || order.some((key) => 'output' in key && targets[key.output]!.expression.volatile);
  if (!early) {
    const sorted = sortedBy(rows, order, readKey, session);
    const unique = distinct === 'no' ? sorted : firstPerKey(sorted, distinct as Expression[]);
    return limit(unique).map((row) => targets.map((target) => target.expression.run(row)));
  }
  const projected = rows.flatMap((row) => expand(row, targets).map((values) => ({ row, values })));
  session.charge(projected.length);
  const unique = distinct === 'rows' ? firstPerValues(projected) : projected;
  const keysOf = ({ row, values }: { row: Row; values: Value[] }) =>
    order.map((key) => ('output' in key ? values[key.output]! : key.expression.run(row)));
  return limit(sortedBy(unique, order, keysOf, session)).map(({ values }) => values);
}

function firstPerKey(rows: readonly Row[], keys: readonly Expression[]): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keys.map((part) => groupKey(part.run(row))).join();
    return !seen.has(key) && seen.add(key);
  });
}

function firstPerValues<T extends { values: Value[] }>(rows: readonly T[]): T[] {
  const seen = new Set<string>();
  return rows.filter(({ values }) => {
    const key = values.map(groupKey).join();
    return !seen.has(key) && seen.add(key);
  });
}

/** Set-returning columns run in step; the shorter ones give nulls. */
function expand(row: Row, targets: readonly Target[]): Value[][] {
  const values = targets.map((target) => target.expression.run(row));
  const lists = targets.map((target, at) =>
    target.expression.setReturning ? ((values[at] ?? []) as readonly Value[]) : undefined,
  );
  if (lists.every((list) => list === undefined)) return [values];
  const length = Math.max(...lists.map((list) => list?.length ?? 0));
  return Array.from({ length }, (_, index) =>
    values.map((value, at) => (lists[at] ? (lists[at][index] ?? null) : value)),
  );
}
