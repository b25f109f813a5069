import type { CacheView } from '../inspect-platform.ts';
import type { World } from '../world.ts';
import type { CacheState } from './cache.ts';
import { isUp } from './cache.ts';

/** Connections that one replica keeps to a cache. */
const CLIENTS_PER_REPLICA = 8;
/** A fresh process without keys. */
const EMPTY_MIB = 3;

/** Every cache, in the order of the spec. */
export function caches(world: World): CacheView[] {
  return world.caches.map((cache) => {
    const { host, port, keys, maxMemoryMiB } = world.spec.caches![cache.index]!;
    const looked = cache.hitRate + cache.missRate;
    return {
      id: cache.id,
      host,
      port,
      up: isUp(cache),
      startedAtS: cache.startedAtS,
      hitRatio: isUp(cache) && looked > 1e-6 ? cache.hitRate / looked : 0,
      lookupsPerS: looked,
      hits: Math.floor(cache.hits),
      misses: Math.floor(cache.misses),
      keys: Math.round(keys * filled(world, cache)),
      usedMemoryMiB: usedMiB(world, cache),
      maxMemoryMiB,
      evictions: Math.floor(cache.evictions),
      clients: isUp(cache) ? clientsOf(world, cache.id) : 0,
    };
  });
}

/** Memory used by keys, MiB. */
export function usedMiB(world: World, cache: CacheState): number {
  const { maxMemoryMiB } = world.spec.caches![cache.index]!;
  return isUp(cache) ? EMPTY_MIB + filled(world, cache) * (0.8 * maxMemoryMiB - EMPTY_MIB) : 0;
}

/** Share of the usual keys that are there: the first hits come from few keys, the last ones from many. */
function filled(world: World, cache: CacheState): number {
  const { hitRatio } = world.spec.caches![cache.index]!;
  const share = hitRatio > 0 ? Math.min(1, cache.hitRatio / hitRatio) : 0;
  return share * (0.5 + 0.5 * share);
}

function clientsOf(world: World, id: string): number {
  let replicas = 0;
  for (const service of world.services) {
    const { calls, pool } = world.spec.services[service.index]!;
    if (pool?.cache === id || calls.some(({ cache }) => cache === id))
      for (const pod of service.pods) if (pod.phase === 'running') replicas++;
  }
  return replicas * CLIENTS_PER_REPLICA;
}
