/**
 * Names and labels of every recorded series, in Prometheus' convention: one list for rules, dashboards, runbook checks
 * and the exposition. Labels in [brackets] appear when the series is per pod.
 */
export const METRICS = {
  // What users feel, measured at the client: journey, outcome = ok | failed | blocked
  journey_requests_total: {
    type: 'counter',
    labels: ['journey', 'outcome'],
    help: 'Attempts by users, by how they ended.',
  },
  journey_duration_seconds: {
    type: 'histogram',
    labels: ['journey'],
    help: 'Time a user waited for an answer, failures included.',
  },
  // Each service's own view
  http_requests_total: { type: 'counter', labels: ['service', 'code'], help: 'Requests answered by a service.' },
  http_requests_by_version_total: {
    type: 'counter',
    labels: ['service', 'version', 'code'],
    help: 'The same, by deployed version.',
  },
  http_request_duration_seconds: { type: 'histogram', labels: ['service'], help: 'Time to answer.' },
  service_replicas: { type: 'gauge', labels: ['service'], help: 'Replicas wanted.' },
  service_replicas_ready: { type: 'gauge', labels: ['service'], help: 'Replicas that the balancer sends traffic to.' },
  service_replicas_by_version: { type: 'gauge', labels: ['service', 'version'], help: 'Running replicas by version.' },
  service_cpu_utilization: { type: 'gauge', labels: ['service'], help: 'CPU used over CPU available, 0..1.' },
  service_slots_in_use: { type: 'gauge', labels: ['service'], help: 'Requests in progress.' },
  service_slots: { type: 'gauge', labels: ['service'], help: 'Requests that can be in progress.' },
  service_queue: { type: 'gauge', labels: ['service'], help: 'Requests waiting for a slot.' },
  service_call_errors_total: {
    type: 'counter',
    labels: ['service', 'to', 'reason'],
    help: 'Failed calls to a dependency: timeout | error | refused.',
  },
  service_call_retries_total: { type: 'counter', labels: ['service', 'to'], help: 'Calls made again.' },
  pod_ready: { type: 'gauge', labels: ['service', 'pod'], help: '1 when the pod passes its readiness probe.' },
  pod_cpu_utilization: { type: 'gauge', labels: ['service', 'pod'], help: 'CPU of one pod, 0..1.' },
  pod_restarts_total: { type: 'counter', labels: ['service', 'pod'], help: 'Container restarts.' },
  build_info: { type: 'gauge', labels: ['service', 'version'], help: 'Always 1 for a running version.' },
  // Connection pools, summed over a service and per pod
  db_pool_connections: { type: 'gauge', labels: ['service', 'db', 'state'], help: 'Pool connections: active | idle.' },
  db_pool_size: { type: 'gauge', labels: ['service', 'db'], help: 'Pool limit.' },
  db_pool_pending: { type: 'gauge', labels: ['service', 'db'], help: 'Requests waiting for a connection.' },
  db_pool_acquire_seconds_max: {
    type: 'gauge',
    labels: ['service', 'db'],
    help: 'Longest wait for a connection right now.',
  },
  db_pool_timeouts_total: {
    type: 'counter',
    labels: ['service', 'db'],
    help: 'Waits that ended at the acquire timeout.',
  },
  // Database
  pg_up: { type: 'gauge', labels: ['db'], help: '1 when the exporter can connect.' },
  pg_stat_activity_count: {
    type: 'gauge',
    labels: ['db', 'state'],
    help: 'Sessions by state: active | idle | idle in transaction.',
  },
  pg_settings_max_connections: { type: 'gauge', labels: ['db'], help: 'max_connections.' },
  pg_stat_activity_max_tx_duration: {
    type: 'gauge',
    labels: ['db', 'state'],
    help: 'Age of the oldest transaction, seconds.',
  },
  pg_stat_database_xact_commit_total: { type: 'counter', labels: ['db'], help: 'Committed transactions.' },
  pg_connections_refused_total: { type: 'counter', labels: ['db'], help: 'Connections refused: too many clients.' },
  pg_cpu_utilization: { type: 'gauge', labels: ['db'], help: 'CPU of the database host, 0..1.' },
  pg_locks_waiting: { type: 'gauge', labels: ['db'], help: 'Sessions that wait for a lock on a table.' },
  pg_blks_hit_ratio: { type: 'gauge', labels: ['db'], help: 'Buffer cache hit ratio, 0..1.' },
  // Edge
  edge_connections: { type: 'gauge', labels: ['edge', 'client'], help: 'Open client connections.' },
  edge_requests_total: { type: 'counter', labels: ['edge', 'client'], help: 'Requests that got through the edge.' },
  tls_handshakes_total: { type: 'counter', labels: ['edge', 'result'], help: 'TLS handshakes: ok | failed.' },
  probe_success: { type: 'gauge', labels: ['target'], help: 'Outside probe of an endpoint: 1 when it answered.' },
  probe_ssl_earliest_cert_expiry: {
    type: 'gauge',
    labels: ['target'],
    help: 'notAfter of the served chain as Unix seconds.',
  },
  x509_cert_not_after: {
    type: 'gauge',
    labels: ['certificate'],
    help: 'notAfter of the leaf that lies on disk as Unix seconds; what is served may differ.',
  },
  // Calls, shedding, third parties
  service_calls_total: { type: 'counter', labels: ['service', 'to'], help: 'Calls to a dependency, retries included.' },
  service_calls_not_permitted_total: {
    type: 'counter',
    labels: ['service', 'to'],
    help: 'Calls among them that a circuit breaker answered without making them.',
  },
  service_breaker_open: {
    type: 'gauge',
    labels: ['service', 'to'],
    help: '1 while the circuit breaker refuses calls.',
  },
  service_shed_total: { type: 'counter', labels: ['service'], help: 'Requests refused to protect the service.' },
  service_admission_share: { type: 'gauge', labels: ['service'], help: 'Share of requests let in, 0..1.' },
  third_party_requests_total: { type: 'counter', labels: ['to', 'code'], help: 'Calls to a third party, by answer.' },
  third_party_request_duration_seconds: { type: 'histogram', labels: ['to'], help: 'Time a third party took.' },
  pgbouncer_client_waiting_connections: { type: 'gauge', labels: ['db'], help: 'Clients that wait for a server.' },
  pgbouncer_client_refused_total: {
    type: 'counter',
    labels: ['db'],
    help: 'Clients turned away: no more connections allowed.',
  },
  pgbouncer_server_active_connections: { type: 'gauge', labels: ['db'], help: 'Server connections in use.' },
  // Caches, queues, DNS, disks, replicas
  cache_hits_total: { type: 'counter', labels: ['cache'], help: 'Look-ups answered by the cache.' },
  cache_misses_total: { type: 'counter', labels: ['cache'], help: 'Look-ups that had to go on.' },
  cache_memory_bytes: { type: 'gauge', labels: ['cache'], help: 'Memory used by keys.' },
  cache_up: { type: 'gauge', labels: ['cache'], help: '1 when the cache answers.' },
  queue_depth: { type: 'gauge', labels: ['queue'], help: 'Messages that wait.' },
  queue_oldest_message_seconds: { type: 'gauge', labels: ['queue'], help: 'Age of the oldest waiting message.' },
  queue_published_total: { type: 'counter', labels: ['queue'], help: 'Messages published.' },
  queue_consumed_total: { type: 'counter', labels: ['queue'], help: 'Messages done.' },
  queue_redelivered_total: { type: 'counter', labels: ['queue'], help: 'Messages handed out again.' },
  queue_dead_letters: { type: 'gauge', labels: ['queue'], help: 'Messages given up and kept.' },
  dns_lookups_total: { type: 'counter', labels: ['service', 'result'], help: 'Look-ups: ok | nxdomain | servfail.' },
  node_filesystem_size_bytes: { type: 'gauge', labels: ['instance', 'mountpoint'], help: 'Size of a file system.' },
  node_filesystem_avail_bytes: { type: 'gauge', labels: ['instance', 'mountpoint'], help: 'Free space of it.' },
  pg_replication_lag_seconds: { type: 'gauge', labels: ['db', 'replica'], help: 'How far a replica is behind.' },
  pg_stale_reads_total: {
    type: 'counter',
    labels: ['db', 'replica'],
    help: 'Reads answered by a replica with data older than a second.',
  },
  pg_wal_kept_bytes: { type: 'gauge', labels: ['db'], help: 'Write-ahead log kept for replicas that are behind.' },
  // Observability itself
  up: { type: 'gauge', labels: ['job'], help: '1 when the last scrape of the target worked.' },
  // Jobs and scaling
  job_running: { type: 'gauge', labels: ['job'], help: '1 while the job runs.' },
  autoscaler_desired_replicas: { type: 'gauge', labels: ['service'], help: 'What the autoscaler wants.' },
} as const satisfies Record<
  string,
  { type: 'counter' | 'gauge' | 'histogram'; labels: readonly string[]; help: string }
>;

export type MetricName = keyof typeof METRICS;

/** Histogram bounds in seconds: one just above each timeout in use, so that a plateau reads as one. */
export const LATENCY_BUCKETS_S = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3.2, 5.2, 8.2, 12, 16, 22, 30.2, 31.2, 33, 36, 40.2, 45, 62,
] as const;
