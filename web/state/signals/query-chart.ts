import type { MetricsAnswer } from '../../../server/protocol/signals.ts';
import type { ChartSeries } from '../../charts/chart-model.ts';
import type { Unit } from '../../kit/format.ts';

/** An answer as a chart draws it: the series whose last value is highest come first, at most `most` of them. */
export function chartOfAnswer(
  expression: string,
  answer: MetricsAnswer,
  most: number,
): { xs: readonly number[]; series: ChartSeries[]; unit: Unit } {
  const rows = [...answer.series].sort((a, b) => (lastOf(b.values) ?? -Infinity) - (lastOf(a.values) ?? -Infinity));
  return {
    xs: answer.times,
    series: rows.slice(0, most).map(({ label, values }) => ({
      label: label || expression,
      points: values.map((value) => value ?? NaN),
    })),
    unit: unitOf(expression),
  };
}

/** The newest value that is there. */
export function lastOf(values: readonly (number | null)[]): number | null {
  for (let i = values.length - 1; i >= 0; i -= 1)
    if (values[i] !== null && values[i] !== undefined) return values[i] ?? null;
  return null;
}

/** What an expression measures, by Prometheus' naming convention: the unit is the last word of a metric's name. */
export function unitOf(expression: string): Unit {
  if (/\bhistogram_quantile\s*\(/.test(expression)) return 'seconds';
  const isRatio = /\//.test(expression.replace(/"[^"]*"/g, ''));
  const isRate = /\b(rate|irate)\s*\(/.test(expression);
  if (isRatio) return 'count';
  if (/_bytes\b/.test(expression) && !isRate) return 'bytes';
  if (/_(utilization|ratio|share)\b/.test(expression)) return 'ratio';
  if (/_seconds(_max)?\b/.test(expression) && !isRate && !/\bcount\b/.test(expression)) return 'seconds';
  return isRate ? 'rate' : 'count';
}
