import { duration, inUnit, roundInUnit, type Unit } from '../kit/format.ts';
import { indexAt, isBeyond, type ChartBound, type ChartRange, type ChartSeries } from './chart-model.ts';

/** What a chart says in one sentence or two, for those who do not see it: now, bound, since when beyond, extremes. */
export function chartSummary(
  title: string,
  unit: Unit,
  xs: ArrayLike<number>,
  series: readonly ChartSeries[],
  bound: ChartBound | undefined,
  range: ChartRange,
  moment: (atS: number) => string,
): string {
  const last = indexAt(xs, range.to);
  if (last < 0 || series.length === 0) return `${title}: no data yet.`;
  const facts = series.map((line) => {
    const values = valuesIn(xs, line.points, range);
    const now = line.points[last] ?? NaN;
    const name = series.length > 1 ? `${line.label} ` : '';
    if (values.length === 0) return `${name}no data`;
    const shown = Number.isFinite(now) ? inUnit(now, unit) : 'no data';
    return `${name}now ${shown}, lowest ${inUnit(Math.min(...values), unit)}, highest ${inUnit(Math.max(...values), unit)}`;
  });
  return `${title}, last ${duration(range.to - range.from)}: ${facts.join('; ')}.${boundFact(unit, xs, series, bound, last, moment)}`;
}

function boundFact(
  unit: Unit,
  xs: ArrayLike<number>,
  series: readonly ChartSeries[],
  bound: ChartBound | undefined,
  last: number,
  moment: (atS: number) => string,
): string {
  const line = series[0];
  if (!bound || !line || series.length > 1) return bound ? ` Limit ${roundInUnit(bound.value, unit)}.` : '';
  const beyondNow = isBeyond(line.points[last] ?? NaN, bound);
  if (!beyondNow) return ` Bound ${roundInUnit(bound.value, unit)}, within it.`;
  let since = last;
  while (since > 0 && isBeyond(line.points[since - 1] ?? NaN, bound)) since -= 1;
  return ` Bound ${roundInUnit(bound.value, unit)}, beyond it since ${moment(xs[since] ?? 0)}.`;
}

function valuesIn(xs: ArrayLike<number>, points: ArrayLike<number>, range: ChartRange): number[] {
  const values = [];
  for (let i = 0; i < xs.length; i += 1) {
    const x = xs[i] ?? NaN;
    const y = points[i] ?? NaN;
    if (x >= range.from && x <= range.to && Number.isFinite(y)) values.push(y);
  }
  return values;
}

/** About `rows` evenly spaced samples of the range, newest last, for the table beside a chart. */
export function chartTable(
  xs: ArrayLike<number>,
  series: readonly ChartSeries[],
  range: ChartRange,
  rows = 12,
): { atS: number; values: number[] }[] {
  const out = [];
  const step = Math.max(1, Math.round((range.to - range.from) / rows));
  for (let t = range.from + step; t <= range.to; t += step) {
    const i = indexAt(xs, t);
    if (i >= 0 && (xs[i] ?? -Infinity) > t - step)
      out.push({ atS: xs[i] ?? t, values: series.map((line) => line.points[i] ?? NaN) });
  }
  return out;
}
