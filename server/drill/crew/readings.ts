import type { ChartSpec } from '../../protocol/room.ts';
import type { Session } from '../session.ts';
import { figure } from '../words.ts';

/** The newest value of a chart's first curve beside its bound, as everybody may read it off the chart. */
export function chartReading({ scenario, sim }: Session, id: string): string | null {
  const chart = scenario.charts.find(({ spec }) => spec.id === id);
  const expression = chart?.expressions[0];
  const value = expression === undefined ? undefined : sim.query(expression)[0]?.value;
  if (!chart || value === undefined || !Number.isFinite(value)) return null;
  const { unit, bound, series } = chart.spec;
  // Of several curves nobody could tell which one the bound is for.
  if (series.length > 1) return `${series[0]?.label ?? ''} ${inUnit(value, unit)}`;
  return `${inUnit(value, unit)}${bound ? `, the bound is ${inUnit(bound.value, unit)}` : ''}`;
}

function inUnit(value: number, unit: ChartSpec['unit']): string {
  switch (unit) {
    case 'seconds':
      return `${figure(value)} s`;
    case 'percent':
      return `${figure(value)} %`;
    case 'rate':
      return `${figure(value)} a second`;
    case 'days':
      return `${figure(value)} days`;
    case 'count':
      return figure(value);
  }
}
