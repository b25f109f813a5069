import type { FaultView, HealthView, ImpactView, JobView, SloView } from '../inspect.ts';
import { newestMoment } from '../signals/newest.ts';
import type { FlagSpec } from '../spec.ts';
import { increase } from '../telemetry/log-moment.ts';
import type { EventRecord, World } from '../world.ts';
import { readyReplicas } from './balancer.ts';
import { thirdPartyHealth } from './read-calls.ts';
import { storageHealth, storeHealth } from './read-store-health.ts';
import { STATUS, type ServiceState } from './station.ts';

export function jobs(world: World): JobView[] {
  return world.jobs.map((job) => ({
    id: job.id,
    service: world.spec.jobs[job.index]!.service,
    schedule: world.spec.jobs[job.index]!.schedule,
    paused: job.paused,
    running: job.running && !job.paused,
    startedAtS: job.startedAtS,
    sessions: job.holders,
  }));
}

export function flags(world: World): FlagSpec[] {
  return world.spec.flags.map((flag) => ({ ...flag, on: world.flags[flag.id] === true }));
}

/** The orchestrator's events, oldest first; the last 200. */
export function events(world: World): EventRecord[] {
  return world.events.map((event) => ({ ...event }));
}

export function slos(world: World): SloView[] {
  return world.slos.map((slo, index) => {
    const { id, title, journey, objective } = world.spec.slos[index]!;
    return { id, title, journey, objective, good: slo.goodShare, breached: slo.breached, sinceS: slo.sinceS };
  });
}

/** What the incident cost since drill second 0. A lost journey counts as a minute of its user, beside the time waited. */
export function impact(world: World): ImpactView {
  return { ...world.impact };
}

/** Faults with their machine's state. Secret: facilitator and debrief only. */
export function faults(world: World): FaultView[] {
  return world.faults.map((fault, index) => ({
    id: fault.id,
    title: world.spec.faults[index]!.title,
    state: fault.state,
    done: fault.done,
    fired: fault.fired,
    sinceS: fault.sinceS,
    visited: fault.visited.map((visit) => ({ ...visit })),
  }));
}

/** One truth for every map and list: services, databases, the edge, jobs. */
export function health(world: World): HealthView[] {
  return [
    ...(world.edge === null ? [] : [edgeHealth(world, world.edge)]),
    ...world.order.map((index) => serviceHealth(world, world.services[index]!)),
    ...world.databases.map((database): HealthView => {
      const { id, cpu } = database;
      const storage = storageHealth(world, database);
      if (storage !== null) return { id, kind: 'database', ...storage, dependsOn: [] };
      if (database.downS > 0) return { id, kind: 'database', health: 'down', detail: 'restarting', dependsOn: [] };
      if (database.refused > 0)
        return {
          id,
          kind: 'database',
          health: 'degraded',
          detail: `refuses ${Math.round(database.refused)} connections a second`,
          dependsOn: [],
        };
      const waiting = Math.round(database.pooler?.waiting ?? 0);
      if (waiting >= 1)
        return {
          id,
          kind: 'database',
          health: 'degraded',
          detail: `${waiting} clients wait at the pooler`,
          dependsOn: [],
        };
      return {
        id,
        kind: 'database',
        health: cpu > 0.9 ? 'degraded' : 'healthy',
        detail: `CPU ${Math.round(100 * cpu)} %`,
        dependsOn: [],
      };
    }),
    ...storeHealth(world),
    ...world.thirdParties.map((party) => thirdPartyHealth(world, party)),
    ...world.jobs.map((job): HealthView => {
      const of = world.spec.jobs[job.index]!;
      const detail = job.paused ? 'suspended' : job.running ? 'running' : `cron ${of.schedule}`;
      return { id: job.id, kind: 'job', health: 'healthy', detail, dependsOn: [of.db] };
    }),
  ];
}

function serviceHealth(world: World, service: ServiceState): HealthView {
  const ready = readyReplicas(service);
  const failing = failingShare(world, service);
  const pending = service.stations.reduce((sum, { pool }) => sum + (pool?.queue.total ?? 0), 0);
  const details = [`${ready} of ${service.desired} ready`];
  if (pending >= 1) details.push(`${Math.round(pending)} waiting for a connection`);
  if (failing > 0.01) details.push(`${Math.round(100 * failing)} % of answers fail`);
  const degraded = ready < service.desired || failing > 0.01 || pending >= 1;
  return {
    id: service.id,
    kind: 'service',
    health: ready === 0 || failing > 0.5 ? 'down' : degraded ? 'degraded' : 'healthy',
    detail: details.join(', '),
    dependsOn: dependenciesOf(world, service),
  };
}

/** What it calls, looks into, writes to and publishes to. */
function dependenciesOf(world: World, service: ServiceState): string[] {
  const { calls, pool } = world.spec.services[service.index]!;
  const caches = [...calls.map(({ cache }) => cache), pool?.cache].filter((id) => id !== undefined);
  const queues = world.queues.filter(({ producer }) => producer === service.index).map(({ id }) => id);
  return [...new Set([...calls.map(({ to }) => to), ...(pool === undefined ? [] : [pool.db]), ...caches, ...queues])];
}

/** Share of errors among what this service itself answered in the last sample: a neighbour's trouble is not its own. */
function failingShare(world: World, { id }: ServiceState): number {
  const moment = newestMoment(world);
  let answers = 0;
  let errors = 0;
  for (const status of STATUS) {
    const count = increase(moment, 'http_requests_total', { service: id, code: String(status) });
    answers += count;
    if (status !== 200) errors += count;
  }
  return answers > 0 ? errors / answers : 0;
}

function edgeHealth(world: World, edge: NonNullable<World['edge']>): HealthView {
  const share = edge.blockedShare;
  const entry = world.services[world.order[0]!]!.id;
  const detail = edge.up
    ? share > 0.001
      ? `${Math.round(100 * share)} % of requests find no connection`
      : 'all clients connected'
    : 'restarting';
  return {
    id: edge.id,
    kind: 'edge',
    health: !edge.up || share > 0.5 ? 'down' : share > 0.01 ? 'degraded' : 'healthy',
    detail,
    dependsOn: [entry],
  };
}
