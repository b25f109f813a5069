import type { Labels } from '../telemetry/series.ts';
import type { Aggregate, AggregateOp } from './ast.ts';
import { quantile } from './quantile.ts';
import type { Element } from './value.ts';
import { labelKey, only, without } from './value.ts';

/** An aggregation over the elements of its operand; `param` is the number of topk and quantile or the label of count_values. */
export function aggregate(expr: Aggregate, elements: readonly Element[], param: number | string): Element[] {
  const groups = groupElements(expr, elements);
  if (expr.op === 'topk' || expr.op === 'bottomk') {
    return groups.flatMap((group) => extremes(group.elements, Number(param), expr.op === 'topk'));
  }
  if (expr.op === 'count_values') return groups.flatMap((group) => countValues(group, String(param), expr));
  return groups.map((group) => ({
    labels: group.labels,
    value: reduce(expr.op, group.elements.map((element) => element.value), Number(param)),
  })); // prettier-ignore
}

interface Group {
  readonly labels: Labels;
  readonly elements: Element[];
}

/** Labels that a group keeps. */
export function groupLabels(labels: Labels, grouping: { without: boolean; labels: readonly string[] }): Labels {
  return grouping.without ? without(labels, [...grouping.labels, '__name__']) : only(labels, grouping.labels);
}

function groupElements(expr: Aggregate, elements: readonly Element[]): Group[] {
  const groups = new Map<string, Group>();
  for (const element of elements) {
    const labels = groupLabels(element.labels, expr);
    const key = labelKey(labels);
    const group = groups.get(key);
    if (group) group.elements.push(element);
    else groups.set(key, { labels, elements: [element] });
  }
  return [...groups.values()];
}

function reduce(op: AggregateOp, values: readonly number[], param: number): number {
  switch (op) {
    case 'sum':
      return sum(values);
    case 'avg':
      return sum(values) / values.length;
    case 'count':
      return values.length;
    case 'group':
      return 1;
    case 'min':
      return smallest(values);
    case 'max':
      return largest(values);
    case 'stddev':
      return Math.sqrt(variance(values));
    case 'stdvar':
      return variance(values);
    default:
      return quantile(param, values);
  }
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The largest value; NaN only when there is nothing else. */
export function largest(values: readonly number[]): number {
  let best = values[0]!;
  for (const value of values) if (value > best || Number.isNaN(best)) best = value;
  return best;
}

/** The smallest value; NaN only when there is nothing else. */
export function smallest(values: readonly number[]): number {
  let best = values[0]!;
  for (const value of values) if (value < best || Number.isNaN(best)) best = value;
  return best;
}

/** Population variance by Welford's method. */
export function variance(values: readonly number[]): number {
  let mean = 0;
  let squares = 0;
  values.forEach((value, i) => {
    const delta = value - mean;
    mean += delta / (i + 1);
    squares += delta * (value - mean);
  });
  return squares / values.length;
}

/** Elements by value, NaN always last; equal ones keep their order. */
export function sortByValue(elements: readonly Element[], descending: boolean): Element[] {
  return [...elements].sort((a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value))
      return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
    return descending ? b.value - a.value || 0 : a.value - b.value || 0;
  });
}

function extremes(elements: readonly Element[], k: number, top: boolean): Element[] {
  const wanted = Number.isNaN(k) ? 0 : Math.max(0, Math.floor(k));
  return sortByValue(elements, top).slice(0, wanted);
}

function countValues(group: Group, label: string, expr: Aggregate): Element[] {
  const counts = new Map<string, { labels: Labels; value: number }>();
  for (const element of group.elements) {
    const text = formatNumber(element.value);
    const known = counts.get(text);
    const labels = { ...(expr.without ? without(group.labels, [label]) : group.labels), [label]: text };
    counts.set(text, { labels, value: (known?.value ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** A sample value as Prometheus writes it into a label: shortest exact decimal without exponent, `+Inf`, `-Inf`, `NaN`. */
export function formatNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const scientific = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!scientific) return text;
  const [, sign, whole, fraction = '', exponent] = scientific;
  const power = Number(exponent);
  const digits = `${whole}${fraction}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  return sign + digits.padEnd(power + 1, '0');
}
