import type { SeriesStore } from '../telemetry/series.ts';
import type { Expr } from './ast.ts';
import type { EvalOptions, RangeSeries } from './evaluate.ts';
import { answering, budgetOf, elementsOf, evaluate, scopeAt } from './evaluate.ts';
import { evalPlan, isPlanned, planRule } from './plan.ts';
import type { Element } from './value.ts';
import { labelKey, QueryProblem } from './value.ts';

export type RangeResult = { ok: true; series: RangeSeries[] } | { ok: false; message: string };

const MAX_POINTS = 11_000;

/**
 * Answers a parsed query at `fromS`, `fromS + stepS`, … up to `toS`, as one line per series: what a chart
 * asks for. Planned for the range where it can be, as rules are.
 */
export function evalRange(
  expr: Expr,
  store: SeriesStore,
  fromS: number,
  toS: number,
  stepS: number,
  options: EvalOptions = {},
): RangeResult {
  const trouble = gridTrouble(fromS, toS, stepS);
  if (trouble) return { ok: false, message: trouble };
  return answering(() => {
    const lines = new Map<string, RangeSeries>();
    const elementsAt = evaluatorOf(expr, store, fromS, toS, options);
    for (let k = 0; fromS + k * stepS <= toS; k++) {
      const atS = fromS + k * stepS;
      for (const { labels, value } of elementsAt(atS)) {
        const key = labelKey(labels);
        const line = lines.get(key);
        if (line) line.points.push({ atS, value });
        else lines.set(key, { labels, points: [{ atS, value }] });
      }
    }
    return { ok: true, series: [...lines.values()] };
  });
}

function gridTrouble(fromS: number, toS: number, stepS: number): string | null {
  if (!(stepS > 0)) {
    return 'zero or negative query resolution step widths are not accepted. Try a positive integer';
  }
  if (!((toS - fromS) / stepS <= MAX_POINTS)) {
    return `exceeded maximum resolution of ${MAX_POINTS} points per timeseries. Try decreasing the query resolution (?step=XX)`;
  }
  return null;
}

function evaluatorOf(
  expr: Expr,
  store: SeriesStore,
  fromS: number,
  toS: number,
  options: EvalOptions,
): (atS: number) => readonly Element[] {
  const plan = planRule(expr);
  if (!isPlanned(plan, store)) {
    const budget = budgetOf(options);
    return (atS) => elementsOf(evaluate(expr, scopeAt(store, atS, fromS, toS, options, budget)));
  }
  return (atS) => {
    const result = evalPlan(plan, store, atS, options);
    if (!result.ok) throw new QueryProblem(result.message);
    return result.elements;
  };
}
