import type { MetricName } from '../metrics.ts';
import type { ServiceSpec, WorldSpec } from '../spec.ts';
import { CALL_ERRORS } from '../services/link.ts';
import type { ServiceState } from '../services/station.ts';
import { PARTY_CODES } from '../services/third-party.ts';
import type { World } from '../world.ts';
import type { LatencyRecord } from './latency.ts';

/** Declares a series and how to read it at each sample. */
export type Add = (name: MetricName, labels: Record<string, string>, read: (world: World) => number) => void;
/** The same for a histogram. */
export type AddHistogram = (
  name: 'third_party_request_duration_seconds',
  labels: Record<string, string>,
  record: (world: World) => LatencyRecord,
) => void;

/** What a service calls and how that goes; breakers and shedding where it has them. */
export function addCalls(of: ServiceSpec, index: number, add: Add): void {
  const service = of.id;
  const state = (world: World): ServiceState => world.services[index]!;
  // Two calls to one callee are one series: the counters of both.
  for (const to of new Set(of.calls.map((call) => call.to))) {
    const calls = of.calls.flatMap((call, i) => (call.to === to ? [i] : []));
    add(
      'service_calls_total',
      { service, to },
      sumOf(calls, (world, i) => state(world).calls[i]!),
    );
    CALL_ERRORS.forEach((reason, r) => {
      add(
        'service_call_errors_total',
        { service, to, reason },
        sumOf(calls, (world, i) => state(world).callErrors[i * CALL_ERRORS.length + r]!),
      );
    });
    add(
      'service_call_retries_total',
      { service, to },
      sumOf(calls, (world, i) => state(world).callRetries[i]!),
    );
    if (calls.some((i) => of.calls[i]!.breaker !== undefined || of.calls[i]!.env?.breaker !== undefined)) {
      add('service_breaker_open', { service, to }, (world) => (breakerOpen(state(world), calls) ? 1 : 0));
      add(
        'service_calls_not_permitted_total',
        { service, to },
        sumOf(calls, (world, i) => state(world).notPermitted[i]!),
      );
    }
  }
  if (of.admission !== true) return;
  add('service_shed_total', { service }, (world) => state(world).shed);
  add('service_admission_share', { service }, (world) => state(world).letIn);
}

/** Nearly always there is one; it is read at every sample. */
function sumOf(calls: number[], of: (world: World, call: number) => number): (world: World) => number {
  const first = calls[0]!;
  if (calls.length === 1) return (world) => of(world, first);
  return (world) => calls.reduce((sum, call) => sum + of(world, call), 0);
}

/** What the admin consoles of poolers tell. */
export function addPoolers(spec: WorldSpec, add: Add): void {
  spec.databases.forEach(({ id: db, pooler }, index) => {
    if (pooler === undefined) return;
    add('pgbouncer_client_waiting_connections', { db }, (world) => world.databases[index]!.pooler!.waiting);
    add('pgbouncer_server_active_connections', { db }, (world) => world.databases[index]!.pooler!.active);
    add('pgbouncer_client_refused_total', { db }, (world) => world.databases[index]!.pooler!.refusedTotal);
  });
}

/** What callers measure of third parties. */
export function addThirdParties(spec: WorldSpec, add: Add, addHistogram: AddHistogram): void {
  (spec.thirdParties ?? []).forEach(({ id: to }, index) => {
    PARTY_CODES.forEach((code, c) => {
      add('third_party_requests_total', { to, code }, (world) => world.thirdParties[index]!.answers[c]!);
    });
    addHistogram('third_party_request_duration_seconds', { to }, (world) => world.thirdParties[index]!.latency);
  });
}

/** A breaker counts as open when it refuses in at least half of the pods: the gauge is one per service. */
function breakerOpen(service: ServiceState, calls: number[]): boolean {
  let open = 0;
  let running = 0;
  for (const station of service.stations) {
    if (station.size === 0) continue;
    running++;
    if (calls.some((i) => station.links[i]!.breaker?.state === 'open')) open++;
  }
  return open > 0 && 2 * open >= running;
}
