import { quantileOf, spreadOf } from './latency-window.ts';
import type { Failure } from '../telemetry/failures.ts';
import { increase, valueOf, type Moment } from '../telemetry/log-moment.ts';
import { SAMPLE_S } from '../telemetry/series.ts';
import type { CallSpec, ServiceSpec } from '../spec.ts';
import type { World } from '../world.ts';

/** What one window tells of where time went, read once for all traces of the window. Times in ms. */
export interface TraceState {
  moment: Moment;
  /** By service index. */
  services: ServiceState[];
}

export interface ServiceState {
  /** Own time of a request: the running version's. */
  ownMs: number;
  /** Mean wait for a worker and for a connection: waiting over throughput (Little's law). */
  slotMs: number;
  poolMs: number;
  /** The longest wait for a connection that anybody has behind him. */
  longestMs: number;
  /** How long a transaction takes, and whether sessions wait for locks. */
  queryMs: number;
  lockMs: number;
  cpu: number;
  version: string;
}

export function traceState(world: World, moment: Moment): TraceState {
  return { moment, services: world.spec.services.map((spec, index) => serviceState(world, moment, spec, index)) };
}

function serviceState(world: World, moment: Moment, spec: ServiceSpec, index: number): ServiceState {
  const { id: service, pool } = spec;
  const answered = spreadOf(moment, 'http_request_duration_seconds', { service });
  const perS = Math.max(0.2, (answered?.total ?? 0) / SAMPLE_S);
  const version = versionAt(world, moment, index);
  const cpu = valueOf(moment, 'service_cpu_utilization', { service });
  const state: ServiceState = {
    ownMs: 1000 * (spec.versions[version]?.timeS ?? 0.01),
    slotMs: (1000 * valueOf(moment, 'service_queue', { service })) / perS,
    poolMs: 0,
    longestMs: 0,
    queryMs: 0,
    lockMs: 0,
    cpu,
    version,
  };
  if (pool === undefined) return state;
  const { db } = pool;
  const pending = valueOf(moment, 'db_pool_pending', { service, db });
  const waiting = valueOf(moment, 'pg_locks_waiting', { db });
  const longest = 1000 * valueOf(moment, 'db_pool_acquire_seconds_max', { service, db });
  state.longestMs = longest;
  state.poolMs = pending > 0 ? Math.min(longest, (1000 * pending) / perS) : 0;
  state.queryMs = 1000 * pool.holdS;
  state.lockMs = waiting > 0 ? 1000 * Math.min(30, waiting / perS) : 0;
  return state;
}

/** The version that most pods run in this window. */
function versionAt(world: World, moment: Moment, index: number): string {
  const { id: service, version: first } = world.spec.services[index]!;
  let most = 0;
  let found = first;
  for (const version of world.services[index]!.versions) {
    const count = valueOf(moment, 'service_replicas_by_version', { service, version });
    if (count > most) [most, found] = [count, version];
  }
  return found;
}

/** Mean time of a third party's answers in this window, ms; its good time when nobody called. */
export function vendorMs(world: World, { moment }: TraceState, to: string): number {
  const spec = world.spec.thirdParties?.find(({ id }) => id === to);
  const spread = spreadOf(moment, 'third_party_request_duration_seconds', { to });
  const seen = spread && spread.total > 0 ? quantileOf(spread, 0.5) : null;
  return 1000 * (seen ?? spec?.latencyS ?? 0.1);
}

/** How often a call was made again in this window. */
export function retriesIn({ moment }: TraceState, service: string, { to }: CallSpec): number {
  return increase(moment, 'service_call_retries_total', { service, to });
}

/** Share of look-ups that this cache answered in the window, 0..1. */
export function hitShare(world: World, { moment }: TraceState, cache: string): number {
  const hits = increase(moment, 'cache_hits_total', { cache });
  const misses = increase(moment, 'cache_misses_total', { cache });
  if (hits + misses > 0) return hits / (hits + misses);
  return world.spec.caches?.find(({ id }) => id === cache)?.hitRatio ?? 0;
}

/** How long a request has taken when it fails in this way, at the place where it fails, ms. */
export function failureMs(world: World, state: TraceState, { kind, service, to }: Failure): number {
  const spec = world.spec.services[service]!;
  const call = spec.calls.find((each) => each.to === to);
  switch (kind) {
    case 'pool timeout':
      return 1000 * spec.pool!.acquireTimeoutS;
    case 'call timeout':
      return 1000 * (call?.timeoutS ?? 1);
    case 'call error':
      return Math.min(1000 * (call?.timeoutS ?? 1), vendorMs(world, state, to ?? ''));
    case 'no such name':
      return 6;
    default:
      return 1;
  }
}
