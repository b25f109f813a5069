/**
 * A rule is asked the same question every five seconds, so it is planned once: selectors are resolved to
 * columns, matching and grouping to positions, and a counter's window to two look-ups. A plan gives what
 * the general evaluator gives (a property test holds them equal); what it cannot plan it leaves to that one.
 */
import type { SeriesStore } from '../telemetry/series.ts';
import type { Expr } from './ast.ts';
import type { EvalOptions } from './evaluate.ts';
import { evalInstant } from './evaluate.ts';
import { bindScalar, bindVector } from './plan-bind.ts';
import type { Moment, PlanScalar, PlanVector } from './plan-node.ts';
import type { Element } from './value.ts';

/** A planned query. The parts that belong to one store are kept beside it and vanish with it. */
export interface Plan {
  readonly expr: Expr;
  readonly bound: WeakMap<SeriesStore, BoundPlan>;
}

interface BoundPlan {
  readonly generation: number;
  /** null: this query over these series is left to the general evaluator. */
  readonly vector: PlanVector | null;
  readonly scalar: PlanScalar | null;
}

export type PlanResult = { ok: true; elements: readonly Element[] } | { ok: false; message: string };

export function planRule(expr: Expr): Plan {
  return { expr, bound: new WeakMap() };
}

/** The elements of the planned query at `atS`; a scalar answers as one element without labels, as in a rule. */
export function evalPlan(plan: Plan, store: SeriesStore, atS: number, options: EvalOptions = {}): PlanResult {
  const { vector, scalar } = boundTo(plan, store);
  if (!vector && !scalar) return evalGenerally(plan.expr, store, atS, options);
  const moment: Moment = { store, atS, epochS: (options.startsAtMs ?? 0) / 1000, version: options.version ?? 3 };
  if (scalar) return { ok: true, elements: [{ labels: {}, value: scalar(moment) }] };
  return { ok: true, elements: elementsOf(vector!, moment) };
}

/** Whether the plan answers by itself over this store, rather than through the general evaluator. */
export function isPlanned(plan: Plan, store: SeriesStore): boolean {
  const bound = boundTo(plan, store);
  return bound.vector !== null || bound.scalar !== null;
}

const NONE: readonly Element[] = [];

function elementsOf(vector: PlanVector, moment: Moment): readonly Element[] {
  vector.run(moment);
  const { present, labels, values } = vector;
  let elements: Element[] | null = null;
  for (let i = 0; i < present.length; i++) {
    if (present[i] === 1) (elements ??= []).push({ labels: labels[i]!, value: values[i]! });
  }
  return elements ?? NONE;
}

function boundTo(plan: Plan, store: SeriesStore): BoundPlan {
  const known = plan.bound.get(store);
  if (known?.generation === store.generation) return known;
  const scalar = bindScalar(plan.expr);
  const vector = scalar ? null : bindVector(plan.expr, store);
  const bound: BoundPlan = { generation: store.generation, vector, scalar };
  plan.bound.set(store, bound);
  return bound;
}

function evalGenerally(expr: Expr, store: SeriesStore, atS: number, options: EvalOptions): PlanResult {
  const result = evalInstant(expr, store, atS, options);
  if (!result.ok) return result;
  if (result.type === 'vector') return { ok: true, elements: result.elements };
  if (result.type === 'scalar') return { ok: true, elements: [{ labels: {}, value: result.value }] };
  return { ok: false, message: `rule result is not a vector or scalar` };
}
