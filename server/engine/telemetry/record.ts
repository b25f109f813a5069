import { evaluateAlerts } from '../alerting/alerts.ts';
import { LATENCY_BUCKETS_S, METRICS } from '../metrics.ts';
import type { MetricName } from '../metrics.ts';
import { judgeSlos } from '../slo.ts';
import type { WorldSpec } from '../spec.ts';
import { readyReplicas } from '../services/balancer.ts';
import { held } from '../services/capacity.ts';
import { chainProblem } from '../services/certificate.ts';
import { holderState } from '../services/statement.ts';
import type { ServiceState } from '../services/station.ts';
import { STATUS } from '../services/station.ts';
import type { World } from '../world.ts';
import type { LatencyRecord } from './latency.ts';
import { settleLatency } from './latency.ts';
import type { Add } from './record-calls.ts';
import { addCalls, addPoolers, addThirdParties } from './record-calls.ts';
import type { MetricType, SeriesRef, SeriesStore } from './series.ts';
import { addStores } from './record-stores.ts';
import { isBlind, maskSample, passPages, scrapes, targetsOf } from './monitoring.ts';
import { commit, commitMissed, declare, put } from './series.ts';

/** What is written at each sample: resolved once, so that a sample is a list of reads and stores. */
export interface Recorder {
  series: { ref: SeriesRef; read: (world: World) => number }[];
  histograms: { buckets: SeriesRef[]; sum: SeriesRef; count: SeriesRef; record: (world: World) => LatencyRecord }[];
  pods: Map<string, { ready: SeriesRef; cpu: SeriesRef; restarts: SeriesRef }>;
  versions: { service: number; version: number; replicas: SeriesRef; info: SeriesRef; answers: SeriesRef[] }[];
  databases: {
    up: SeriesRef;
    states: SeriesRef[];
    oldest: SeriesRef;
    oldestActive: SeriesRef;
    series: { ref: SeriesRef; read: (world: World) => number }[];
  }[];
}

export function createRecorder(spec: WorldSpec, services: ServiceState[], store: SeriesStore): Recorder {
  const recorder: Recorder = { series: [], histograms: [], pods: new Map(), versions: [], databases: [] };
  const add = (name: MetricName, labels: Record<string, string>, read: (world: World) => number): void => {
    recorder.series.push({ ref: declare(store, name, labels, METRICS[name].type), read });
  };
  spec.journeys.forEach(({ id: journey }, j) => {
    add('journey_requests_total', { journey, outcome: 'ok' }, (world) => world.users.journeys[j]!.ok);
    add('journey_requests_total', { journey, outcome: 'failed' }, (world) => world.users.journeys[j]!.failed);
    add('journey_requests_total', { journey, outcome: 'blocked' }, (world) => world.users.journeys[j]!.blocked);
    recorder.histograms.push(
      histogram(store, 'journey_duration_seconds', { journey }, (world) => world.users.journeys[j]!.latency),
    );
  });
  for (const service of services) addService(spec, store, recorder, service, add);
  spec.databases.forEach((_, index) => {
    addDatabase(spec, store, recorder, index);
  });
  addEdge(spec, add);
  addPoolers(spec, add);
  addThirdParties(spec, add, (name, labels, record) => {
    recorder.histograms.push(histogram(store, name, labels, record));
  });
  spec.certificates.forEach(({ id: certificate }, index) => {
    add('x509_cert_not_after', { certificate }, (world) => Math.floor(world.certificates[index]!.notAfterMs / 1000));
  });
  addStores(spec, add);
  for (const job of targetsOf(spec)) add('up', { job }, upReader(spec, job));
  spec.jobs.forEach(({ id: job }, index) => {
    add('job_running', { job }, (world) => (world.jobs[index]!.running && !world.jobs[index]!.paused ? 1 : 0));
  });
  return recorder;
}

