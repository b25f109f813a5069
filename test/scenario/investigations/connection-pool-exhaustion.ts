import type { Investigation } from './investigation.ts';

/** The database is bored and nobody gets a connection: a report holds them, idle in its transactions. */
export const connectionPoolExhaustion: Investigation = {
  scenario: 'connection-pool-exhaustion',
  variant: 'report',
  lines: [
    [
      15,
      String.raw`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n' https://shop.example.com/checkout`,
      /^\d{3} \d/,
    ],
    [45, 'kubectl get pods -l app=checkout', /checkout-\S+/],
    [52, 'kubectl top pods -l app=checkout', /checkout-\S+ +\d+m/],
    [60, 'logs checkout --since 5m --level warn --limit 500 | grep idle=0 | tail -2', /active=20, idle=0, waiting=/],
    [68, `promql 'sum(db_pool_pending{service="checkout"})'`, /=> [1-9]/],
    [76, `promql 'pg_cpu_utilization{db="orders"}'`, /=> 0\.[0-5]/],
    [84, 'deploy history checkout', /2\.17\.2 .*6d/],
    [92, 'deploy history search', /4\.8\.1/],
    [
      100,
      'psql -h orders -U oncall -c "SELECT state, count(*) FROM pg_stat_activity GROUP BY 1"',
      /idle in transaction +\| +\d+/,
    ],
    [
      110,
      'psql -h orders -U oncall -c "SELECT application_name, state, count(*), max(now() - xact_start) AS oldest FROM pg_stat_activity GROUP BY 1, 2 ORDER BY 3 DESC"',
      /reports-export +\| idle in transaction +\| +\d+/,
    ],
    [
      118,
      `psql -h orders -U oncall -c "SELECT left(query, 30) FROM pg_stat_activity WHERE application_name = 'reports-export' LIMIT 1"`,
      /DECLARE export_cur CURSOR/,
    ],
    [126, 'job lst', /unknown|Usage/],
    [129, 'job list', /reports-export +checkout .*running/],
    [137, 'psql -h orders -U oncall -c "SHOW idle_in_transaction_session_timeout"', /\n +0\n/],
    [145, 'job pause reports-export', /paus|suspend/i],
    [
      152,
      `psql -h orders -U oncall -c "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'reports-export' AND state = 'idle in transaction'"`,
      /\n +[1-9]\d*\n/,
    ],
    [170, `promql 'sum(db_pool_pending{service="checkout"})'`, /=> \d/],
    [
      180,
      `psql -h orders -U oncall -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'reports-export'"`,
      /\n +0\n/,
    ],
    [
      260,
      String.raw`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n' https://shop.example.com/checkout`,
      /^200 0\./,
    ],
    [270, `promql 'sum(db_pool_pending{service="checkout"})'`, /=> 0$/m],
  ],
};
