import type { SeriesStore } from '../telemetry/series.ts';
import type { Aggregate, Binary, Call, Expr, MatrixSelector } from './ast.ts';
import { isComparison, isSetOp, unparen } from './ast.ts';
import { calculate, compare } from './binary.ts';
import { absentLabels } from './label-functions.ts';
import { planAggregate, planHistogramQuantile } from './plan-aggregate.ts';
import { planMatch, planSet } from './plan-match.ts';
import type { PlanScalar, PlanVector } from './plan-node.ts';
import { hasTwins, planVector } from './plan-node.ts';
import { planInstant, planOverTime, planRate } from './plan-selectors.ts';
import { withoutName } from './value.ts';
import { NUMERIC } from './vector-functions.ts';

/** The plan of a scalar expression, or null when it is none or not planned. */
export function bindScalar(expr: Expr): PlanScalar | null {
  switch (expr.kind) {
    case 'number':
      return () => expr.value;
    case 'paren':
      return bindScalar(expr.expr);
    case 'unary': {
      const inner = bindScalar(expr.expr);
      return inner && (expr.op === '-' ? (moment) => -inner(moment) : inner);
    }
    case 'call':
      return expr.name === 'time' ? (moment) => moment.epochS + moment.atS : null;
    case 'binary': {
      const { op } = expr;
      const left = bindScalar(expr.left);
      const right = bindScalar(expr.right);
      if (!left || !right || isSetOp(op)) return null;
      return isComparison(op)
        ? (moment) => Number(compare(op, left(moment), right(moment)))
        : (moment) => calculate(op, left(moment), right(moment));
    }
    default:
      return null;
  }
}

/** The plan of a vector expression over the series that a store has now, or null when it is left to the general evaluator. */
export function bindVector(expr: Expr, store: SeriesStore): PlanVector | null {
  switch (expr.kind) {
    case 'paren':
      return bindVector(expr.expr, store);
    case 'vector':
      return planInstant(expr, store);
    case 'unary': {
      const inner = bindVector(expr.expr, store);
      return inner && (expr.op === '-' ? mapped(inner, (value) => -value) : inner);
    }
    case 'aggregate':
      return bindAggregate(expr, store);
    case 'call':
      return bindCall(expr, store);
    case 'binary':
      return bindBinary(expr, store);
    default:
      return null;
  }
}

function bindAggregate(expr: Aggregate, store: SeriesStore): PlanVector | null {
  const inner = bindVector(expr.expr, store);
  return inner && planAggregate(expr, inner);
}

function bindCall(expr: Call, store: SeriesStore): PlanVector | null {
  const { name, args } = expr;
  const first = args[0] && unparen(args[0]);
  if (name === 'histogram_quantile') {
    const q = bindScalar(args[0]!);
    const buckets = bindVector(args[1]!, store);
    return q && buckets && planHistogramQuantile(q, buckets);
  }
  if (name === 'absent' && first) return bindAbsent(first, store);
  if (name === 'vector') {
    const scalar = bindScalar(args[0]!);
    return scalar && constantVector(scalar);
  }
  if (first?.kind === 'matrix') return bindWindow(name, first, store);
  if (!Object.hasOwn(NUMERIC, name) || name === 'clamp' || !args[0]) return null;
  const inner = bindVector(args[0], store);
  const scalars = args.slice(1).map(bindScalar);
  if (!inner || scalars.some((scalar) => scalar === null)) return null;
  const map = NUMERIC[name]!;
  const param = scalars[0];
  return mapped(inner, param ? (value, given) => map(value, given!) : (value) => map(value), param ?? undefined);
}

function bindWindow(name: string, matrix: MatrixSelector, store: SeriesStore): PlanVector | null {
  if (name === 'rate' || name === 'increase') return planRate(matrix, store, name === 'rate');
  return planOverTime(name, matrix, store);
}

function bindAbsent(arg: Expr, store: SeriesStore): PlanVector | null {
  const inner = bindVector(arg, store);
  if (!inner) return null;
  const labels = arg.kind === 'vector' ? absentLabels(arg) : {};
  return planVector([labels], (values, present, moment) => {
    inner.run(moment);
    values[0] = 1;
    present[0] = inner.present.includes(1) ? 0 : 1;
  });
}

function constantVector(scalar: PlanScalar): PlanVector {
  return planVector([{}], (values, present, moment) => {
    values[0] = scalar(moment);
    present[0] = 1;
  });
}

function bindBinary(expr: Binary, store: SeriesStore): PlanVector | null {
  const leftScalar = bindScalar(expr.left);
  const rightScalar = bindScalar(expr.right);
  if (leftScalar && rightScalar) return null;
  const left = leftScalar ? null : bindVector(expr.left, store);
  const right = rightScalar ? null : bindVector(expr.right, store);
  if (left && right) return isSetOp(expr.op) ? planSet(expr, left, right) : planMatch(expr, left, right);
  if (left && rightScalar) return withScalar(expr, left, rightScalar, false);
  if (right && leftScalar) return withScalar(expr, right, leftScalar, true);
  return null;
}

function withScalar(expr: Binary, vector: PlanVector, scalar: PlanScalar, scalarIsLeft: boolean): PlanVector | null {
  const { op, bool } = expr;
  if (isSetOp(op)) return null;
  if (!isComparison(op)) {
    return mapped(
      vector,
      (value, other) => (scalarIsLeft ? calculate(op, other!, value) : calculate(op, value, other!)),
      scalar,
    );
  }
  const holds = (value: number, other: number): boolean =>
    scalarIsLeft ? compare(op, other, value) : compare(op, value, other);
  if (bool) return mapped(vector, (value, other) => Number(holds(value, other!)), scalar);
  return planVector(vector.labels, (values, present, moment) => {
    vector.run(moment);
    const other = scalar(moment);
    for (let i = 0; i < values.length; i++) {
      values[i] = vector.values[i]!;
      present[i] = vector.present[i] === 1 && holds(values[i]!, other) ? 1 : 0;
    }
  });
}

/** Element by element, without the name; `param` is worked out once a run. */
function mapped(
  inner: PlanVector,
  map: (value: number, param?: number) => number,
  param?: PlanScalar,
): PlanVector | null {
  const labels = inner.labels.map(withoutName);
  if (hasTwins(labels)) return null;
  return planVector(labels, (values, present, moment) => {
    inner.run(moment);
    const given = param?.(moment);
    for (let i = 0; i < values.length; i++) {
      present[i] = inner.present[i]!;
      if (present[i] === 1) values[i] = given === undefined ? map(inner.values[i]!) : map(inner.values[i]!, given);
    }
  });
}
