import type { ChartSpec } from '../../server/protocol/room.ts';
import type { RoundView } from '../../server/protocol/tabletop.ts';
import { indexAt, type ChartRange } from '../charts/chart-model.ts';
import { shownCharts, type ShownChart } from '../state/charts.ts';
import type { Telemetry } from '../state/telemetry.svelte.ts';

/** How much of the past the evidence shows. */
const WINDOW_S = 20 * 60;

export type Columns = Pick<Telemetry, 'times' | 'values'>;

/** What was known at a second: later samples are cut off, so that an earlier round is seen as it was. */
export function columnsUntil({ times, values }: Columns, atS: number): Columns {
  const length = indexAt(times, atS) + 1;
  if (length === times.length) return { times, values };
  return { times: times.slice(0, length), values: values.map((column) => column.slice(0, length)) };
}

/** Twenty minutes to the round's second. */
export function windowOf({ atS }: Pick<RoundView, 'atS'>): ChartRange {
  return { from: atS - WINDOW_S, to: atS };
}

/** All charts as they stood at a second. */
export function chartsAt(specs: readonly ChartSpec[], columns: Columns, atS: number): ShownChart[] {
  return shownCharts(specs, columnsUntil(columns, atS));
}

/** The telling chart first, then the round's others, then the rest in the scenario's order. */
export function inOrder(
  charts: readonly ShownChart[],
  round: RoundView,
): { telling: ShownChart[]; rest: ShownChart[] } {
  const telling = round.evidence.charts.flatMap((id) => charts.filter(({ spec }) => spec.id === id));
  const chosen = telling.length > 0 ? telling : charts.slice(0, 1);
  return { telling: chosen, rest: charts.filter((chart) => !chosen.includes(chart)) };
}
