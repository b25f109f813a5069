import type { ChartSpec } from '../../protocol/room.ts';
import type { MetricName } from '../metrics.ts';
import type { World } from '../world.ts';
import { recorded } from './newest.ts';

/** One line of a chart: an expression that gives one series, and the recorded series without which it has no data. */
export interface Line {
  label: string;
  expr: string;
  needs: [name: string, labels: Readonly<Record<string, string>>];
}

export interface DraftChart {
  title: string;
  unit: ChartSpec['unit'];
  bound?: ChartSpec['bound'];
  stacked?: boolean;
  lines: Line[];
}

type Labels = Readonly<Record<string, string>>;

/** A gauge as it is, summed when several series match. `times`: 100 for a share that is shown in percent. */
export function gauge(label: string, name: MetricName, labels: Labels, times = 1): Line {
  const expr = `sum(${name}${selector(labels)})`;
  return { label, expr: times === 1 ? expr : `${times} * ${expr}`, needs: [name, labels] };
}

/** The largest of a gauge's series. */
export function highest(label: string, name: MetricName, labels: Labels): Line {
  return { label, expr: `max(${name}${selector(labels)})`, needs: [name, labels] };
}

/** How fast a counter rises, per second over a minute. */
export function perS(label: string, name: MetricName, labels: Labels): Line {
  return { label, expr: `sum(rate(${name}${selector(labels)}[1m]))`, needs: [name, labels] };
}

/** Percentage of a counter's rise that carries `some` labels as well; `pattern` of a label is a regular expression. */
export function percent(label: string, name: MetricName, all: Labels, some: { label: string; pattern: string }): Line {
  const part = `${selector(all).slice(0, -1)},${some.label}=~"${some.pattern}"}`;
  return {
    label,
    expr: `100 * (sum(rate(${name}${part}[1m])) or vector(0)) / sum(rate(${name}${selector(all)}[1m]))`,
    needs: [name, all],
  };
}

/** p50, p95 and p99 of a histogram. */
export function quantiles(name: MetricName, labels: Labels): Line[] {
  return (['0.5', '0.95', '0.99'] as const).map((q) => ({
    label: `p${q.slice(2).padEnd(2, '0')}`,
    expr: `histogram_quantile(${q}, sum by (le) (rate(${name}_bucket${selector(labels)}[1m])))`,
    needs: [`${name}_bucket`, labels],
  }));
}

/** The lines that have data in this world. */
export function withData(world: World, { lines }: DraftChart): Line[] {
  return lines.filter(({ needs: [name, labels] }) => recorded(world, name, labels));
}

/** The promise, as a line on a latency chart. */
export function promise(latencyS: number | null): ChartSpec['bound'] {
  return latencyS === null ? null : { value: latencyS, label: `promise ${latencyS} s`, bad: 'above' };
}

function selector(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${pairs.join(',')}}`;
}
