import type { MetricName } from '../metrics.ts';
import { oldestS } from '../services/backlog.ts';
import { isUp } from '../services/cache.ts';
import { usedGiB } from '../services/disk.ts';
import { depth } from '../services/message-queue.ts';
import { LOOKUP_RESULTS } from '../services/names.ts';
import { usedMiB } from '../services/read-cache.ts';
import { lagS } from '../services/replica.ts';
import { WAL_GIB_PER_TX } from '../services/storage.ts';
import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';

const GIB = 1024 * 1024 * 1024;

/** Series of caches, queues, DNS, disks and replicas. What a spec does not have records nothing. */
export function addStores(
  spec: WorldSpec,
  add: (name: MetricName, labels: Record<string, string>, read: (world: World) => number) => void,
): void {
  spec.caches?.forEach(({ id: cache }, i) => {
    add('cache_hits_total', { cache }, (world) => world.caches[i]!.hits);
    add('cache_misses_total', { cache }, (world) => world.caches[i]!.misses);
    add('cache_memory_bytes', { cache }, (world) => usedMiB(world, world.caches[i]!) * 1024 * 1024);
    add('cache_up', { cache }, (world) => (isUp(world.caches[i]!) ? 1 : 0));
  });
  spec.queues?.forEach(({ id: queue }, i) => {
    add('queue_depth', { queue }, (world) => depth(world.queues[i]!));
    add('queue_oldest_message_seconds', { queue }, (world) => {
      let oldest = 0;
      for (const { backlog } of world.queues[i]!.partitions) oldest = Math.max(oldest, oldestS(backlog, world.nowS));
      return oldest;
    });
    add('queue_published_total', { queue }, (world) => world.queues[i]!.published);
    add('queue_consumed_total', { queue }, (world) => world.queues[i]!.consumed);
    add('queue_redelivered_total', { queue }, (world) => world.queues[i]!.redelivered);
    add('queue_dead_letters', { queue }, (world) => world.queues[i]!.deadLetters);
  });
  if (spec.dns !== undefined)
    spec.services.forEach(({ id: service }, s) => {
      LOOKUP_RESULTS.forEach((result, r) => {
        add('dns_lookups_total', { service, result }, (world) => world.names!.lookups[s * LOOKUP_RESULTS.length + r]!);
      });
    });
  spec.disks?.forEach(({ host: instance, mount: mountpoint }, i) => {
    add('node_filesystem_size_bytes', { instance, mountpoint }, (world) => world.disks[i]!.sizeGiB * GIB);
    add('node_filesystem_avail_bytes', { instance, mountpoint }, (world) => {
      const disk = world.disks[i]!;
      return Math.max(0, disk.sizeGiB - usedGiB(disk)) * GIB;
    });
  });
  spec.databases.forEach(({ id: db, replicas }, d) => {
    if (replicas === undefined || replicas.length === 0) return;
    replicas.forEach(({ id: replica }, r) => {
      const of = (world: World) => world.databases[d]!.storage.replicas[r]!;
      add('pg_replication_lag_seconds', { db, replica }, (world) => lagS(world, of(world)));
      add('pg_stale_reads_total', { db, replica }, (world) => of(world).staleReads);
    });
    add('pg_wal_kept_bytes', { db }, (world) => {
      let most = 0;
      for (const { behind } of world.databases[d]!.storage.replicas) most = Math.max(most, behind.total);
      return most * WAL_GIB_PER_TX * GIB;
    });
  });
}
