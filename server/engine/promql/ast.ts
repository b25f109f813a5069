import type { Matcher } from '../telemetry/matcher.ts';

/** The four kinds of value, spelled as Prometheus' messages spell them. */
export type ValueType = 'scalar' | 'instant vector' | 'range vector' | 'string';

/** A parsed query. `at` is the offset in the text where the part begins. */
export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Paren
  | Unary
  | Binary
  | Aggregate
  | Call;

export interface NumberLiteral {
  readonly kind: 'number';
  readonly at: number;
  readonly value: number;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly at: number;
  readonly value: string;
}

/** When a selector or subquery looks: `offset` seconds back from now, or from the moment that `@` pins (Unix seconds). */
export interface Timing {
  readonly offsetS: number;
  readonly pinned: number | 'start' | 'end' | null;
}

export interface VectorSelector {
  readonly kind: 'vector';
  readonly at: number;
  readonly name: string;
  /** Every matcher, the one on `__name__` included. */
  readonly matchers: readonly Matcher[];
  readonly timing: Timing;
}

export interface MatrixSelector {
  readonly kind: 'matrix';
  readonly at: number;
  /** Its timing applies to the whole window. */
  readonly selector: VectorSelector;
  readonly rangeS: number;
}

export interface Subquery {
  readonly kind: 'subquery';
  readonly at: number;
  readonly expr: Expr;
  readonly rangeS: number;
  /** null: the evaluation interval. */
  readonly stepS: number | null;
  readonly timing: Timing;
}

export interface Paren {
  readonly kind: 'paren';
  readonly at: number;
  readonly expr: Expr;
}

export interface Unary {
  readonly kind: 'unary';
  readonly at: number;
  readonly op: '-' | '+';
  readonly expr: Expr;
}

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^';
export type ComparisonOp = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOp = 'and' | 'or' | 'unless';

export interface Matching {
  /** `on (labels)` when true, `ignoring (labels)` when false. */
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly card: 'one-to-one' | 'many-to-one' | 'one-to-many';
  /** Labels that group_left / group_right copies from the one side. */
  readonly include: readonly string[];
}

export interface Binary {
  readonly kind: 'binary';
  readonly at: number;
  /** Where the operator stands. */
  readonly opAt: number;
  readonly op: ArithmeticOp | ComparisonOp | SetOp;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool: boolean;
  /** null when the text has no `on` or `ignoring`: all labels must agree. */
  readonly matching: Matching | null;
}

export const AGGREGATIONS = [
  'sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'quantile', 'count_values',
] as const; // prettier-ignore
export type AggregateOp = (typeof AGGREGATIONS)[number];

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly at: number;
  readonly op: AggregateOp;
  readonly expr: Expr;
  readonly param: Expr | null;
  /** `by (labels)`, or `without (labels)`; no clause is `by ()`. */
  readonly without: boolean;
  readonly labels: readonly string[];
}

export interface Call {
  readonly kind: 'call';
  readonly at: number;
  readonly name: string;
  readonly args: readonly Expr[];
}

/** A query that cannot be parsed or does not type-check; `at` is an offset in the text. */
export class PromqlProblem extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const COMPARISONS: readonly string[] = ['==', '!=', '>', '<', '>=', '<='];
const SET_OPS: readonly string[] = ['and', 'or', 'unless'];

export function isComparison(op: Binary['op']): op is ComparisonOp {
  return COMPARISONS.includes(op);
}

export function isSetOp(op: Binary['op']): op is SetOp {
  return SET_OPS.includes(op);
}

/** What is inside any number of parentheses. */
export function unparen(expr: Expr): Expr {
  return expr.kind === 'paren' ? unparen(expr.expr) : expr;
}
