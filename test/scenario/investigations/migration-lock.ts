import type { Investigation } from './investigation.ts';

const WAITING =
  "SELECT pid, application_name, pg_blocking_pids(pid) AS blocked_by, left(query, 40) AS query FROM pg_stat_activity WHERE wait_event_type = 'Lock' ORDER BY query_start LIMIT 3";

/** The pool is full of orders that stand in line behind a migration, which stands behind a report. */
export const migrationLock: Investigation = {
  scenario: 'migration-lock',
  variant: 'behind-report',
  lines: [
    [15, 'kubectl get pods -l app=ordering', /ordering-\S+/],
    [22, 'kubectl top pods -l app=ordering', /ordering-\S+ +\d+m/],
    [30, 'logs ordering --since 2m --level error | tail -3', /timed out|not available|canceling statement/],
    [38, `promql 'sum by (state) (db_pool_connections{service="ordering"})'`, /state="active"} => [1-9]\d/],
    [46, `promql 'pg_cpu_utilization{db="shop"}'`, /=> 0\.[0-3]/],
    [53, 'deploy history ordering', /7\.8\.0 .*Prepare gift notes/],
    [60, 'cd ~/src/ordering && git show HEAD | grep -i alter', /ALTER TABLE orders ADD COLUMN gift_note/],
    [68, 'psql -h shop -U oncall -c "SELECT state, count(*) FROM pg_stat_activity GROUP BY 1"', /active/],
    [
      76,
      'psql -h shop -U oncall -c "SELECT wait_event_type, wait_event, count(*) FROM pg_stat_activity GROUP BY 1, 2 ORDER BY 3 DESC"',
      /Lock +\| relation +\| +\d\d/,
    ],
    [84, `psql -h shop -U oncall -c "${WAITING}"`, /migrate .*ALTER TABLE orders/],
    [
      92,
      'psql -h shop -U oncall -c "SELECT relation::regclass, mode, granted, count(*) FROM pg_locks GROUP BY 1, 2, 3 ORDER BY 4 DESC"',
      /AccessExclusiveLock +\| f/,
    ],
    [
      100,
      `psql -h shop -U oncall -c "SELECT pid, application_name, usename, state, now() - xact_start AS open FROM pg_stat_activity ORDER BY xact_start LIMIT 2"`,
      /metabase +\| bi_readonly +\| active/,
    ],
    [
      108,
      `psql -h shop -U oncall -c "SELECT count(*) FROM pg_stat_activity WERE application_name = 'migrate'"`,
      /ERROR:/,
    ],
    [
      112,
      `psql -h shop -U oncall -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'migrate'"`,
      /\n +1\n/,
    ],
    [
      118,
      `psql -h shop -U oncall -c "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'migrate'"`,
      /\n +t\n/,
    ],
    [135, `promql 'pg_locks_waiting{db="shop"}'`, /=> 0$/m],
    [145, 'kubectl get pods -l app=ordering', /1\/1 +Running/],
    [
      240,
      String.raw`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n' https://shop.example.com/checkout`,
      /^200 0\./,
    ],
    [250, `promql 'pg_locks_waiting{db="shop"}'`, /=> 0$/m],
    [
      258,
      `psql -h shop -U oncall -c "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'migrate'"`,
      /\n +0\n/,
    ],
  ],
};