function addService(
  spec: WorldSpec,
  store: SeriesStore,
  recorder: Recorder,
  { index, id: service, versions }: ServiceState,
  add: Add,
): void {
  const of = spec.services[index]!;
  const state = (world: World): ServiceState => world.services[index]!;
  STATUS.forEach((code, c) => {
    add('http_requests_total', { service, code: String(code) }, (world) => {
      let sum = 0;
      for (let v = 0; v < versions.length; v++) sum += state(world).answers[v * STATUS.length + c]!;
      return sum;
    });
  });
  recorder.histograms.push(
    histogram(store, 'http_request_duration_seconds', { service }, (world) => state(world).latency),
  );
  versions.forEach((version, v) => {
    recorder.versions.push({
      service: index,
      version: v,
      replicas: declare(store, 'service_replicas_by_version', { service, version }, 'gauge'),
      info: declare(store, 'build_info', { service, version }, 'gauge'),
      answers: STATUS.map((code) =>
        declare(store, 'http_requests_by_version_total', { service, version, code: String(code) }, 'counter'),
      ),
    });
  });
  add('service_replicas', { service }, (world) => state(world).desired);
  add('service_replicas_ready', { service }, (world) => readyReplicas(state(world)));
  add('service_cpu_utilization', { service }, (world) => meanCpu(state(world)));
  add('service_slots_in_use', { service }, (world) => slotsInUse(state(world), of.slots));
  add('service_slots', { service }, (world) => of.slots * running(state(world)));
  add('service_queue', { service }, (world) => sumStations(state(world), (station) => station.queue.total));
  addCalls(of, index, add);
  if (of.autoscaler !== undefined)
    add('autoscaler_desired_replicas', { service }, (world) => state(world).autoscaler?.desired ?? 0);
  if (of.pool === undefined) return;
  const { db } = of.pool;
  add('db_pool_connections', { service, db, state: 'active' }, (world) =>
    sumStations(state(world), ({ pool }) => Math.min(pool!.open, pool!.busy + pool!.holders)),
  );
  add('db_pool_connections', { service, db, state: 'idle' }, (world) =>
    sumStations(state(world), ({ pool }) => Math.max(0, pool!.open - pool!.busy - pool!.holders)),
  );
  add('db_pool_size', { service, db }, (world) => sumStations(state(world), ({ pool, size }) => pool!.size * size));
  add('db_pool_pending', { service, db }, (world) => sumStations(state(world), ({ pool }) => pool!.queue.total));
  add('db_pool_acquire_seconds_max', { service, db }, (world) => {
    let longest = 0;
    for (const { pool } of state(world).stations) longest = Math.max(longest, pool!.oldestWaitS);
    return longest;
  });
  add('db_pool_timeouts_total', { service, db }, (world) => sumStations(state(world), ({ pool }) => pool!.timeouts));
}

function addDatabase(spec: WorldSpec, store: SeriesStore, recorder: Recorder, index: number): void {
  const { id: db } = spec.databases[index]!;
  const series: { ref: SeriesRef; read: (world: World) => number }[] = [];
  const add = (name: MetricName, read: (world: World) => number): void => {
    series.push({ ref: declare(store, name, { db }, METRICS[name].type), read });
  };
  add('pg_settings_max_connections', (world) => world.databases[index]!.maxConnections);
  add('pg_stat_database_xact_commit_total', (world) => world.databases[index]!.committed);
  add('pg_connections_refused_total', (world) => world.databases[index]!.refusedTotal);
  add('pg_cpu_utilization', (world) => world.databases[index]!.cpu);
  add('pg_blks_hit_ratio', (world) => world.databases[index]!.hitRatio);
  add('pg_locks_waiting', (world) => world.databases[index]!.lockWaits);
  recorder.databases.push({
    up: declare(store, 'pg_up', { db }, 'gauge'),
    states: ['active', 'idle', 'idle in transaction'].map((state) =>
      declare(store, 'pg_stat_activity_count', { db, state }, 'gauge'),
    ),
    oldest: declare(store, 'pg_stat_activity_max_tx_duration', { db, state: 'idle in transaction' }, 'gauge'),
    oldestActive: declare(store, 'pg_stat_activity_max_tx_duration', { db, state: 'active' }, 'gauge'),
    series,
  });
}

