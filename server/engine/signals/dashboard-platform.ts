import type { World } from '../world.ts';
import { gauge, highest, percent, perS, quantiles, type DraftChart } from './dashboard-line.ts';

/** Sessions against the limit, transactions, CPU, locks, the cache: what a database is asked first. */
export function databaseCharts(world: World, id: string): DraftChart[] {
  const spec = world.spec.databases.find((database) => database.id === id)!;
  const of = { db: id };
  const limit = world.databases.find((database) => database.id === id)!.maxConnections - spec.reserved;
  return [
    {
      title: `Sessions on ${id} by state`,
      unit: 'count',
      stacked: true,
      bound: { value: limit, label: `limit ${limit}`, bad: 'above' },
      lines: ['active', 'idle in transaction', 'idle'].map((state) =>
        gauge(state, 'pg_stat_activity_count', { ...of, state }),
      ),
    },
    {
      title: `Transactions that ${id} commits`,
      unit: 'rate',
      lines: [perS('committed', 'pg_stat_database_xact_commit_total', of)],
    },
    {
      title: `CPU of ${id}`,
      unit: 'percent',
      bound: { value: 80, label: 'busy', bad: 'above' },
      lines: [gauge('CPU', 'pg_cpu_utilization', of, 100)],
    },
    {
      title: `Sessions of ${id} that wait for a lock`,
      unit: 'count',
      lines: [gauge('waiting', 'pg_locks_waiting', of)],
    },
    {
      title: `Oldest transaction on ${id}`,
      unit: 'seconds',
      lines: ['active', 'idle in transaction'].map((state) =>
        highest(state, 'pg_stat_activity_max_tx_duration', { ...of, state }),
      ),
    },
    {
      title: `Reads of ${id} that its cache answers`,
      unit: 'percent',
      bound: { value: 95, label: 'cold', bad: 'below' },
      lines: [gauge('hit ratio', 'pg_blks_hit_ratio', of, 100)],
    },
    {
      title: `Connections that ${id} refuses`,
      unit: 'rate',
      lines: [perS('refused', 'pg_connections_refused_total', of)],
    },
    {
      title: `Clients waiting at the pooler of ${id}`,
      unit: 'count',
      lines: [
        gauge('clients waiting', 'pgbouncer_client_waiting_connections', of),
        gauge('server connections in use', 'pgbouncer_server_active_connections', of),
      ],
    },
    {
      title: `How far the replicas of ${id} are behind`,
      unit: 'seconds',
      bound: { value: 5, label: 'stale', bad: 'above' },
      lines: (spec.replicas ?? []).map(({ id: replica }) =>
        gauge(replica, 'pg_replication_lag_seconds', { ...of, replica }),
      ),
    },
    {
      title: `Can ${id} be reached`,
      unit: 'count',
      bound: { value: 1, label: 'up', bad: 'below' },
      lines: [gauge('up', 'pg_up', of)],
    },
    ...diskCharts(world, id),
  ];
}

export function edgeCharts(world: World): DraftChart[] {
  const edge = world.spec.edge!;
  const of = { edge: edge.id };
  return [
    {
      title: `Requests through ${edge.id}, by client`,
      unit: 'rate',
      stacked: true,
      lines: edge.clients.map(({ id: client }) => perS(client, 'edge_requests_total', { ...of, client })),
    },
    {
      title: `TLS handshakes at ${edge.id}`,
      unit: 'rate',
      lines: ['ok', 'failed'].map((result) => perS(result, 'tls_handshakes_total', { ...of, result })),
    },
    {
      title: `Open connections at ${edge.id}, by client`,
      unit: 'count',
      stacked: true,
      lines: edge.clients.map(({ id: client }) => gauge(client, 'edge_connections', { ...of, client })),
    },
    probeChart(edge.hosts.map(({ host }) => host)),
    expiryChart(edge.hosts.map(({ host }) => host)),
  ];
}

/** Days left of what is served and of what lies on disk: they may differ. */
export function certificateCharts(world: World, id: string): DraftChart[] {
  const hosts = (world.spec.edge?.hosts ?? []).filter(({ certificate }) => certificate === id).map(({ host }) => host);
  const expiry = expiryChart(hosts);
  const onDisk = { label: 'leaf on disk', expr: `(max(x509_cert_not_after{certificate="${id}"}) - time()) / 86400` };
  return [
    {
      ...expiry,
      title: `Days until ${id} expires, as served and on disk`,
      lines: [...expiry.lines, { ...onDisk, needs: ['x509_cert_not_after', { certificate: id }] }],
    },
    probeChart(hosts),
    ...(world.spec.edge === undefined || hosts.length === 0 ? [] : edgeCharts(world).slice(1, 3)),
  ];
}

function probeChart(hosts: string[]): DraftChart {
  return {
    title: 'Does the probe from outside get an answer',
    unit: 'count',
    bound: { value: 1, label: 'answered', bad: 'below' },
    lines: hosts.map((host) => gauge(host, 'probe_success', { target: `https://${host}` })),
  };
}

