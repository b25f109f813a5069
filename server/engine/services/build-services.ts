import { fraction, hashText } from '../random.ts';
import type { ServiceSpec, WorldSpec } from '../spec.ts';
import { createLatencyRecord } from '../telemetry/latency.ts';
import { createAnswerBuffer } from './answer-buffer.ts';
import { cacheIndex } from './cache.ts';
import type { Link } from './link.ts';
import { CALL_ERRORS, createLink, OWN_POOL, partyCallee } from './link.ts';
import { buildCall, podsDiffer } from './call-settings.ts';
import { recordIndex } from './names.ts';
import { createPool } from './pool.ts';
import { createQueue } from './queue.ts';
import type { Pod, ServiceState, Station } from './station.ts';
import { STATUS } from './station.ts';
import { writingJourneys } from './storage.ts';

/** All services of a spec, every replica running its first version. Throws on a name that does not exist. */
export function buildServices(spec: WorldSpec, journeys: string[], seed: string): ServiceState[] {
  const services = spec.services.map((service, index) => buildService(spec, service, index));
  for (const caller of services) {
    spec.services[caller.index]!.calls.forEach((call, index) => {
      const callee = calleeIndex(spec, call.to);
      if (callee >= 0) services[callee]!.callers.push({ service: caller.index, call: index });
    });
  }
  for (const service of services) {
    service.plan = journeys.map((journey) => planOf(spec.services[service.index]!, journey));
    const sinceS = Math.min(-spec.prerollS, service.revisions.at(-1)?.atS ?? -spec.prerollS);
    for (let seat = 0; seat < service.desired; seat++) addPod(spec, service, seat, seed, sinceS);
    for (const pod of service.pods) pod.phase = 'running';
    const running = service.pooled ? service.stations.slice(0, 1) : service.stations;
    for (const station of running) {
      station.size = service.pooled ? service.desired : 1;
      station.running = true;
      station.ready = true;
    }
  }
  return services;
}

/** A new pod on `seat`, starting, with its station where it needs one. It is due when the caller says so. */
export function addPod(spec: WorldSpec, service: ServiceState, seat: number, seed: string, atS: number): Pod {
  const pod: Pod = {
    seat,
    name: podName(service, service.version, seed),
    node: '',
    version: service.version,
    phase: 'starting',
    dueS: atS,
    startedAtS: atS,
    restarts: 0,
    leaving: false,
    nextVersion: service.version,
  };
  service.pods.push(pod);
  if (!service.pooled || service.stations.length === 0) {
    while (service.stations.length <= (service.pooled ? 0 : seat)) {
      service.stations.push(buildStation(spec, service, service.stations.length));
    }
  }
  return pod;
}

/** A name as the orchestrator makes them: service, hash of the replica set, hash of the pod. */
export function podName(service: ServiceState, version: number, seed: string): string {
  const pod = hashText(`${seed}/${service.id}/${service.podsMade++}`);
  return `${podSetName(service.id, service.versions[version]!)}-${letters(pod, 5)}`;
}

/** The part of a pod's name that all pods of a version share. */
export function podSetName(service: string, version: string): string {
  return `${service}-${letters(hashText(`${service}@${version}`), 10)}`;
}

/** Services in the order of the demand pass: callers before callees, and what is called first before what is called next. */
export function processingOrder(spec: WorldSpec): number[] {
  const order: number[] = [];
  const waitingFor = spec.services.map(
    (service) =>
      new Set(
        spec.services
          .filter((caller) => caller.calls.some((call) => call.to === service.id))
          .map((caller) => caller.id),
      ).size,
  );
  const visit = (index: number): void => {
    if (order.includes(index)) return;
    order.push(index);
    const callees = new Set(spec.services[index]!.calls.map((call) => calleeIndex(spec, call.to)));
    for (const callee of callees) if (callee >= 0 && --waitingFor[callee]! === 0) visit(callee);
  };
  // Users come in first: consumers of queues, which nobody calls either, follow.
  const entry = serviceIndex(spec, spec.entry);
  if (waitingFor[entry] === 0) visit(entry);
  spec.services.forEach((_, index) => {
    if (waitingFor[index] === 0) visit(index);
  });
  if (order.length < spec.services.length)
    throw new Error('services call each other in a circle; requests would never end');
  return order;
}

export function serviceIndex(spec: WorldSpec, id: string): number {
  const index = spec.services.findIndex((service) => service.id === id);
  if (index < 0)
    throw new Error(`there is no service "${id}"; known: ${spec.services.map((service) => service.id).join(', ')}`);
  return index;
}

