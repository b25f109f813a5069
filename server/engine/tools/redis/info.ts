import type { CacheView } from '../../inspect-platform.ts';
import type { World } from '../../world.ts';

const DEFAULT = ['server', 'clients', 'memory', 'persistence', 'stats', 'replication', 'cpu', 'modules', 'errorstats', 'cluster', 'keyspace']; // prettier-ignore

/** INFO, all sections or those that are named, in Redis' own order. Unknown sections are empty, as in Redis. */
export function infoText(world: World, cache: CacheView, asked: readonly string[]): string {
  const all = asked.length === 0 || asked.some((name) => ['all', 'default', 'everything'].includes(name));
  return DEFAULT.filter((name) => all || asked.includes(name))
    .map((name) => [`# ${name[0]!.toUpperCase()}${name.slice(1)}`, ...section(world, cache, name)].join('\r\n'))
    .join('\r\n\r\n')
    .replaceAll('\r', '');
}

function section(world: World, cache: CacheView, name: string): string[] {
  const upS = Math.max(0, world.nowS - cache.startedAtS);
  const used = Math.round(cache.usedMemoryMiB * 1_048_576);
  const most = Math.round(cache.maxMemoryMiB * 1_048_576);
  const spec = world.spec.caches?.find(({ id }) => id === cache.id);
  switch (name) {
    case 'server':
      return [
        `redis_version:${spec?.engineVersion ?? '7.0.15'}`,
        'redis_mode:standalone',
        'os:Linux 6.1.0-18-cloud-amd64 x86_64',
        'process_id:655',
        `tcp_port:${cache.port}`,
        `uptime_in_seconds:${Math.floor(upS)}`,
        `uptime_in_days:${Math.floor(upS / 86_400)}`,
        'config_file:/etc/redis/redis.conf',
      ];
    case 'clients':
      return [
        `connected_clients:${cache.clients + 1}`,
        'cluster_connections:0',
        'maxclients:10000',
        'blocked_clients:0',
      ];
    case 'memory':
      return [
        `used_memory:${used}`,
        `used_memory_human:${human(used)}`,
        `used_memory_rss:${Math.round(used * 1.06)}`,
        `used_memory_rss_human:${human(used * 1.06)}`,
        `maxmemory:${most}`,
        `maxmemory_human:${human(most)}`,
        'maxmemory_policy:allkeys-lru',
        'mem_fragmentation_ratio:1.06',
      ];
    case 'persistence':
      return ['loading:0', 'rdb_changes_since_last_save:0', 'rdb_bgsave_in_progress:0', 'aof_enabled:0'];
    case 'stats':
      return [
        `total_connections_received:${cache.clients + 211}`,
        `total_commands_processed:${Math.round((cache.hits + cache.misses) * 1.3)}`,
        `instantaneous_ops_per_sec:${Math.round(cache.lookupsPerS)}`,
        'rejected_connections:0',
        `expired_keys:${Math.round(cache.misses * 0.2)}`,
        `evicted_keys:${Math.round(cache.evictions)}`,
        `keyspace_hits:${Math.round(cache.hits)}`,
        `keyspace_misses:${Math.round(cache.misses)}`,
      ];
    case 'replication':
      return ['role:master', 'connected_slaves:0', `master_repl_offset:0`];
    case 'cpu':
      return [`used_cpu_sys:${(upS * 0.02).toFixed(6)}`, `used_cpu_user:${(upS * 0.05).toFixed(6)}`];
    case 'cluster':
      return ['cluster_enabled:0'];
    case 'keyspace':
      return cache.keys > 0 ? [`db0:keys=${cache.keys},expires=${Math.round(cache.keys * 0.97)},avg_ttl=1804211`] : [];
    default:
      return [];
  }
}

function human(bytes: number): string {
  if (bytes >= 1_073_741_824) return `${(bytes / 1_073_741_824).toFixed(2)}G`;
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(2)}M` : `${(bytes / 1024).toFixed(2)}K`;
}
