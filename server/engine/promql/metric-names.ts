import { METRICS } from '../metrics.ts';
import type { Expr } from './ast.ts';

/** Names of the metrics that an expression reads, in reading order; a selector without a name gives none. */
export function metricsIn(expr: Expr): string[] {
  switch (expr.kind) {
    case 'vector':
      return expr.name === '' ? [] : [expr.name];
    case 'matrix':
      return metricsIn(expr.selector);
    case 'binary':
      return [...metricsIn(expr.left), ...metricsIn(expr.right)];
    case 'call':
      return expr.args.flatMap(metricsIn);
    case 'subquery':
    case 'paren':
    case 'unary':
    case 'aggregate':
      return metricsIn(expr.expr);
    case 'number':
    case 'string':
      return [];
  }
}

/** Every series name that a drill records; a histogram has three. */
export const RECORDED_NAMES: readonly string[] = Object.entries(METRICS).flatMap(([name, { type }]) =>
  type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
);
