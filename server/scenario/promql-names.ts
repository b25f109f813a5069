import { METRICS } from '../engine/metrics.ts';
import type { Expr } from '../engine/promql/ast.ts';
import { parsePromql } from '../engine/promql/parse.ts';
import { didYouMean } from './did-you-mean.ts';

/** What is wrong with an authored PromQL text: it does not parse, or it reads a series that no drill records. */
export function promqlTrouble(text: string): { message: string; hint: string } | null {
  const parsed = parsePromql(text);
  if (!parsed.ok) {
    const place =
      parsed.at.line > 1 ? `line ${parsed.at.line}, character ${parsed.at.column}` : `character ${parsed.at.column}`;
    return { message: `PromQL: ${parsed.message} (at ${place} of the expression)`, hint: '' };
  }
  const unknown = metricsIn(parsed.expr).find((name) => !isRecorded(name));
  if (unknown === undefined) return null;
  return { message: `no drill records a series "${unknown}"`, hint: didYouMean(unknown, recordedNames()) };
}

function metricsIn(expr: Expr): string[] {
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

function isRecorded(name: string): boolean {
  return recordedNames().includes(name);
}

function recordedNames(): string[] {
  return Object.entries(METRICS).flatMap(([name, { type }]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
}
