import type { CacheState } from '../services/cache.ts';
import { flushCache, restartCache } from '../services/cache.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** FLUSHALL answers OK, whatever it costs. */
export function flush(world: World, id: string, author: string): Outcome {
  return withCache(world, id, (cache) => {
    if (!cache.up || cache.downS > 0)
      return refused(`Could not connect to Redis at ${world.spec.caches![cache.index]!.host}: Connection refused`);
    flushCache(world, cache, author);
    return done('OK');
  });
}

export function restart(world: World, id: string, author: string): Outcome {
  return withCache(world, id, (cache) => {
    restartCache(world, cache, author);
    return done(`statefulset.apps/${id} restarted`);
  });
}

function withCache(world: World, id: string, then: (cache: CacheState) => Outcome): Outcome {
  const cache = world.caches.find((one) => one.id === id);
  return cache === undefined ? refused(`no cache "${id}"`) : then(cache);
}
