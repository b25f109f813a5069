import type { CacheSpec, DiskSpec, DnsSpec, QueueSpec, ThirdPartySpec } from '../engine/spec-platform.ts';
import type { WorldSpec } from '../engine/spec.ts';
import { withIds, type Named } from './named.ts';
import { present } from './present.ts';
import type { Caches, Disks, Queues } from './schema/stores.ts';
import type { Dns, ThirdParties } from './schema/surroundings.ts';
import type { WorldYaml } from './schema/world.ts';

type Platform = Pick<WorldSpec, 'thirdParties' | 'caches' | 'queues' | 'dns' | 'disks' | 'nodes'>;

/** The parts of a world beyond services and databases; a part that the scenario does not name stays away. */
export function compilePlatform(world: WorldYaml): Platform {
  return present({
    thirdParties: some(withIds(world.thirdParties).map(thirdPartySpec)),
    caches: some(withIds(world.caches).map(cacheSpec)),
    queues: some(withIds(world.queues).map(queueSpec)),
    dns: world.dns && dnsSpec(world.dns),
    disks: some(withIds(world.disks).map((disk) => diskSpec(disk, world))),
    nodes: some(withIds(world.nodes).map(({ id, memory, ...node }) => ({ name: id, memoryGiB: memory, ...node }))),
  });
}

function some<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function thirdPartySpec({ latency, errors, quota, ...same }: Named<ThirdParties[string]>): ThirdPartySpec {
  return present({ ...same, latencyS: latency, errorShare: errors, quotaPerS: quota });
}

function cacheSpec({ host, version, hit, fill, maxMemory, ...same }: Named<Caches[string]>): CacheSpec {
  return {
    ...same,
    host: host ?? same.id,
    engineVersion: version,
    hitS: hit,
    fillS: fill,
    maxMemoryMiB: Math.round(maxMemory * 1024),
  };
}

function queueSpec({ host, consumer, ...same }: Named<Queues[string]>): QueueSpec {
  return present({
    ...same,
    host: host ?? same.id,
    consumer: { service: consumer.service, perReplicaPerS: consumer.perReplica },
  });
}

function dnsSpec({ resolver, negativeTtl, records }: NonNullable<Dns>): DnsSpec {
  return {
    resolver,
    negativeTtlS: negativeTtl,
    records: records.map(({ ttl, ...record }) => ({ ...record, ttlS: ttl })),
  };
}

function diskSpec({ host, size, files, ...same }: Named<Disks[string]>, world: WorldYaml): DiskSpec {
  return present({
    ...same,
    host: host ?? world.databases[same.of]?.host ?? same.of,
    sizeGiB: size,
    files: files.map(({ size: gib, grows, ...file }) => present({ ...file, gib, growsGibPerH: grows })),
  });
}
