import type { AlertView, ChartSpec, ChangeView } from '../../server/protocol/room.ts';
import {
  isBeyond,
  type ChartBound,
  type ChartMarker,
  type ChartSeries,
  type HealthState,
} from '../charts/chart-model.ts';
import { inUnit, type Unit } from '../kit/format.ts';
import type { Telemetry } from './telemetry.svelte.ts';

export interface ShownChart {
  spec: ChartSpec;
  unit: Unit;
  series: ChartSeries[];
  bound: ChartBound | undefined;
  health: HealthState | undefined;
  /** What stands at the right of the title; undefined where the legend says it all. */
  current: string | undefined;
  /** The same as a number in the chart's unit; null without data. */
  value: number | null;
}

/** A layer that took on this share of its stack tells the story. */
const STORY_SHARE = 0.2;

/** Charts with their columns, in the scenario's order. Percentages are 0..100 all the way from the scenario. */
export function shownCharts(specs: readonly ChartSpec[], telemetry: Pick<Telemetry, 'values'>): ShownChart[] {
  let column = 0;
  return specs.map((spec) => {
    const lines = spec.series.map(({ label }) => ({
      label,
      points: (telemetry.values[column++] ?? []).map((value) => value ?? NaN),
    }));
    const series = spec.stacked ? withStory(lines) : boundLineFirst(lines, spec);
    const bound = spec.bound
      ? {
          value: spec.bound.value,
          bad: spec.bound.bad,
          label: spec.bound.label,
          tone: 'bad' as const,
          line: spec.series.find(({ label }) => namesLine(spec, label))?.label,
        }
      : undefined;
    const value = speakingValue(spec, series);
    return {
      spec,
      unit: spec.unit,
      series,
      bound,
      health: bound && value !== null ? (isBeyond(value, bound) ? 'down' : 'healthy') : undefined,
      current: value === null ? (bound || lines.length === 1 ? 'no data' : undefined) : inUnit(value, spec.unit),
      value,
    };
  });
}

/** The last value of each line; lines without data are left out. */
function lastValues(series: readonly ChartSeries[]): number[] {
  return series.map(({ points }) => points[points.length - 1] ?? NaN).filter((value) => !Number.isNaN(value));
}

/**
 * The number beside the title. A stack is read at its top. Of several lines under one bound the one furthest beyond
 * it, or nearest to it, speaks; unless the bound is named after one of them. Several lines without a bound leave the
 * word to the legend.
 */
function speakingValue(spec: ChartSpec, series: readonly ChartSeries[]): number | null {
  const values = lastValues(series);
  if (values.length === 0) return null;
  if (spec.stacked) return values.reduce((sum, value) => sum + value, 0);
  if (!spec.bound) return values.length === 1 && series.length === 1 ? (values[0] ?? null) : null;
  if (series[0] && namesLine(spec, series[0].label)) return lastValues([series[0]])[0] ?? null;
  return spec.bound.bad === 'above' ? Math.max(...values) : Math.min(...values);
}

/** A bound with the label of a line is about that line only ("waiting" above 5). */
const namesLine = (spec: ChartSpec, label: string) => spec.series.length > 1 && spec.bound?.label === label;

function boundLineFirst(lines: readonly ChartSeries[], spec: ChartSpec): ChartSeries[] {
  return [...lines].sort((a, b) => Number(namesLine(spec, b.label)) - Number(namesLine(spec, a.label)));
}

/** Marks the layer of a stack that has grown most since its first sample, if by enough to tell of. */
function withStory(lines: readonly ChartSeries[]): ChartSeries[] {
  const total = lastValues(lines).reduce((sum, value) => sum + value, 0);
  const grown = lines.map(({ points }) => {
    const first = Array.from(points).find((value) => !Number.isNaN(value)) ?? 0;
    return (points[points.length - 1] ?? 0) - first;
  });
  const most = Math.max(...grown);
  if (!(most > total * STORY_SHARE)) return [...lines];
  return lines.map((line, index) => (grown[index] === most ? { ...line, tone: 'hot' as const } : line));
}

/** Layers of a stack that ever were more than nothing: codes that never occurred only fill the legend. */
export function seenLayers(series: readonly ChartSeries[]): ChartSeries[] {
  const seen = series.filter(({ points }) => Array.from(points).some((value) => value > 0));
  return seen.length > 0 ? seen : series.slice(0, 1);
}

/** Changes to what the chart is about. */
export function markersFor(spec: ChartSpec, changes: readonly ChangeView[]): ChartMarker[] {
  return changes
    .filter((change) => spec.about.length === 0 || spec.about.includes(change.target))
    .map((change) => ({ atS: change.atS, label: `${change.target} ${change.kind}`, kind: 'change' as const }));
}

/** Changes and the first page, on every chart of a column: they share one time axis. Words stand on the first chart only. */
export function columnMarkers(
  changes: readonly ChangeView[],
  alerts: readonly AlertView[],
  withLabels: boolean,
): ChartMarker[] {
  const paged = alerts
    .filter((alert) => alert.tier === 'page' && alert.firedAtS !== null)
    .sort((a, b) => (a.firedAtS ?? 0) - (b.firedAtS ?? 0))[0];
  return [
    ...changes.map((change) => ({
      atS: change.atS,
      label: withLabels ? `${change.target} ${change.kind}` : '',
      kind: 'change' as const,
    })),
    ...(paged?.firedAtS == null
      ? []
      : [{ atS: paged.firedAtS, label: withLabels ? 'paged' : '', kind: 'event' as const }]),
  ];
}
