import type { CatalogueEntry } from '../../protocol/signals.ts';
import { isoTime } from '../tools/when.ts';
import type { World } from '../world.ts';

/**
 * Every component with owner, tier, what it needs and who needs it, and the facts that an on-call person asks first. Runbooks,
 * charts of the room and alerts are the session's to add.
 */
export function catalogue(world: World): { entries: CatalogueEntry[] } {
  const entries = [
    ...edgeEntries(world),
    ...world.spec.services.map((_, index) => serviceEntry(world, index)),
    ...world.spec.databases.map((_, index) => databaseEntry(world, index)),
    ...cacheEntries(world),
    ...queueEntries(world),
    ...vendorEntries(world),
    ...jobEntries(world),
    ...certificateEntries(world),
  ];
  for (const entry of entries) {
    entry.usedBy = entries.filter(({ dependsOn }) => dependsOn.includes(entry.id)).map(({ id }) => id);
  }
  return { entries };
}

type Known = Pick<CatalogueEntry, 'id' | 'kind' | 'title' | 'what'> & Partial<CatalogueEntry>;

function entry(known: Known): CatalogueEntry {
  return {
    team: '',
    owner: '',
    tier: null,
    dependsOn: [],
    usedBy: [],
    runbooks: [],
    charts: [],
    alerts: [],
    facts: [],
    repository: [],
    ...known,
  };
}

function facts(pairs: Record<string, string | number | undefined>): CatalogueEntry['facts'] {
  return Object.entries(pairs).flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [{ label, value: String(value) }],
  );
}

function serviceEntry(world: World, index: number): CatalogueEntry {
  const { spec } = world;
  const { id, team, owner, tier, slots, cores, calls, pool, host, port, autoscaler } = spec.services[index]!;
  const state = world.services[index]!;
  const caches = [...calls.map(({ cache }) => cache), pool?.cache].filter((cache) => cache !== undefined);
  const published = (spec.queues ?? []).filter(({ producer }) => producer.service === id);
  const consumed = (spec.queues ?? []).filter(({ consumer }) => consumer.service === id);
  const needs = [
    ...calls.map(({ to }) => to),
    ...(pool ? [pool.db] : []),
    ...caches,
    ...published.map((queue) => queue.id),
  ];
  return entry({
    id,
    kind: 'service',
    title: id,
    team,
    owner,
    tier,
    what: `${id === spec.entry ? 'Where users enter. ' : ''}Serves ${list(journeysOf(world, index))}.`,
    dependsOn: [...new Set([...needs, ...consumed.map((queue) => queue.id)])],
    facts: facts({
      'deployed version': state.versions[state.version]!,
      replicas: state.desired,
      'requests at once per replica': slots,
      'cores per replica': cores,
      address: host === undefined ? undefined : port === undefined ? host : `${host}:${port}`,
      'connection pool': pool && `${pool.size} per replica on ${pool.db}, gives up after ${pool.acquireTimeoutS} s`,
      autoscaler:
        autoscaler &&
        `${autoscaler.min} to ${autoscaler.max} replicas at ${Math.round(100 * autoscaler.targetCpu)} % CPU`,
      'gives up on a call': calls
        .map(({ to, timeoutS, retries }) => `${to} after ${timeoutS} s, ${retries} retries`)
        .join('; '),
    }),
    repository: commitsOf(world, index),
  });
}

/** Commits of the versions that have been rolled out; one that nobody has deployed yet is nobody's business. */
function commitsOf(world: World, index: number): CatalogueEntry['repository'] {
  const { versions } = world.spec.services[index]!;
  return [...world.services[index]!.revisions].reverse().flatMap(({ version, author, summary }) => {
    const commit = versions[version]?.commit;
    return { version, sha: commit?.sha ?? '', author: commit?.author ?? author, message: commit?.message ?? summary };
  });
}

function journeysOf({ spec, services }: World, index: number): string[] {
  const { callers } = services[index]!;
  return spec.journeys
    .filter(
      (_, j) => callers.length === 0 || callers.some(({ service, call }) => services[service]!.plan[j]?.includes(call)),
    )
    .map(({ id }) => id);
}