/** A service index, or a third party as `Link.callee` counts it. Throws on a name that is neither. */
export function calleeIndex(spec: WorldSpec, id: string): number {
  const party = spec.thirdParties?.findIndex((one) => one.id === id) ?? -1;
  return party < 0 ? serviceIndex(spec, id) : partyCallee(party);
}

function buildService(spec: WorldSpec, service: ServiceSpec, index: number): ServiceState {
  const versions = Object.keys(service.versions);
  const version = versions.indexOf(service.version);
  if (version < 0)
    throw new Error(`service "${service.id}" starts with version "${service.version}" that is not among its versions`);
  const pooled = service.pooled === true && versions.length === 1 && !podsDiffer(spec, service);
  return {
    index,
    id: service.id,
    stations: [],
    pods: [],
    pooled,
    guarded: service.calls.some((call) => call.breaker !== undefined || call.env?.breaker !== undefined),
    desired: service.replicas,
    versions,
    version,
    config: { ...service.config },
    trips: [],
    leaks: {},
    rollout: null,
    revisions: releasesOf(spec, service).map((release, i) => ({ revision: i + 1, ...release })),
    autoscaler: service.autoscaler ? { ...service.autoscaler, desired: service.replicas, wanted: [] } : null,
    route: [],
    callers: [],
    plan: [],
    podsMade: 0,
    publishes: spec.queues?.some(({ producer }) => producer.service === service.id) === true,
    answers: new Float64Array(versions.length * STATUS.length),
    letIn: 1,
    shed: 0,
    slowness: 1,
    late: new Float64Array(spec.journeys.length),
    latency: createLatencyRecord(),
    buffer: createAnswerBuffer(spec.journeys.length),
    calls: new Float64Array(service.calls.length + 1),
    callErrors: new Float64Array((service.calls.length + 1) * CALL_ERRORS.length),
    notPermitted: new Float64Array(service.calls.length + 1),
    callRetries: new Float64Array(service.calls.length + 1),
    forced: service.calls.map(() => null),
  };
}

function buildStation(spec: WorldSpec, service: ServiceState, seat: number): Station {
  const of = spec.services[service.index]!;
  const journeys = spec.journeys.map((journey) => journey.id);
  const links: Link[] = of.calls.map((call, index) => buildCall(spec, index, call, service.config));
  if (of.pool !== undefined) {
    const { acquireTimeoutS } = of.pool;
    links.push(
      createLink(
        links.length,
        OWN_POOL,
        journeys.length,
        { timeoutS: acquireTimeoutS, retries: 0, backoffS: 1, cancelOnTimeout: true },
        false,
        { cache: cacheIndex(spec, of.pool.cache), record: recordIndex(spec, of.pool.db) },
      ),
    );
  }
  const database = of.pool ? spec.databases.findIndex((db) => db.id === of.pool?.db) : -1;
  if (of.pool !== undefined && database < 0)
    throw new Error(`service "${of.id}" has a pool on database "${of.pool.db}" that does not exist`);
  return {
    seat,
    size: 0,
    running: false,
    ready: false,
    probeFails: 0,
    probePasses: 0,
    version: service.version,
    behaviour: {
      timeS: 0,
      workS: 0,
      cpuS: 0,
      leakShare: 0,
      errorShare: new Float64Array(journeys.length),
      errorStatus: new Float64Array(journeys.length),
      errorLog: journeys.map(() => ''),
      failsAny: false,
    },
    environment: { ...service.config },
    queue: createQueue(journeys.length),
    links,
    pool: of.pool ? createPool(of.pool, database, journeys, writingJourneys(spec, of.pool)) : null,
    work: null,
    capacity: 0,
    waitS: 0,
    room: 0,
    arrived: 0,
    admitted: 0,
    consumed: 0,
    arrivalRate: 0,
    admitRate: 0,
    dependencyS: 0,
    cpu: 0,
    cpuMean: 0,
  };
}

/** Calls that a journey makes, in the order of the spec, then the database. */
export function planOf(service: ServiceSpec, journey: string): number[] {
  const plan: number[] = [];
  service.calls.forEach((call, index) => {
    if (call.journeys === undefined || call.journeys.includes(journey)) plan.push(index);
  });
  if (service.pool !== undefined && (service.pool.perRequest?.[journey] ?? 1) > 0) plan.push(service.calls.length);
  return plan;
}

/** Letters of the orchestrator's alphabet: no vowels, nothing that looks like another. */
function letters(hash: number, length: number): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(fraction(hash, i) * alphabet.length)]!;
  return text;
}

function releasesOf(spec: WorldSpec, service: ServiceSpec): NonNullable<ServiceSpec['releases']> {
  const { version, owner: author } = service;
  return service.releases ?? [{ version, atS: -spec.prerollS - 86_400 * 3, summary: 'initial rollout', author }];
}
