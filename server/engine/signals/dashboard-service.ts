import { STATUS } from '../services/station.ts';
import type { World } from '../world.ts';
import { gauge, highest, percent, perS, promise, quantiles, type DraftChart } from './dashboard-line.ts';

/** Traffic, errors, latency and saturation of a service, in this order, then what it calls. */
export function serviceCharts(world: World, id: string): DraftChart[] {
  const spec = world.spec.services.find((service) => service.id === id)!;
  const of = { service: id };
  const wanted = world.services.find((service) => service.id === id)!.desired;
  return [
    {
      title: `Requests that ${id} answers, by status`,
      unit: 'rate',
      stacked: true,
      lines: STATUS.map((code) => perS(String(code), 'http_requests_total', { ...of, code: String(code) })),
    },
    {
      title: `Answers of ${id} that are errors`,
      unit: 'percent',
      bound: { value: 1, label: '1 in 100', bad: 'above' },
      lines: [percent('5xx', 'http_requests_total', of, { label: 'code', pattern: '5..' })],
    },
    {
      title: `Time that ${id} takes to answer`,
      unit: 'seconds',
      bound: promise(promisedS(world, id)),
      lines: quantiles('http_request_duration_seconds', of),
    },
    {
      title: `Errors of ${id} by version`,
      unit: 'percent',
      lines: Object.keys(spec.versions).map((version) =>
        percent(version, 'http_requests_by_version_total', { ...of, version }, { label: 'code', pattern: '5..' }),
      ),
    },
    {
      title: `Requests in progress in ${id}`,
      unit: 'count',
      lines: [
        gauge('in progress', 'service_slots_in_use', of),
        gauge('slots', 'service_slots', of),
        gauge('waiting for a slot', 'service_queue', of),
      ],
    },
    {
      title: `CPU of ${id}`,
      unit: 'percent',
      bound: { value: 80, label: 'busy', bad: 'above' },
      lines: [
        gauge('mean', 'service_cpu_utilization', of, 100),
        {
          ...highest('busiest pod', 'pod_cpu_utilization', of),
          expr: `100 * max(pod_cpu_utilization{service="${id}"})`,
        },
      ],
    },
    ...poolCharts(world, id),
    {
      title: `Pods of ${id}`,
      unit: 'count',
      bound: { value: wanted, label: `${wanted} wanted`, bad: 'below' },
      lines: [
        gauge('ready', 'service_replicas_ready', of),
        gauge('wanted', 'service_replicas', of),
        gauge('autoscaler wants', 'autoscaler_desired_replicas', of),
      ],
    },
    {
      title: `Restarts of ${id}'s containers`,
      unit: 'count',
      lines: [
        { label: 'restarts', expr: `sum(pod_restarts_total{service="${id}"})`, needs: ['pod_restarts_total', of] },
      ],
    },
    ...callCharts(world, id),
  ];
}

function poolCharts({ spec }: World, id: string): DraftChart[] {
  const pool = spec.services.find((service) => service.id === id)!.pool;
  if (pool === undefined) return [];
  const of = { service: id, db: pool.db };
  return [
    {
      title: `Connections of ${id} to ${pool.db}`,
      unit: 'count',
      lines: [
        gauge('active', 'db_pool_connections', { ...of, state: 'active' }),
        gauge('idle', 'db_pool_connections', { ...of, state: 'idle' }),
        gauge('limit', 'db_pool_size', of),
        gauge('requests waiting', 'db_pool_pending', of),
      ],
    },
    {
      title: `Longest wait for a connection in ${id}`,
      unit: 'seconds',
      bound: { value: pool.acquireTimeoutS, label: `gives up after ${pool.acquireTimeoutS} s`, bad: 'above' },
      lines: [highest('longest wait', 'db_pool_acquire_seconds_max', of)],
    },
  ];
}

function callCharts({ spec }: World, id: string): DraftChart[] {
  const service = spec.services.find((each) => each.id === id)!;
  const callees = [...new Set(service.calls.map(({ to }) => to))];
  const guarded = callees.filter((to) => service.calls.some((call) => call.to === to && call.breaker !== undefined));
  return [
    {
      title: `Calls that ${id} makes`,
      unit: 'rate',
      lines: callees.map((to) => perS(`to ${to}`, 'service_calls_total', { service: id, to })),
    },
    {
      title: `Calls of ${id} that fail`,
      unit: 'rate',
      lines: callees.flatMap((to) =>
        (['timeout', 'error', 'refused'] as const).map((reason) =>
          perS(`${to}: ${reason}`, 'service_call_errors_total', { service: id, to, reason }),
        ),
      ),
    },
    {
      title: `Calls that ${id} makes again`,
      unit: 'rate',
      lines: callees.map((to) => perS(`to ${to}`, 'service_call_retries_total', { service: id, to })),
    },
    {
      title: `Circuit breakers of ${id} that are open`,
      unit: 'count',
      lines: guarded.map((to) => gauge(`to ${to}`, 'service_breaker_open', { service: id, to })),
    },
    {
      title: `Requests that ${id} turns away to protect itself`,
      unit: 'rate',
      lines: service.admission === true ? [perS('turned away', 'service_shed_total', { service: id })] : [],
    },
    {
      title: `Names that ${id} looks up`,
      unit: 'rate',
      lines: (['ok', 'nxdomain', 'servfail'] as const).map((result) =>
        perS(result, 'dns_lookups_total', { service: id, result }),
      ),
    },
  ];
}

/** The strictest promise among the journeys that pass through the service; null when there is none. */
export function promisedS({ spec, services, order }: World, id: string): number | null {
  const service = services.find((each) => each.id === id)!;
  const passes = (journey: string): boolean => {
    const j = spec.journeys.findIndex((each) => each.id === journey);
    return (
      service.index === order[0] ||
      service.callers.some(({ service: caller, call }) => services[caller]!.plan[j]?.includes(call) === true)
    );
  };
  const promised = spec.slos.filter(({ journey }) => passes(journey)).map(({ latencyS }) => latencyS);
  return promised.length > 0 ? Math.min(...promised) : null;
}
