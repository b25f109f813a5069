import type { Expr, Subquery } from './ast.ts';
import { effectiveTimeS } from './select-samples.ts';
import type { Element, Scope, Value, Window, Windows } from './value.ts';
import { labelKey, spend } from './value.ts';

/**
 * A query evaluated at every step of a window, as if its results had been recorded. Steps stand on
 * whole multiples of the step in Unix time, whatever the moment of the query.
 */
export function evaluateSubquery(expr: Subquery, scope: Scope, evaluate: (expr: Expr, scope: Scope) => Value): Windows {
  const toS = effectiveTimeS(expr.timing, scope);
  const fromS = toS - expr.rangeS;
  const stepS = expr.stepS ?? scope.stepS;
  const series = new Map<string, { labels: Element['labels']; times: number[]; values: number[] }>();
  for (let k = firstStep(fromS + scope.epochS, stepS, scope.version); ; k++) {
    const atS = k * stepS - scope.epochS;
    if (atS > toS) break;
    spend(scope, 1);
    const value = evaluate(expr.expr, { ...scope, atS });
    if (value.type !== 'vector') continue;
    spend(scope, 4 * value.elements.length);
    for (const element of value.elements) {
      const key = labelKey(element.labels);
      const known = series.get(key);
      if (known) {
        known.times.push(atS);
        known.values.push(element.value);
      } else series.set(key, { labels: element.labels, times: [atS], values: [element.value] });
    }
  }
  const windows: Window[] = [...series.values()];
  return { fromS, toS, windows };
}

function firstStep(fromUnixS: number, stepS: number, version: 2 | 3): number {
  const step = Math.floor(fromUnixS / stepS);
  const isBefore = version === 3 ? step * stepS <= fromUnixS : step * stepS < fromUnixS;
  return isBefore ? step + 1 : step;
}