function addEdge(spec: WorldSpec, add: Add): void {
  if (spec.edge === undefined) return;
  const { id: edge } = spec.edge;
  spec.edge.clients.forEach(({ id: client }, i) => {
    add('edge_connections', { edge, client }, (world) => world.edge!.clients[i]!.open);
    add('edge_requests_total', { edge, client }, (world) => world.edge!.clients[i]!.passed);
  });
  add('tls_handshakes_total', { edge, result: 'ok' }, (world) => world.edge!.handshakesOk);
  add('tls_handshakes_total', { edge, result: 'failed' }, (world) => world.edge!.handshakesFailed);
  for (const { host, certificate } of spec.edge.hosts) {
    const target = `https://${host}`;
    add('probe_success', { target }, (world) => {
      const served = world.edge!.loaded[certificate];
      const valid = served !== undefined && chainProblem(served, world.spec.startsAtMs + world.nowS * 1000) === null;
      return valid && world.edge!.up && world.services[world.order[0]!]!.route.length > 0 ? 1 : 0;
    });
    add('probe_ssl_earliest_cert_expiry', { target }, (world) => {
      const served = world.edge!.loaded[certificate];
      let earliest = served?.notAfterMs ?? 0;
      for (const link of served?.chain ?? []) earliest = Math.min(earliest, link.notAfterMs);
      return Math.floor(earliest / 1000);
    });
  }
}

/** Nearly always nothing is stopped, and then it is enough that a pod runs. */
function upReader(spec: WorldSpec, job: string): (world: World) => number {
  const index = spec.services.findIndex(({ id }) => id === job);
  return (world) => {
    if (index < 0 || world.monitoring.stopped.length > 0) return scrapes(world, job) ? 1 : 0;
    for (const pod of world.services[index]!.pods) if (pod.phase !== 'starting') return 1;
    return 0;
  };
}

/** Takes a sample of everything at `world.nowS`, judges the promises, evaluates the alert rules. */
export function sample(world: World): void {
  const { recorder, telemetry } = world;
  const { series, histograms, versions, databases } = recorder;
  for (let i = 0; i < series.length; i++) put(telemetry, series[i]!.ref, orNothing(series[i]!.read(world)));
  for (let i = 0; i < histograms.length; i++) {
    const { buckets, sum, count, record } = histograms[i]!;
    const latency = record(world);
    settleLatency(latency);
    let total = 0;
    for (let b = 0; b < buckets.length; b++) put(telemetry, buckets[b]!, (total += latency.buckets[b]!));
    put(telemetry, sum, latency.sum);
    put(telemetry, count, latency.count);
  }
  for (let i = 0; i < versions.length; i++) putVersion(world, versions[i]!);
  for (let i = 0; i < databases.length; i++) putDatabase(world, databases[i]!, i);
  for (const service of world.services) putPods(world, service);
  judgeSlos(world);
  maskSample(world);
  if (isBlind(world.monitoring)) {
    commitMissed(telemetry, world.nowS);
    for (const transition of passPages(world, [])) world.effects.push({ kind: 'alert', transition });
    return;
  }
  commit(telemetry, world.nowS);
  const { startsAtMs } = world.spec;
  const transitions = evaluateAlerts(world.alerting, world.rules, telemetry, world.nowS, { startsAtMs });
  for (const transition of passPages(world, transitions)) world.effects.push({ kind: 'alert', transition });
}

/** Amounts are real numbers: what is left of them when all is gone is the rounding of sums, and no reading. */
function orNothing(amount: number): number {
  return amount < 1e-6 && amount > -1e-6 ? 0 : amount;
}

function putVersion(
  world: World,
  { service: index, version, replicas, info, answers }: Recorder['versions'][number],
): void {
  const service = world.services[index]!;
  let pods = 0;
  for (const pod of service.pods) if (pod.version === version && pod.phase !== 'starting') pods++;
  const first = version * STATUS.length;
  let ever = pods;
  for (let c = 0; c < answers.length; c++) ever += service.answers[first + c]!;
  if (ever === 0) return;
  put(world.telemetry, replicas, pods);
  if (pods > 0) put(world.telemetry, info, 1);
  for (let c = 0; c < answers.length; c++) put(world.telemetry, answers[c]!, service.answers[first + c]!);
}

