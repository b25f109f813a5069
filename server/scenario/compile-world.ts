import type {
  CertificateSpec,
  DatabaseSpec,
  EdgeSpec,
  FaultSpec,
  JourneySpec,
  ServiceSpec,
  VersionSpec,
  WorldSpec,
} from '../engine/spec.ts';
import { compilePlatform } from './compile-platform.ts';
import { compileMachine } from './compile-machine.ts';
import { present } from './present.ts';
import { withIds, type Named } from './named.ts';
import type { Faults } from './schema/fault.ts';
import type { Certificates, Databases, Edge } from './schema/platform.ts';
import type { Services } from './schema/services.ts';
import type { Users } from './schema/users.ts';
import type { WorldYaml } from './schema/world.ts';

/** The world as the engine takes it: lists in the file's order, seconds, rates per second, shares 0..1. */
export function compileWorld(world: WorldYaml, faults: Faults): WorldSpec {
  return {
    startsAtMs: world.starts,
    prerollS: world.preroll,
    noise: world.users.noise,
    entry: world.entry,
    journeys: withIds(world.users.journeys).map(journeySpec),
    surges: world.users.surges.map(({ at, journey, by, over, hold, why }) =>
      present({ atS: at, journey, by, rampS: over, holdS: hold, why }),
    ),
    services: withIds(world.services).map(serviceSpec),
    databases: withIds(world.databases).map(databaseSpec),
    ...(world.edge ? { edge: edgeSpec(world.edge) } : {}),
    certificates: withIds(world.certificates).map(certificateSpec),
    jobs: withIds(world.jobs).map(({ application, ...job }) => present({ ...job, applicationName: application })),
    flags: withIds(world.flags),
    ...compilePlatform(world),
    history: world.changes.map(({ at, ...change }) => present({ atS: at, ...change })),
    slos: withIds(world.slos).map(({ latency, window, ...slo }) => ({ ...slo, latencyS: latency, windowS: window })),
    faults: withIds(faults).map(faultSpec),
  };
}

function journeySpec({ id, rate, patience, retries, follows, value }: Named<Users['journeys'][string]>): JourneySpec {
  const { times, share, delay } = retries;
  return present({
    id,
    rate,
    patienceS: patience,
    clientRetries: { times, share, delayS: delay },
    follows,
    valuePerSuccess: value,
  });
}

function serviceSpec(service: Named<Services[string]>): ServiceSpec {
  const { queue, versions, releases, start, calls, pool, autoscaler, pipeline, ...same } = service;
  return present({
    ...same,
    maxQueue: queue,
    startS: start,
    releases: releases?.map(({ at, ...release }) => ({ ...release, atS: at })),
    versions: Object.fromEntries(Object.entries(versions).map(([name, version]) => [name, versionSpec(version)])),
    calls: calls.map(({ to, on, timeout, retries, backoff, cancel, retrySlow, breaker, cache, flag, fallback, env }) =>
      present({
        to,
        journeys: on === undefined ? undefined : [on].flat(),
        timeoutS: timeout,
        retries,
        backoffS: backoff,
        cancelOnTimeout: cancel,
        retrySlow,
        breaker: breaker && { errorShare: breaker.errors, minRate: breaker.minRate, openS: breaker.open },
        cache,
        flag,
        fallback,
        env: env && present({ timeoutMs: env.timeout, retries: env.retries, breaker: env.breaker }),
      }),
    ),
    pool:
      pool &&
      present({
        db: pool.db,
        size: pool.size,
        acquireTimeoutS: pool.acquireTimeout,
        holdS: pool.hold,
        cache: pool.cache,
        perRequest: pool.perRequest,
        applicationName: pool.application,
        user: pool.user,
        query: pool.query,
        queries: pool.queries,
      }),
    autoscaler,
    pipeline:
      pipeline &&
      present({
        canary: pipeline.canary && {
          replicas: pipeline.canary.replicas,
          watchS: pipeline.canary.watch,
          stopAboveErrorShare: pipeline.canary.stopAbove,
        },
        waves: pipeline.waves,
        everyS: pipeline.every,
        rollbackBlocked: pipeline.rollbackBlocked,
      }),
  });
}

