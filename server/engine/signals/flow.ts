import type { FlowView } from '../../protocol/signals.ts';
import type { MetricName } from '../metrics.ts';
import type { Moment } from '../telemetry/log-moment.ts';
import { increase, valueOf } from '../telemetry/log-moment.ts';
import { SAMPLE_S } from '../telemetry/series.ts';
import type { World } from '../world.ts';
import { windowQuantile } from './latency-window.ts';
import { newestMoment, present } from './newest.ts';

/** What flows between components over the newest sample, and how full each of them is. */
export function flow(world: World): FlowView {
  const moment = newestMoment(world);
  return {
    atS: world.nowS,
    edges: [...userEdges(world, moment), ...callEdges(world, moment), ...poolEdges(world, moment)],
    fill: [...serviceFill(world, moment), ...platformFill(world, moment)],
  };
}

type Edge = FlowView['edges'][number];
type Fill = FlowView['fill'][number];

/** Users, through the edge when there is one. */
function userEdges({ spec }: World, moment: Moment): Edge[] {
  let attempts = 0;
  let failed = 0;
  let p99S: number | null = null;
  for (const { id: journey } of spec.journeys) {
    const ok = increase(moment, 'journey_requests_total', { journey, outcome: 'ok' });
    const lost =
      increase(moment, 'journey_requests_total', { journey, outcome: 'failed' }) +
      increase(moment, 'journey_requests_total', { journey, outcome: 'blocked' });
    attempts += ok + lost;
    failed += lost;
    const slow = windowQuantile(moment, 'journey_duration_seconds', { journey }, 0.99);
    if (slow !== null) p99S = Math.max(p99S ?? 0, slow);
  }
  const users = { perS: round(attempts / SAMPLE_S), errorShare: share(failed, attempts), p99S, breaker: 'none' };
  if (spec.edge === undefined) return [{ from: null, to: spec.entry, ...users }];
  const { answered, errors, p99S: entryS } = answersOf(moment, spec.entry);
  return [
    { from: null, to: spec.edge.id, ...users },
    {
      from: spec.edge.id,
      to: spec.entry,
      perS: round(answered / SAMPLE_S),
      errorShare: share(errors, answered),
      p99S: entryS,
      breaker: 'none',
    },
  ];
}

/** Calls from service to service and to third parties, counted by the caller, retries included. */
function callEdges(world: World, moment: Moment): Edge[] {
  return world.spec.services.flatMap((service) =>
    [...new Set(service.calls.map(({ to }) => to))].map((to): Edge => {
      const of = { service: service.id, to };
      const failed = ['timeout', 'error', 'refused'].reduce(
        (sum, reason) => sum + increase(moment, 'service_call_errors_total', { ...of, reason }),
        0,
      );
      const isOurs = world.spec.services.some(({ id }) => id === to);
      const callee = isOurs ? answersOf(moment, to) : vendorAnswers(moment, to);
      const counted = present(world, 'service_calls_total', of).length > 0;
      const notMade = increase(moment, 'service_calls_not_permitted_total', of);
      const calls = counted ? Math.max(0, increase(moment, 'service_calls_total', of) - notMade) : callee.answered;
      const open = valueOf(moment, 'service_breaker_open', of) > 0;
      const guarded = service.calls.some((call) => call.to === to && call.breaker !== undefined);
      return {
        from: service.id,
        to,
        perS: round(calls / SAMPLE_S),
        errorShare: share(failed, Math.max(calls, failed)),
        p99S: callee.p99S,
        breaker: open ? 'open' : guarded ? 'closed' : 'none',
      };
    }),
  );
}

/** Requests that wait for a connection are what is wrong between a service and its database. */
function poolEdges({ spec }: World, moment: Moment): Edge[] {
  return spec.services.flatMap(({ id: service, pool }) => {
    if (pool === undefined) return [];
    const { db } = pool;
    const timeouts = increase(moment, 'db_pool_timeouts_total', { service, db });
    const done = increase(moment, 'pg_stat_database_xact_commit_total', { db });
    return [
      {
        from: service,
        to: db,
        perS: round((done + timeouts) / SAMPLE_S),
        errorShare: share(timeouts, done + timeouts),
        p99S: valueOf(moment, 'db_pool_acquire_seconds_max', { service, db }),
        breaker: 'none',
      },
    ];
  });
}

