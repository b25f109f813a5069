import type { MetricInfo } from '../../../server/protocol/signals.ts';
import { fuzzyFilter } from '../../kit/fuzzy.ts';

export interface Completion {
  /** Where in the text the option replaces what was typed. */
  from: number;
  options: { text: string; note: string; kind: 'metric' | 'function' | 'label' | 'value' }[];
}

/** The functions and aggregations that a drill's PromQL knows, with what they are for. */
const WORDS: readonly (readonly [string, string])[] = [
  ['rate(', 'per second, over a window'],
  ['increase(', 'how much a counter grew'],
  ['irate(', 'per second, last two samples'],
  ['histogram_quantile(', 'a percentile of buckets'],
  ['sum(', 'added up'],
  ['sum by (', 'added up, kept apart by labels'],
  ['avg(', 'mean'],
  ['max(', 'highest'],
  ['min(', 'lowest'],
  ['count(', 'how many series'],
  ['topk(', 'the k highest'],
  ['bottomk(', 'the k lowest'],
  ['quantile(', 'percentile over series'],
  ['avg_over_time(', 'mean over a window'],
  ['max_over_time(', 'highest in a window'],
  ['min_over_time(', 'lowest in a window'],
  ['quantile_over_time(', 'percentile over a window'],
  ['delta(', 'change of a gauge'],
  ['deriv(', 'slope of a gauge'],
  ['predict_linear(', 'where a gauge will be'],
  ['changes(', 'how often it changed'],
  ['absent(', '1 when nothing is there'],
  ['clamp_max(', 'not above'],
  ['clamp_min(', 'not below'],
  ['vector(', 'a number as a series'],
  ['time()', 'seconds since 1970'],
  ['by (', 'keep these labels'],
  ['without (', 'drop these labels'],
  ['offset ', 'look back'],
];

const MOST = 12;

/** What could stand at the cursor: a label inside braces or after `by (`, a value inside its quotes, else a metric or a function. */
export function completionAt(text: string, cursor: number, metrics: readonly MetricInfo[]): Completion {
  const before = text.slice(0, cursor);
  const value = /([a-zA-Z_]\w*)\s*(?:=~?|!=|!~)\s*"([^"]*)$/.exec(before);
  const brace = before.lastIndexOf('{') > before.lastIndexOf('}');
  const word = /[a-zA-Z_:][\w:]*$/.exec(before)?.[0] ?? '';
  const from = cursor - word.length;
  if (brace && value) {
    const metric = metricOf(before, metrics);
    const values = metric?.labels[value[1] ?? ''] ?? allValues(metrics, value[1] ?? '');
    return {
      from: cursor - (value[2] ?? '').length,
      options: take(value[2] ?? '', values.map((text_) => ({ text: text_, note: value[1] ?? '', kind: 'value' as const }))), // prettier-ignore
    };
  }
  if (brace || /\b(by|without|on|ignoring)\s*\([^)]*$/.test(before)) {
    const metric = brace ? metricOf(before, metrics) : undefined;
    const labels = metric ? Object.keys(metric.labels) : [...new Set(metrics.flatMap((m) => Object.keys(m.labels)))];
    return {
      from,
      options: take(word, labels.map((text_) => ({ text: brace ? `${text_}="` : text_, note: metric?.name ?? 'label', kind: 'label' as const }))), // prettier-ignore
    };
  }
  if (word === '') return { from, options: [] };
  return {
    from,
    options: take(word, [
      ...metrics.map(({ name, help }) => ({ text: name, note: help, kind: 'metric' as const })),
      ...WORDS.map(([text_, note]) => ({ text: text_, note, kind: 'function' as const })),
    ]),
  };
}

function take(typed: string, options: Completion['options']): Completion['options'] {
  return fuzzyFilter(typed, options, ({ text }) => text)
    .filter(({ text }) => text !== typed)
    .slice(0, MOST);
}

/** The metric whose braces the cursor is in; a histogram's parts are its own. */
function metricOf(before: string, metrics: readonly MetricInfo[]): MetricInfo | undefined {
  const name = /([a-zA-Z_:][\w:]*)\s*\{[^{}]*$/.exec(before)?.[1] ?? '';
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return metrics.find((metric) => metric.name === name) ?? metrics.find((metric) => metric.name === base);
}

function allValues(metrics: readonly MetricInfo[], label: string): string[] {
  return [...new Set(metrics.flatMap((metric) => metric.labels[label] ?? []))];
}