function versionSpec(version: Services[string]['versions'][string]): VersionSpec {
  const { errors, schema, commit } = version;
  return present({
    timeS: version.time,
    cpuS: version.cpu,
    errors: errors && Object.fromEntries(Object.entries(errors).map(([journey, error]) => [journey, present(error)])),
    leakShare: version.leak,
    needsEnv: version.needs,
    schema: schema && { needs: schema.needs, errorShare: schema.errors, status: schema.status, log: schema.log },
    commit: commit && present(commit),
  });
}

function databaseSpec(database: Named<Databases[string]>): DatabaseSpec {
  const {
    host,
    version,
    cpuPerTransaction,
    cpuPerConnect,
    accepts,
    restart,
    connectionLife,
    replicas,
    pooler,
    roles,
    ...same
  } = database;
  return present({
    ...same,
    host: host ?? database.id,
    engineVersion: version,
    cpuPerTxS: cpuPerTransaction,
    cpuPerConnectS: cpuPerConnect,
    acceptPerS: accepts,
    restartS: restart,
    connectionLifeS: connectionLife,
    roleSettings: roleSettings(roles),
    replicas:
      replicas &&
      withIds(replicas).map(({ id, reads, applies, ...replica }) => ({
        id,
        host: replica.host ?? id,
        port: replica.port,
        readShare: reads,
        applyPerS: applies,
      })),
    pooler: pooler && {
      id: pooler.id,
      host: pooler.host ?? pooler.id,
      port: pooler.port,
      maxClientConn: pooler.maxClients,
      poolSize: pooler.poolSize,
    },
  });
}

function roleSettings(roles: Databases[string]['roles']): DatabaseSpec['roleSettings'] {
  const list = Object.entries(roles).flatMap(([role, settings]) =>
    Object.entries(settings).map(([name, value]) => ({ role, name, value })),
  );
  return list.length > 0 ? list : undefined;
}

function edgeSpec({ id, proxies, handshakes, clients, hosts, start }: NonNullable<Edge>): EdgeSpec {
  return {
    id,
    proxies,
    handshakesPerS: handshakes,
    clients: withIds(clients).map(({ id: client, share, life, requests, host }) =>
      present({ id: client, share, connectionLifeS: life, requestsPerS: requests, host }),
    ),
    hosts: Object.entries(hosts).map(([host, certificate]) => ({ host, certificate })),
    startS: start,
  };
}

function certificateSpec(certificate: Named<Certificates[string]>): CertificateSpec {
  const { notBefore, notAfter, chain, currentChain, onDisk, renewal, ...same } = certificate;
  return present({
    ...same,
    notBeforeMs: notBefore,
    notAfterMs: notAfter,
    chain: chain.map(chainLink),
    currentChain: currentChain?.map(chainLink),
    onDisk:
      onDisk &&
      present({
        notBeforeMs: onDisk.notBefore,
        notAfterMs: onDisk.notAfter,
        serial: onDisk.serial,
        chain: onDisk.chain?.map(chainLink),
      }),
    renewal: present({
      notAfterMs: renewal.notAfter,
      serial: renewal.serial,
      chain: renewal.chain?.map(chainLink),
      fails: renewal.fails,
    }),
  });
}

function chainLink({ subject, issuer, notAfter }: Certificates[string]['chain'][number]) {
  return { subject, issuer, notAfterMs: notAfter };
}

function faultSpec({ deck, machine, ...fault }: Named<Faults[string]>): FaultSpec {
  const { cooldown, parameters, recovery, ...card } = deck;
  return present({
    ...fault,
    machine: compileMachine(machine),
    deck: present({
      ...card,
      cooldownS: cooldown,
      parameters: parameters && withIds(parameters),
      recovery: recovery && timedLines(recovery),
    }),
  });
}

/** Seconds from one line to the next where nothing else is said. */
const NEXT_LINE_S = 10;

function timedLines(lines: NonNullable<Faults[string]['deck']['recovery']>): { afterS: number; line: string }[] {
  let lastS = 20 - NEXT_LINE_S;
  return lines.map((one) => {
    lastS = typeof one === 'string' ? lastS + NEXT_LINE_S : one.at;
    return { afterS: lastS, line: typeof one === 'string' ? one : one.line };
  });
}