function databaseEntry(world: World, index: number): CatalogueEntry {
  const {
    id,
    engineVersion,
    host,
    port,
    cores,
    reserved,
    tables,
    replicas = [],
    pooler,
  } = world.spec.databases[index]!;
  const { maxConnections, schemaVersion } = world.databases[index]!;
  return entry({
    id,
    kind: 'database',
    title: id,
    team: 'DBA',
    what: `PostgreSQL database with ${list(tables)}.`,
    facts: facts({
      version: `PostgreSQL ${engineVersion}`,
      address: `${host}:${port}`,
      cores,
      connections: `${maxConnections}, ${reserved} of them reserved for superusers`,
      schema: schemaVersion,
      replicas: replicas
        .map((replica) => `${replica.id} (${Math.round(100 * replica.readShare)} % of reads)`)
        .join(', '),
      pooler: pooler && `${pooler.id}: ${pooler.maxClientConn} clients on ${pooler.poolSize} connections`,
    }),
  });
}

function edgeEntries({ spec }: World): CatalogueEntry[] {
  if (spec.edge === undefined) return [];
  const { id, proxies, clients, hosts } = spec.edge;
  return [
    entry({
      id,
      kind: 'edge',
      title: id,
      team: 'PLAT',
      what: `Proxies that end TLS for ${list(hosts.map(({ host }) => host))}.`,
      dependsOn: [spec.entry, ...new Set(hosts.map(({ certificate }) => certificate))],
      facts: facts({
        proxies,
        hosts: hosts.map(({ host, certificate }) => `${host} (certificate ${certificate})`).join(', '),
        clients: clients.map((client) => `${client.id} ${Math.round(100 * client.share)} %`).join(', '),
      }),
    }),
  ];
}

function certificateEntries({ certificates, spec }: World): CatalogueEntry[] {
  return certificates.map(({ id, subject, issuer, names, notAfterMs, path, serial }) =>
    entry({
      id,
      kind: 'certificate',
      title: `Certificate ${id}`,
      team: 'PLAT',
      what: `Proves that ${list(names)} is us.`,
      facts: facts({
        subject,
        issuer,
        serial,
        'valid until (file on disk)': isoTime(notAfterMs).slice(0, 10),
        file: path,
        'served for': (spec.edge?.hosts ?? [])
          .filter((host) => host.certificate === id)
          .map(({ host }) => host)
          .join(', '),
      }),
    }),
  );
}

function cacheEntries({ spec }: World): CatalogueEntry[] {
  return (spec.caches ?? []).map(({ id, engine, engineVersion, host, port, maxMemoryMiB, holds }) =>
    entry({
      id,
      kind: 'cache',
      title: id,
      team: 'PLAT',
      what: `Holds ${holds}.`,
      facts: facts({
        version: `${engine} ${engineVersion}`,
        address: `${host}:${port}`,
        memory: `${maxMemoryMiB} MiB`,
      }),
    }),
  );
}

function queueEntries({ spec }: World): CatalogueEntry[] {
  return (spec.queues ?? []).map(
    ({ id, engine, host, port, carries, producer, consumer, partitions, maxAttempts, deadLetters }) =>
      entry({
        id,
        kind: 'queue',
        title: id,
        team: 'PLAT',
        what: `Carries ${carries} from ${producer.service} to ${consumer.service}.`,
        facts: facts({
          engine,
          address: `${host}:${port}`,
          partitions,
          attempts: maxAttempts === 0 ? 'without end' : maxAttempts,
          'dead letters': deadLetters ?? 'none: what is given up is lost',
        }),
      }),
  );
}

function vendorEntries({ spec }: World): CatalogueEntry[] {
  return (spec.thirdParties ?? []).map(({ id, vendor, host, quotaPerS, statusPage }) =>
    entry({
      id,
      kind: 'third party',
      title: vendor,
      team: 'outside',
      owner: vendor,
      what: `${vendor}, reached at ${host}.`,
      facts: facts({
        host,
        'status page': statusPage.url,
        quota: quotaPerS === undefined ? undefined : `${quotaPerS} calls per second`,
      }),
    }),
  );
}

function jobEntries({ spec }: World): CatalogueEntry[] {
  return spec.jobs.map(({ id, service, db, schedule, applicationName, user }) =>
    entry({
      id,
      kind: 'job',
      title: id,
      team: spec.services.find((each) => each.id === service)?.team ?? '',
      what: `Scheduled job of ${service}.`,
      dependsOn: [db],
      facts: facts({
        schedule,
        'connects as': `${applicationName} (user ${user})`,
      }),
    }),
  );
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? 'nothing yet';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}
