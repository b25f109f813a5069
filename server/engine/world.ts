import type { AlertingState } from './alerting/alerts.ts';
import type { CompiledRules } from './alerting/rules.ts';
import { createAlerting } from './alerting/alerts.ts';
import type { Agenda } from './agenda.ts';
import { createAgenda } from './agenda.ts';
import type { Change, Effect } from './effect.ts';
import type { FaultState } from './fault-state.ts';
import type { Machines } from './fault.ts';
import { compileMachines, startFaults } from './fault.ts';
import type { Stream } from './random.ts';
import { createStream } from './random.ts';
import { reroute } from './services/balancer.ts';
import { refreshBehaviours } from './services/behaviour.ts';
import { buildDatabases } from './services/build-databases.ts';
import { buildServices, processingOrder } from './services/build-services.ts';
import { buildUsers } from './services/build-users.ts';
import type { CacheState } from './services/cache.ts';
import { buildCaches } from './services/cache.ts';
import { createCertificates, createEdge } from './services/certificate.ts';
import type { CertificateState, EdgeState } from './services/edge.ts';
import type { DatabaseState } from './services/database.ts';
import type { DiskState } from './services/disk.ts';
import { buildDisks } from './services/disk.ts';
import type { MessageQueueState } from './services/message-queue.ts';
import { buildQueues } from './services/message-queue.ts';
import type { NamesState } from './services/names.ts';
import { buildNames } from './services/names.ts';
import type { NodeState } from './services/node.ts';
import { buildNodes, chooseNode } from './services/node.ts';
import type { MonitoringState } from './telemetry/monitoring.ts';
import { createMonitoring } from './telemetry/monitoring.ts';
import type { JobState } from './services/job.ts';
import { createJobs } from './services/jobs.ts';
import type { ServiceState } from './services/station.ts';
import type { ThirdPartyState } from './services/third-party.ts';
import { createThirdParties } from './services/third-party.ts';
import type { UsersState } from './services/users.ts';
import type { ImpactState, SloState } from './slo.ts';
import { createSlos } from './slo.ts';
import type { WorldSpec } from './spec.ts';
import { tick } from './tick.ts';
import type { Recorder } from './telemetry/record.ts';
import { createRecorder } from './telemetry/record.ts';
import type { SeriesStore } from './telemetry/series.ts';
import { createSeriesStore, SAMPLE_S } from './telemetry/series.ts';
import { ENGINE_VERSION } from './version.ts';

/**
 * Everything simulated. All of it is plain data (typed arrays for the rings), a tree without cycles: components refer to
 * each other by index. `spec`, `rules`, `machines` and `recorder` are derived from the scenario and never change what happens
 * next on their own, so they are outside of the digest.
 */
export interface World {
  version: string;
  seed: string;
  /** Drill second: 0 is the start, negative in the pre-roll. */
  nowS: number;
  streams: Streams;
  agenda: Agenda;
  users: UsersState;
  services: ServiceState[];
  databases: DatabaseState[];
  edge: EdgeState | null;
  /** Certificates as they lie on disk. */
  certificates: CertificateState[];
  jobs: JobState[];
  thirdParties: ThirdPartyState[];
  /** Some answers may outlast the second of their call: a third party's, or work of a second and more. */
  delays: boolean;
  caches: CacheState[];
  queues: MessageQueueState[];
  names: NamesState | null;
  disks: DiskState[];
  nodes: NodeState[];
  monitoring: MonitoringState;
  flags: Record<string, boolean>;
  faults: FaultState[];
  slos: SloState[];
  impact: ImpactState;
  changes: Change[];
  events: EventRecord[];
  /** Threshold events of the model that fault machines have not seen yet. */
  raised: string[];
  /** Effects since the last `step` returned. */
  effects: Effect[];
  alerting: AlertingState;
  telemetry: SeriesStore;
  spec: WorldSpec;
  rules: CompiledRules;
  machines: Machines;
  recorder: Recorder;
  /** Services in the order of the demand pass, callers first. */
  order: number[];
}

export interface EventRecord {
  atS: number;
  object: string;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** One stream per purpose: drawing more in one changes nothing in another. */
export interface Streams {
  traffic: Stream;
  capacity: Stream;
  jobs: Stream;
  leaks: Stream;
  thirdParties: Stream;
}

/**
 * A world at drill second 0, after `spec.prerollS` seconds of healthy history. Same arguments, same bytes.
 * Throws when the spec names a service, database or journey that does not exist.
 */
export function createWorld(spec: WorldSpec, alertRules: CompiledRules, seed: string): World {
  const world = buildWorld(spec, alertRules, seed);
  while (world.nowS < 0) tick(world);
  startFaults(world);
  world.effects.length = 0;
  return world;
}

/** The same before its first second. */
export function buildWorld(spec: WorldSpec, alertRules: CompiledRules, seed: string): World {
  if (seed === '') throw new Error('a world needs a seed that is not empty: the same seed replays the same drill');
  const journeys = spec.journeys.map((journey) => journey.id);
  const services = buildServices(spec, journeys, seed);
  const startS = -(spec.prerollS - (spec.prerollS % SAMPLE_S));
  const telemetry = createSeriesStore({ startS: startS + SAMPLE_S });
  const world: World = {
    version: ENGINE_VERSION,
    seed,
    nowS: startS,
    streams: {
      traffic: createStream(seed, 'traffic'),
      capacity: createStream(seed, 'capacity'),
      jobs: createStream(seed, 'jobs'),
      leaks: createStream(seed, 'leaks'),
      thirdParties: createStream(seed, 'thirdParties'),
    },
    agenda: createAgenda(),
    users: buildUsers(spec),
    services,
    databases: buildDatabases(spec, services),
    edge: createEdge(spec),
    certificates: createCertificates(spec),
    jobs: createJobs(spec),
    thirdParties: createThirdParties(spec),
    delays: (spec.thirdParties ?? []).length > 0,
    caches: buildCaches(spec),
    queues: buildQueues(spec),
    names: buildNames(spec),
    disks: buildDisks(spec),
    nodes: buildNodes(spec),
    monitoring: createMonitoring(),
    flags: Object.fromEntries(spec.flags.map((flag) => [flag.id, flag.on])),
    faults: [],
    slos: createSlos(spec),
    impact: { failedRequests: 0, userMinutesLost: 0, moneyLost: 0 },
    changes: spec.history.map((change, i) => ({ id: `h${i + 1}`, ...change })),
    events: [],
    raised: [],
    effects: [],
    alerting: createAlerting(),
    telemetry,
    spec,
    rules: alertRules,
    machines: compileMachines(spec),
    recorder: createRecorder(spec, services, telemetry),
    order: processingOrder(spec),
  };
  for (const { pods } of services) for (const pod of pods) pod.node = chooseNode(world);
  refreshBehaviours(world);
  for (const service of services) reroute(service);
  return world;
}
