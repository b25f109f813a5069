import type { Debrief } from '../protocol/http.ts';
import type { ChartDef, Scenario } from '../scenario/scenario.ts';
import type { PageEpisode } from '../scoring/pages.ts';
import type { WorldReadings } from './world-readings.ts';

const MAX_POINTS = 600;

type Curve = { times: number[]; values: (number | null)[] };

/**
 * The signal that paged, over the whole drill: the chart that the first page names, else the first with a bound. Of its
 * series the one that went furthest beyond the bound; of each stretch of samples the worst, so that no peak gets lost.
 */
export function pagingChart(
  scenario: Scenario,
  pages: readonly PageEpisode[],
  readings: WorldReadings,
  endS: number,
): Debrief['chart'] {
  const chart = chartOf(scenario, pages);
  if (!chart) return { title: '', unit: 'percent', bound: 0, boundLabel: '', times: [], values: [] };
  const { spec, expressions } = chart;
  const bad = spec.bound?.bad ?? 'above';
  const curves = expressions.map((expression) => readCurve(readings, expression, endS, bad));
  const worst = curves.reduce<Curve | null>(
    (most, curve) => (most && !isWorse(extreme(curve, bad), extreme(most, bad), bad) ? most : curve),
    null,
  );
  const label = worst ? spec.series[curves.indexOf(worst)]?.label : undefined;
  const { times, values } = downsample(worst ?? { times: [], values: [] }, bad);
  return {
    title: label && expressions.length > 1 ? `${spec.title}, ${label}` : spec.title,
    unit: spec.unit === 'seconds' ? 'seconds' : 'percent',
    bound: spec.bound?.value ?? 0,
    boundLabel: spec.bound?.label ?? '',
    times,
    values: values.map((value) => (value === null ? null : round(value))),
  };
}

/** Only a signal that users feel, in seconds or percent, can stand for the drill. */
function chartOf(scenario: Scenario, pages: readonly PageEpisode[]): ChartDef | undefined {
  const felt = scenario.charts.filter(({ spec }) => spec.unit === 'seconds' || spec.unit === 'percent');
  const named = pages.flatMap(
    ({ annotations }) => felt.find(({ spec }) => spec.id === (annotations.dashboard ?? annotations.verify)) ?? [],
  );
  return named[0] ?? felt.find(({ spec }) => spec.bound !== null) ?? felt[0];
}

type Side = 'above' | 'below';

function readCurve(readings: WorldReadings, expression: string, endS: number, bad: Side): Curve {
  const { times, rows } = readings.queryRange(expression, 0);
  const count = times.findIndex((atS) => atS > endS);
  const upTo = count < 0 ? times.length : count;
  return {
    times: times.slice(0, upTo),
    values: rows.slice(0, upTo).map((row) => worstOf(row.map(({ value }) => value), bad)),
  };
} // prettier-ignore

function downsample({ times, values }: Curve, bad: Side): Curve {
  const size = Math.ceil(times.length / MAX_POINTS);
  if (size <= 1) return { times, values };
  const starts = Array.from({ length: Math.ceil(times.length / size) }, (_, i) => i * size);
  return {
    times: starts.map((start) => times[start]!),
    values: starts.map((start) => worstOf(values.slice(start, start + size), bad)),
  };
}

function extreme({ values }: Curve, bad: Side): number | null {
  return worstOf(values, bad);
}

function worstOf(values: readonly (number | null)[], bad: Side): number | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value));
  if (known.length === 0) return null;
  return known.reduce((worst, value) => (isWorse(value, worst, bad) ? value : worst), known[0]!);
}

function isWorse(a: number | null, b: number | null, bad: Side): boolean {
  if (a === null || b === null) return a !== null;
  return bad === 'above' ? a > b : a < b;
}

/** Four digits are more than a chart can show. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
