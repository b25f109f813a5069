import type { MetricsAnswer, MetricsQuery } from '../../protocol/signals.ts';
import { evalRange } from '../promql/evaluate-range.ts';
import { parsePromql } from '../promql/parse.ts';
import { showLabels } from '../promql/value.ts';
import type { World } from '../world.ts';
import { gridOf, onGrid } from './range-grid.ts';

const MAX_SERIES = 20;
const MAX_POINTS = 720;
/** Samples that one query from the panel may read. */
const MAX_SAMPLES = 2_000_000;

/**
 * An ad-hoc PromQL range query. What is wrong with it comes as Prometheus' own message with the place in the text; the
 * series shown first are those with the largest newest value.
 */
export function queryMetrics(world: World, { expression, fromS, toS }: MetricsQuery): MetricsAnswer {
  const none = { atS: world.nowS, times: [], series: [], found: 0 };
  const parsed = parsePromql(expression);
  if (!parsed.ok) return { ...none, problem: placed(expression, parsed.message, parsed.at) };
  if (parsed.type !== 'instant vector' && parsed.type !== 'scalar') {
    const { type } = parsed;
    const message = `invalid expression type "${type}" for range query, must be Scalar or instant Vector`;
    return { ...none, problem: { message, from: 0, to: expression.length } };
  }
  if (fromS > toS) {
    const message = 'invalid parameter "end": end timestamp must not be before start time';
    return { ...none, problem: { message, from: 0, to: 0 } };
  }
  const grid = gridOf(world, fromS, toS, MAX_POINTS);
  if (grid.times.length === 0) return { ...none, problem: null };
  const options = { startsAtMs: world.spec.startsAtMs, maxSamples: MAX_SAMPLES };
  const result = evalRange(parsed.expr, world.telemetry, grid.fromS, grid.toS, grid.stepS, options);
  if (!result.ok) return { ...none, problem: { message: result.message, from: 0, to: expression.length } };
  const lines = result.series.map(({ labels, points }) => ({
    label: showLabels(labels),
    labels: { ...labels },
    values: onGrid(grid, points),
  }));
  return {
    atS: world.nowS,
    problem: null,
    times: grid.times,
    series: lines.length > MAX_SERIES ? largest(lines) : lines,
    found: lines.length,
  };
}

function largest(lines: MetricsAnswer['series']): MetricsAnswer['series'] {
  const newest = ({ values }: MetricsAnswer['series'][number]): number =>
    values.findLast((value) => value !== null) ?? Number.NEGATIVE_INFINITY;
  return [...lines].sort((a, b) => newest(b) - newest(a)).slice(0, MAX_SERIES);
}

/** The word at the place that the parser names: line and column from 1. */
function placed(
  text: string,
  message: string,
  { line, column }: { line: number; column: number },
): NonNullable<MetricsAnswer['problem']> {
  const before = text.split('\n').slice(0, line - 1);
  const from = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  const word = /^(?:[\w:]+|\s*\S)/.exec(text.slice(from))?.[0] ?? '';
  return { message: `${line}:${column}: parse error: ${message}`, from, to: Math.min(text.length, from + word.length) };
}
