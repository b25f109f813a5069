import type { RuleSource } from '../../server/engine/alerting/rules.ts';

const page = { tier: 'page', severity: 'sev2', team: 'API' };

function rule(alert: string, expr: string, more: Partial<RuleSource> = {}): RuleSource {
  const annotations = {
    summary: `${alert}: {{ $value | printf "%.9g" }} on {{ $labels.service }}{{ $labels.queue }}`,
    impact: 'value {{ $value | humanize }}, {{ printf "%.1f" $value }}',
    dashboard: 'chart',
    escalation: '{{ $value | humanizePercentage }}, {{ $value | humanizeDuration }}, {{ $value | printf "%.3g" }}',
    runbook: 'RUN-001',
  };
  return { alert, expr, labels: page, annotations, ...more };
}

/** Rules over the series of promql-world.ts: every planned shape, and one that only the general evaluator knows. */
export const ALERT_RULES: RuleSource[] = [
  rule('PoolNearlyFull', 'pool_in_use / pool_size > 0.8', { for: '30s' }),
  rule('ErrorRatio', 'sum by (service) (rate(http_requests_total{code=~"5.."}[1m])) / sum by (service) (rate(http_requests_total[1m])) > 0.05', { for: '15s' }),
  rule('SlowTail', 'histogram_quantile(0.99, sum by (le, service) (rate(d_bucket[1m]))) > 0.9', { for: '1m' }),
  rule('BurnPair', 'sum(rate(http_requests_total{code=~"5.."}[1m])) / sum(rate(http_requests_total[1m])) > 0.02 and sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.005'),
  rule('Gone', 'absent(vanished)', { for: '20s' }),
  rule('Flapping', 'flapping > 10', { for: '15s' }),
  rule('FlappingKept', 'flapping > 10', { for: '15s', keep_firing_for: '20s' }),
  rule('FlappingBriefly', 'flapping > 10', { keep_firing_for: '5s' }),
  rule('QueueDeep', 'avg_over_time(q[1m]) > 55', { for: '10s', labels: { ...page, owner: '{{ $labels.queue }}-team' } }),
  rule('TopQueue', 'topk(1, q) > 50', { for: '25s' }),
  rule('TargetDown', 'up == 0', { for: '0s' }),
  rule('Always', 'vector(1)', { for: '2m' }),
]; // prettier-ignore