function expiryChart(hosts: string[]): DraftChart {
  return {
    title: 'Days until what is served expires',
    unit: 'days',
    bound: { value: 7, label: 'one week', bad: 'below' },
    lines: hosts.map((host) => ({
      label: host,
      expr: `(min(probe_ssl_earliest_cert_expiry{target="https://${host}"}) - time()) / 86400`,
      needs: ['probe_ssl_earliest_cert_expiry', { target: `https://${host}` }],
    })),
  };
}

export function cacheCharts(world: World, id: string): DraftChart[] {
  const spec = world.spec.caches!.find((cache) => cache.id === id)!;
  const of = { cache: id };
  const total = `(sum(rate(cache_hits_total{cache="${id}"}[1m])) + sum(rate(cache_misses_total{cache="${id}"}[1m])))`;
  const hits = `100 * sum(rate(cache_hits_total{cache="${id}"}[1m])) / ${total}`;
  return [
    {
      title: `Look-ups that ${id} answers`,
      unit: 'percent',
      bound: { value: 90 * spec.hitRatio, label: 'cold', bad: 'below' },
      lines: [{ label: 'hit ratio', expr: hits, needs: ['cache_hits_total', of] }],
    },
    {
      title: `Look-ups in ${id}`,
      unit: 'rate',
      stacked: true,
      lines: [perS('hits', 'cache_hits_total', of), perS('misses', 'cache_misses_total', of)],
    },
    {
      title: `Memory of ${id} in MiB`,
      unit: 'count',
      bound: { value: spec.maxMemoryMiB, label: `limit ${spec.maxMemoryMiB} MiB`, bad: 'above' },
      lines: [
        { label: 'used', expr: `sum(cache_memory_bytes{cache="${id}"}) / 1048576`, needs: ['cache_memory_bytes', of] },
      ],
    },
    {
      title: `Does ${id} answer`,
      unit: 'count',
      bound: { value: 1, label: 'up', bad: 'below' },
      lines: [gauge('up', 'cache_up', of)],
    },
  ];
}

export function queueCharts(_world: World, id: string): DraftChart[] {
  const of = { queue: id };
  return [
    { title: `Messages that wait in ${id}`, unit: 'count', lines: [gauge('waiting', 'queue_depth', of)] },
    {
      title: `Age of the oldest message in ${id}`,
      unit: 'seconds',
      lines: [highest('oldest', 'queue_oldest_message_seconds', of)],
    },
    {
      title: `Messages through ${id}`,
      unit: 'rate',
      lines: [
        perS('published', 'queue_published_total', of),
        perS('done', 'queue_consumed_total', of),
        perS('handed out again', 'queue_redelivered_total', of),
      ],
    },
    { title: `Dead letters of ${id}`, unit: 'count', lines: [gauge('dead letters', 'queue_dead_letters', of)] },
  ];
}

/** A third party as its callers see it; its own status page may say something else. */
export function thirdPartyCharts(world: World, id: string): DraftChart[] {
  const callers = world.spec.services.filter(({ calls }) => calls.some(({ to }) => to === id));
  const strictest = Math.min(
    ...callers.flatMap(({ calls }) => calls.filter(({ to }) => to === id)).map(({ timeoutS }) => timeoutS),
  );
  return [
    {
      title: `Calls to ${id}, by caller`,
      unit: 'rate',
      lines: callers.map(({ id: service }) => perS(service, 'service_calls_total', { service, to: id })),
    },
    {
      title: `Time that ${id} takes, as callers see it`,
      unit: 'seconds',
      bound: Number.isFinite(strictest)
        ? { value: strictest, label: `callers give up after ${strictest} s`, bad: 'above' }
        : null,
      lines: quantiles('third_party_request_duration_seconds', { to: id }),
    },
    {
      title: `Calls to ${id} that fail`,
      unit: 'percent',
      lines: [
        percent(
          'not answered with 200',
          'third_party_requests_total',
          { to: id },
          { label: 'code', pattern: '[^2].*' },
        ),
      ],
    },
    {
      title: `Circuit breakers before ${id} that are open`,
      unit: 'count',
      lines: callers.map(({ id: service }) => gauge(service, 'service_breaker_open', { service, to: id })),
    },
  ];
}

export function jobCharts(world: World, id: string): DraftChart[] {
  const { db } = world.spec.jobs.find((job) => job.id === id)!;
  return [
    { title: `Is ${id} running`, unit: 'count', lines: [gauge('running', 'job_running', { job: id })] },
    ...databaseCharts(world, db).slice(0, 1),
  ];
}

/** Space on the file systems that belong to a component. */
export function diskCharts({ spec }: World, of: string): DraftChart[] {
  return (spec.disks ?? [])
    .filter((disk) => disk.of === of || disk.id === of)
    .map(({ host: instance, mount }) => {
      const label = `{instance="${instance}",mountpoint="${mount}"}`;
      const expr = `100 * sum(node_filesystem_avail_bytes${label}) / sum(node_filesystem_size_bytes${label})`;
      return {
        title: `Free space of ${mount} on ${instance}`,
        unit: 'percent',
        bound: { value: 10, label: 'nearly full', bad: 'below' },
        lines: [{ label: 'free', expr, needs: ['node_filesystem_avail_bytes', { instance, mountpoint: mount }] }],
      };
    });
}
