/** The general evaluator: any query of the subset at one moment. Ranges are in `evaluate-range.ts`. */
import type { Labels, SeriesStore } from '../telemetry/series.ts';
import { SAMPLE_S } from '../telemetry/series.ts';
import { aggregate } from './aggregate.ts';
import type { Aggregate, Binary, Expr } from './ast.ts';
import { applyBinary } from './binary.ts';
import { applyCall } from './call.ts';
import { selectInstant, selectRange } from './select-samples.ts';
import { evaluateSubquery } from './subquery.ts';
import type { Element, Scope, Value } from './value.ts';
import { QueryProblem, spend, withoutName } from './value.ts';

export interface EvalOptions {
  /** Unix milliseconds of simulated second 0; `time()` counts from it. Default 0. */
  startsAtMs?: number;
  /** Which Prometheus to agree with where 2 and 3 differ (left edge of windows, look-back edge). Default 3. */
  version?: 2 | 3;
  /** Step of a subquery that names none: the evaluation interval, seconds. Default `SAMPLE_S`. */
  evaluationS?: number;
  /** Samples that one query may read (a step of a sub-query and of a regular expression counts as one). Default 1,000,000. */
  maxSamples?: number;
}

export type InstantResult =
  | { ok: true; type: 'vector'; elements: Element[] }
  | { ok: true; type: 'scalar'; value: number }
  | { ok: true; type: 'string'; value: string }
  | { ok: true; type: 'matrix'; series: RangeSeries[] }
  | { ok: false; message: string };

export interface RangeSeries {
  labels: Labels;
  /** Ascending; a moment without a value is left out. */
  points: { atS: number; value: number }[];
}

const MAX_SAMPLES = 1_000_000;

/** Answers a parsed query at `atS`, simulated seconds. Not ok when the data do not allow an answer. */
export function evalInstant(expr: Expr, store: SeriesStore, atS: number, options: EvalOptions = {}): InstantResult {
  return answering(() => {
    const value = evaluate(expr, scopeAt(store, atS, atS, atS, options, budgetOf(options)));
    if (value.type === 'vector') return { ok: true, type: 'vector', elements: [...value.elements] };
    if (value.type !== 'matrix') return { ok: true, ...value };
    const series = value.range.windows.map(({ labels, times, values }) => ({
      labels,
      points: times.map((time, i) => ({ atS: time, value: values[i]! })),
    }));
    return { ok: true, type: 'matrix', series };
  });
}

/** The value of any part of a query in a scope. Throws `QueryProblem`. */
export function evaluate(expr: Expr, scope: Scope): Value {
  switch (expr.kind) {
    case 'number':
      return { type: 'scalar', value: expr.value };
    case 'string':
      return { type: 'string', value: expr.value };
    case 'paren':
      return evaluate(expr.expr, scope);
    case 'vector':
      return { type: 'vector', elements: selectInstant(expr, scope) };
    case 'matrix':
      return { type: 'matrix', range: selectRange(expr, scope) };
    case 'subquery':
      return { type: 'matrix', range: evaluateSubquery(expr, scope, evaluate) };
    case 'unary': {
      const value = evaluate(expr.expr, scope);
      if (expr.op === '+') return value;
      return applyNegation(value);
    }
    case 'binary':
      return evaluateBinary(expr, scope);
    case 'aggregate':
      return { type: 'vector', elements: evaluateAggregate(expr, scope) };
    case 'call':
      return applyCall(expr, scope, evaluate);
  }
}

function evaluateBinary(expr: Binary, scope: Scope): Value {
  const left = evaluate(expr.left, scope);
  const right = evaluate(expr.right, scope);
  for (const side of [left, right]) if (side.type === 'vector') spend(scope, 2 * side.elements.length);
  return applyBinary(expr, left, right);
}

function evaluateAggregate(expr: Aggregate, scope: Scope): Element[] {
  const elements = elementsOf(evaluate(expr.expr, scope));
  spend(scope, 2 * elements.length);
  return aggregate(expr, elements, paramOf(expr, scope));
}

/** A vector as it is, a scalar as one element without labels. Throws `QueryProblem` for anything else. */
export function elementsOf(value: Value): readonly Element[] {
  if (value.type === 'vector') return value.elements;
  if (value.type === 'scalar') return [{ labels: {}, value: value.value }];
  throw new QueryProblem('invalid expression type for range query, must be Scalar or instant Vector');
}

function applyNegation(value: Value): Value {
  if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
  const negated = elementsOf(value).map((element) => ({ labels: withoutName(element.labels), value: -element.value }));
  return { type: 'vector', elements: negated };
}

function paramOf(expr: Aggregate, scope: Scope): number | string {
  if (!expr.param) return Number.NaN;
  const value = evaluate(expr.param, scope);
  return value.type === 'scalar' || value.type === 'string' ? value.value : Number.NaN;
}

/** A fresh budget for one query. */
export function budgetOf(options: EvalOptions): { left: number } {
  return { left: options.maxSamples ?? MAX_SAMPLES };
}

/** The scope of one evaluation at `atS` of a query over `startS`…`endS`. */
export function scopeAt(
  store: SeriesStore,
  atS: number,
  startS: number,
  endS: number,
  options: EvalOptions,
  budget: { left: number },
): Scope {
  const epochS = (options.startsAtMs ?? 0) / 1000;
  return {
    store,
    atS,
    epochS,
    startS,
    endS,
    version: options.version ?? 3,
    stepS: options.evaluationS ?? SAMPLE_S,
    budget,
  };
}

/** Turns a `QueryProblem` into an answer that is not ok. */
export function answering<T>(answer: () => T): T | { ok: false; message: string } {
  try {
    return answer();
  } catch (problem) {
    if (problem instanceof QueryProblem) return { ok: false, message: problem.message };
    throw problem;
  }
}
