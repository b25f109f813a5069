import type { ServiceSpec } from '../spec.ts';
import { STATUS } from '../services/station.ts';
import type { World } from '../world.ts';
import { versionTexts } from './log-version-errors.ts';
import type { At } from './series-reader.ts';
import { seriesReader } from './series-reader.ts';

/** One way in which requests fail at a service: log lines count it, traces show one request of it. */
export interface Failure {
  /** Stable name within the world. */
  key: string;
  kind:
    | 'pool timeout'
    | 'call timeout'
    | 'call error'
    | 'call refused'
    | 'too many calls'
    | 'breaker open'
    | 'own error'
    | 'turned away'
    | 'no such name'
    | 'too many clients';
  /** Index of the service at which it happens. */
  service: number;
  /** What it called, if anything. */
  to: string | null;
  /** Version that fails, if only one does. */
  version: string | null;
  status: number;
  /** How many in the window of a sample. */
  count: At;
  /** Journeys that can meet it, by index. */
  journeys: number[];
  /** Only in pods whose environment has this value. */
  where?: { key: string; value: string | null };
  /** What it says, where it always says the same. */
  text: string;
}

/** Every way to fail that this world could count so far. A failed call to one of our own services is told by that service. */
export function failuresOf(world: World): Failure[] {
  return world.spec.services.flatMap((service, index) => [
    ...poolFailures(world, service, index),
    ...callFailures(world, service, index),
    ...ownFailures(world, service, index),
  ]);
}

function poolFailures(world: World, { id, pool }: ServiceSpec, index: number): Failure[] {
  if (pool === undefined) return [];
  const { rise } = seriesReader(world.telemetry);
  const { db } = pool;
  const base = { service: index, to: db, version: null, journeys: journeysWith(world, index, poolLink(world, index)) };
  return [
    {
      ...base,
      key: `pool/${id}/${db}`,
      kind: 'pool timeout',
      status: 503,
      count: rise('db_pool_timeouts_total', { service: id, db }),
      text: '',
    },
  ];
}

function callFailures(world: World, { id, calls }: ServiceSpec, index: number): Failure[] {
  const { rise } = seriesReader(world.telemetry);
  const callees = [...new Set(calls.map(({ to }) => to))];
  return callees.flatMap((to): Failure[] => {
    const ours = world.spec.services.some((service) => service.id === to);
    const links = calls.flatMap((call, link) => (call.to === to ? [link] : []));
    const journeys = [...new Set(links.flatMap((link) => journeysWith(world, index, link)))].sort((a, b) => a - b);
    const of = (reason: string): At => rise('service_call_errors_total', { service: id, to, reason });
    const notPermitted = rise('service_calls_not_permitted_total', { service: id, to });
    const refused = of('refused');
    const base = { service: index, to, version: null, journeys, text: '' };
    const failures: Failure[] = [
      { ...base, key: `timeout/${id}/${to}`, kind: 'call timeout', status: 504, count: of('timeout') },
      {
        ...base,
        key: `breaker/${id}/${to}`,
        kind: 'breaker open',
        status: 503,
        count: notPermitted,
      },
      {
        ...base,
        key: `refused/${id}/${to}`,
        // A vendor is there: it refuses what goes beyond our contract with it.
        kind: ours ? 'call refused' : 'too many calls',
        status: 503,
        count: (n) => Math.max(0, refused(n) - notPermitted(n)),
      },
    ];
    if (!ours)
      failures.push({ ...base, key: `error/${id}/${to}`, kind: 'call error', status: 502, count: of('error') });
    return failures;
  });
}

function ownFailures(world: World, { id, versions, admission }: ServiceSpec, index: number): Failure[] {
  const { rise } = seriesReader(world.telemetry);
  const journeys = journeysOf(world, index);
  const failures: Failure[] = Object.entries(versions).flatMap(([version, code]) => {
    const texts = versionTexts(world, id, version, code);
    const counts = STATUS.filter((status) => status !== 200 && texts.some((text) => text.status === status)).map(
      (status) => rise('http_requests_by_version_total', { service: id, version, code: String(status) }),
    );
    return texts.map(({ text, status, where }, at) => ({
      ...(where && { where }),
      key: `own/${id}/${version}/${at}`,
      kind: 'own error' as const,
      service: index,
      to: null,
      version,
      status,
      count: (n: number) => counts.reduce((sum, count) => sum + count(n), 0) / texts.length,
      journeys,
      text,
    }));
  });
  if (admission === true) {
    const count = rise('service_shed_total', { service: id });
    const base = { service: index, to: null, version: null, status: 503, journeys, text: '' };
    failures.push({ ...base, key: `shed/${id}`, kind: 'turned away', count });
  }
  for (const result of ['nxdomain', 'servfail'] as const) {
    const count = rise('dns_lookups_total', { service: id, result });
    const text = result === 'nxdomain' ? 'ENOTFOUND' : 'EAI_AGAIN';
    const base = { service: index, to: null, version: null, status: 502, journeys };
    failures.push({ ...base, key: `dns/${id}/${result}`, kind: 'no such name', count, text });
  }
  return failures;
}

function poolLink({ spec }: World, index: number): number {
  return spec.services[index]!.calls.length;
}

/** Journeys that go through a link of the service, by index. */
function journeysWith(world: World, index: number, link: number): number[] {
  return journeysOf(world, index).filter((j) => world.services[index]!.plan[j]!.includes(link));
}

/** Journeys that reach the service at all, by index. */
export function journeysOf(world: World, index: number): number[] {
  const reached = (service: number, j: number): boolean => {
    const { callers } = world.services[service]!;
    if (callers.length === 0) return true;
    return callers.some(
      ({ service: caller, call }) => world.services[caller]!.plan[j]!.includes(call) && reached(caller, j),
    );
  };
  return world.spec.journeys.flatMap((_, j) => (reached(index, j) ? [j] : []));
}