function putDatabase(world: World, refs: Recorder['databases'][number], index: number): void {
  const database = world.databases[index]!;
  const { telemetry } = world;
  put(telemetry, refs.up, database.downS > 0 ? 0 : 1);
  if (database.downS > 0) return;
  let idleHeld = 0;
  let activeHeld = 0;
  let oldest = 0;
  let oldestActive = 0;
  for (const session of database.sessions) {
    if (session.heldBy === '') continue;
    const age = world.nowS - session.heldSinceS;
    if (holderState(world, database, session) === 'active') {
      activeHeld++;
      if (age > oldestActive) oldestActive = age;
    } else {
      idleHeld++;
      if (age > oldest) oldest = age;
    }
  }
  let busy = 0;
  for (const service of world.services) {
    for (const { pool } of service.stations) if (pool?.database === index) busy += pool.busy;
  }
  const active = Math.min(database.sessions.length - idleHeld, activeHeld + Math.round(busy));
  put(telemetry, refs.states[0]!, active);
  put(
    telemetry,
    refs.states[1]!,
    database.sessions.length - idleHeld - active + world.spec.databases[index]!.otherSessions,
  );
  put(telemetry, refs.states[2]!, idleHeld);
  put(telemetry, refs.oldest, oldest);
  put(telemetry, refs.oldestActive, Math.max(oldestActive, busy > 0 ? 0.1 * database.stretch : 0));
  for (const { ref, read } of refs.series) put(telemetry, ref, read(world));
}

function putPods(world: World, service: ServiceState): void {
  for (const pod of service.pods) {
    let refs = world.recorder.pods.get(pod.name);
    if (refs === undefined) {
      const labels = { service: service.id, pod: pod.name };
      refs = {
        ready: declare(world.telemetry, 'pod_ready', labels, 'gauge'),
        cpu: declare(world.telemetry, 'pod_cpu_utilization', labels, 'gauge'),
        restarts: declare(world.telemetry, 'pod_restarts_total', labels, 'counter'),
      };
      world.recorder.pods.set(pod.name, refs);
    }
    const station = service.stations[service.pooled ? 0 : pod.seat]!;
    put(world.telemetry, refs.ready, pod.phase === 'running' && station.ready ? 1 : 0);
    put(world.telemetry, refs.cpu, pod.phase === 'starting' ? 0 : station.cpu);
    put(world.telemetry, refs.restarts, pod.restarts);
  }
}

function histogram(
  store: SeriesStore,
  name: MetricName,
  labels: Record<string, string>,
  record: (world: World) => LatencyRecord,
): Recorder['histograms'][number] {
  const type: MetricType = 'histogram';
  return {
    buckets: [...LATENCY_BUCKETS_S.map(String), '+Inf'].map((le) =>
      declare(store, `${name}_bucket`, { ...labels, le }, type),
    ),
    sum: declare(store, `${name}_sum`, labels, type),
    count: declare(store, `${name}_count`, labels, type),
    record,
  };
}

function sumStations(service: ServiceState, of: (station: ServiceState['stations'][number]) => number): number {
  let sum = 0;
  for (const station of service.stations) sum += of(station);
  return sum;
}

function running(service: ServiceState): number {
  let count = 0;
  for (const station of service.stations) count += station.size;
  return count;
}

/**
 * Requests that outlive the second, and by Little's law those that do not. The former are those of this very second, the
 * latter a mean of some seconds, which also counts the first moments of the former: no pod has more than its slots in use.
 */
function slotsInUse(service: ServiceState, slots: number): number {
  return sumStations(service, (station) => {
    const quick = station.admitRate * (station.behaviour.timeS + station.dependencyS);
    return Math.min(slots * station.size, held(station) + quick);
  });
}

function meanCpu(service: ServiceState): number {
  const count = running(service);
  return count > 0 ? sumStations(service, (station) => station.cpu * station.size) / count : 0;
}
