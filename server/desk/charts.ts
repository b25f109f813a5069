import type { Session } from '../drill/session.ts';
import type { QueryRow } from '../drill/simulation.ts';
import type { TelemetryHistory } from '../protocol/commands.ts';
import type { ChartDef } from '../scenario/scenario.ts';

/** One value per chart series, in the order of `head.charts`, at the newest sample; null = no data. */
export function chartValues({ scenario, sim }: Session): (number | null)[] {
  return scenario.charts.flatMap((chart) => {
    const answers = chart.expressions.map((expression) => sim.query(expression));
    return chart.spec.series.map(({ label }, index) => valueOf(chart, answers, label, index));
  });
}

/** The same at every sample since `fromS`, one column per series. */
export function chartHistory({ scenario, sim }: Session, fromS: number): TelemetryHistory {
  let times: number[] = [];
  const values = scenario.charts.flatMap((chart) => {
    const answers = chart.expressions.map((expression) => sim.queryRange(expression, fromS));
    times = answers[0]?.times ?? times;
    return chart.spec.series.map(({ label }, index) =>
      times.map((_, at) =>
        valueOf(
          chart,
          answers.map(({ rows }) => rows[at] ?? []),
          label,
          index,
        ),
      ),
    );
  });
  return { times, values };
}

/**
 * A chart has one expression for each series, or fewer whose elements carry the series' names as label values
 * (`sum by (code)`). The name then picks the element.
 */
function valueOf(chart: ChartDef, answers: readonly QueryRow[][], label: string, index: number): number | null {
  const single = chart.expressions.length === chart.spec.series.length;
  const rows = single ? (answers[index] ?? []) : answers.flat();
  const row = single ? rows[0] : rows.find(({ labels }) => Object.values(labels).includes(label));
  return row && Number.isFinite(row.value) ? drawable(row.value) : null;
}

/** Five digits are more than a chart can show, and a third of the bytes. */
function drawable(value: number): number {
  return Number(value.toPrecision(5));
}
