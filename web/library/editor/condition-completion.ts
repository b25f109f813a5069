import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { MetricWord } from '../../../server/protocol/library.ts';

/** Conditions that most steps need, with the words to replace. */
export const TEMPLATES: readonly { label: string; note: string; text: string }[] = [
  { label: 'an error rate falls', note: 'share of failed requests', text: 'sum(rate(http_requests_total{service="checkout",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="checkout"}[1m])) < 0.01 within 2m' }, // prettier-ignore
  { label: 'answers are fast again', note: '99th percentile', text: 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{service="checkout"}[1m]))) < 1 within 3m' }, // prettier-ignore
  { label: 'nobody waits for a connection', note: 'pool', text: 'sum(db_pool_pending{service="checkout"}) < 1 within 1m for 30s' }, // prettier-ignore
  { label: 'all replicas are ready', note: 'ready as wanted', text: 'service_replicas_ready{service="checkout"} / service_replicas{service="checkout"} >= 1 within 3m' }, // prettier-ignore
  { label: 'users succeed', note: 'a journey', text: 'sum(rate(journey_requests_total{journey="checkout",outcome="ok"}[1m])) / sum(rate(journey_requests_total{journey="checkout"}[1m])) > 0.99 within 3m' }, // prettier-ignore
  { label: 'a queue drains', note: 'messages that wait', text: 'queue_depth{queue="orders"} < 100 within 10m' },
];
const FUNCTIONS = ['sum(', 'max(', 'min(', 'avg(', 'rate(', 'increase(', 'histogram_quantile(', 'absent('];
const TIMES: Completion[] = ['30s', '1m', '2m', '5m', '10m'].map((label) => ({ label, type: 'constant' }));

/** The text of a condition up to the cursor, or null outside of one. */
export function conditionBefore(before: string): string | null {
  return /<!--\s*check\s*:((?:(?!-->)[\s\S])*)$/i.exec(before)?.[1] ?? null;
}

/** Completes inside `<!-- check: … -->`, and offers the comment itself at the end of a task-list item. */
export function completeCondition(metrics: () => readonly MetricWord[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const condition = conditionBefore(before);
    if (condition === null) return offerCondition(context, before);
    const word = /[a-zA-Z_][\w]*$/.exec(condition)?.[0] ?? '';
    const from = context.pos - word.length;
    if (/\b(within|for)\s+\w*$/.test(condition)) {
      const typed = /\w*$/.exec(condition)?.[0] ?? '';
      return { from: context.pos - typed.length, options: TIMES };
    }
    const label = /([a-zA-Z_]\w*)\s*\{[^}"]*$/.exec(condition)?.[1];
    if (label !== undefined && condition.lastIndexOf('{') > condition.lastIndexOf('}')) {
      const labels = metrics().find(({ name }) => label === name || label.startsWith(`${name}_`))?.labels ?? [];
      return { from, options: labels.map((one) => ({ label: one, apply: `${one}="`, type: 'property' })) };
    }
    if (word === '' && !context.explicit && condition.trim() !== '') return null;
    return { from, options: wordsFor(condition.trim() === word, metrics()) };
  };
}

function wordsFor(atBegin: boolean, metrics: readonly MetricWord[]): Completion[] {
  return [
    ...metrics.map(({ name, help }) => ({ label: name, info: help, type: 'variable' })),
    ...FUNCTIONS.map((label) => ({ label, type: 'function' })),
    { label: 'within', detail: 'how long it may take', apply: 'within 2m', type: 'keyword' },
    { label: 'for', detail: 'how long it must stay', apply: 'for 30s', type: 'keyword' },
    ...(atBegin
      ? TEMPLATES.map(({ label, note, text }) => ({ label, detail: note, apply: text, type: 'text', boost: -20 }))
      : []),
  ];
}

function offerCondition(context: CompletionContext, before: string): CompletionResult | null {
  if (!context.explicit || !/^\s*[-*+]\s+\[[ xX]\]\s+\S/.test(before)) return null;
  const gap = before.endsWith(' ') ? '' : ' ';
  return {
    from: context.pos,
    options: TEMPLATES.map(({ label, note, text }) => ({
      label: `check: ${label}`,
      detail: note,
      apply: `${gap}<!-- check: ${text} -->`,
      type: 'text',
    })),
  };
}
