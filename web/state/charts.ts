import type { ChartSpec, ChangeView } from '../../server/protocol/room.ts';
import type { ChartBound, ChartMarker, ChartSeries, HealthState } from '../charts/chart-model.ts';
import { inUnit, type Unit } from '../kit/format.ts';
import type { Telemetry } from './telemetry.svelte.ts';

export interface ShownChart {
  spec: ChartSpec;
  unit: Unit;
  series: ChartSeries[];
  bound: ChartBound | undefined;
  health: HealthState | undefined;
  current: string;
}

/** Charts with their columns, in the scenario's order. Percentages come as shares 0..1. */
export function shownCharts(specs: readonly ChartSpec[], telemetry: Telemetry): ShownChart[] {
  let column = 0;
  return specs.map((spec) => {
    const series = spec.series.map(({ label }, index) => ({
      label,
      points: (telemetry.values[column++] ?? []).map((value) => value ?? NaN),
      tone: spec.stacked && index === spec.series.length - 1 ? ('hot' as const) : undefined,
    }));
    const unit: Unit = spec.unit === 'percent' ? 'ratio' : spec.unit;
    const last = lastValue(spec, series);
    const bound = spec.bound
      ? { value: spec.bound.value, bad: spec.bound.bad, label: spec.bound.label, tone: 'bad' as const }
      : undefined;
    const beyond = bound && last !== null && (bound.bad === 'above' ? last > bound.value : last < bound.value);
    return {
      spec,
      unit,
      series,
      bound,
      health: bound ? (beyond ? 'down' : 'healthy') : undefined,
      current: last === null ? 'no data' : inUnit(last, unit),
    };
  });
}

/** A stack is read at its top, other charts at their first line. */
function lastValue(spec: ChartSpec, series: readonly ChartSeries[]): number | null {
  const values = series.map(({ points }) => points[points.length - 1] ?? NaN).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  return spec.stacked ? values.reduce((sum, value) => sum + value, 0) : (values[0] ?? null);
}

/** Changes as chart markers; only what the chart is about, so that the line means something. */
export function markersFor(spec: ChartSpec, changes: readonly ChangeView[]): ChartMarker[] {
  return changes
    .filter((change) => spec.about.length === 0 || spec.about.includes(change.target))
    .map((change) => ({ atS: change.atS, label: `${change.target} ${change.kind}`, kind: 'change' as const }));
}