function answersOf(moment: Moment, service: string): { answered: number; errors: number; p99S: number | null } {
  let answered = 0;
  let errors = 0;
  for (const { code } of present(moment.world, 'http_requests_total', { service }) as { code: string }[]) {
    const count = increase(moment, 'http_requests_total', { service, code });
    answered += count;
    if (code.startsWith('5')) errors += count;
  }
  return { answered, errors, p99S: windowQuantile(moment, 'http_request_duration_seconds', { service }, 0.99) };
}

function vendorAnswers(moment: Moment, to: string): { answered: number; p99S: number | null } {
  const answered = (present(moment.world, 'third_party_requests_total', { to }) as { code: string }[]).reduce(
    (sum, { code }) => sum + increase(moment, 'third_party_requests_total', { to, code }),
    0,
  );
  return { answered, p99S: windowQuantile(moment, 'third_party_request_duration_seconds', { to }, 0.99) };
}

function serviceFill({ spec }: World, moment: Moment): Fill[] {
  return spec.services.flatMap(({ id: service, pool }) => {
    const used = valueOf(moment, 'service_slots_in_use', { service });
    const slots = valueOf(moment, 'service_slots', { service });
    const fills: Fill[] = [fillOf(service, used, slots, (a, b) => `${a} of ${b} slots busy`)];
    if (pool !== undefined) {
      const of = { service, db: pool.db };
      const active = valueOf(moment, 'db_pool_connections', { ...of, state: 'active' });
      const waiting = Math.round(valueOf(moment, 'db_pool_pending', of));
      const waits = waiting > 0 ? `, ${waiting} waiting` : '';
      fills.push(fillOf(service, active, valueOf(moment, 'db_pool_size', of), (a, b) => `pool ${a} of ${b}${waits}`));
    }
    return fills.sort((a, b) => b.share - a.share).slice(0, 1);
  });
}

function platformFill(world: World, moment: Moment): Fill[] {
  const { databases, caches = [], queues = [], disks = [] } = world.spec;
  const value = (name: MetricName, labels: Record<string, string>): number => valueOf(moment, name, labels);
  return [
    ...databases.map(({ id: db, reserved }) => {
      const used = STATES.reduce((sum, state) => sum + value('pg_stat_activity_count', { db, state }), 0);
      const limit = value('pg_settings_max_connections', { db }) - reserved;
      return fillOf(db, used, limit, (a, b) => `${a} of ${b} sessions`);
    }),
    ...caches.map(({ id: cache, maxMemoryMiB }) =>
      fillOf(cache, value('cache_memory_bytes', { cache }) / 1048576, maxMemoryMiB, (a, b) => `${a} of ${b} MiB`),
    ),
    ...queues.map(({ id: queue }) => {
      const depth = value('queue_depth', { queue });
      const oldest = Math.round(value('queue_oldest_message_seconds', { queue }));
      // A queue has no size: one whose oldest message is ten minutes old counts as full.
      return { id: queue, share: Math.min(1, oldest / 600), what: `${Math.round(depth)} messages, oldest ${oldest} s` };
    }),
    ...disks.map(({ id, host: instance, mount: mountpoint }) => {
      const size = value('node_filesystem_size_bytes', { instance, mountpoint });
      const free = value('node_filesystem_avail_bytes', { instance, mountpoint });
      const share = size > 0 ? (size - free) / size : 0;
      return { id, share, what: `${mountpoint} ${Math.round(100 * share)} % used` };
    }),
  ];
}

const STATES = ['active', 'idle', 'idle in transaction'];

function fillOf(id: string, used: number, limit: number, say: (used: number, limit: number) => string): Fill {
  const filled = limit > 0 ? Math.min(1, used / limit) : 0;
  return { id, share: Number(filled.toFixed(3)), what: say(Math.round(used), Math.round(limit)) };
}

function share(part: number, whole: number): number {
  return whole > 0 ? Number(Math.min(1, part / whole).toFixed(4)) : 0;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
