import { emitEvent } from '../announce.ts';
import { flushCache, takeDown } from '../services/cache.ts';
import type { CacheState } from '../services/cache.ts';
import type { DiskState } from '../services/disk.ts';
import type { MessageQueueState } from '../services/message-queue.ts';
import { poison } from '../services/run-queues.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord, Params } from './word.ts';
import { AUTHOR, number, text } from './word.ts';

/** Caches, message queues and disks. */
export const STORE_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'cache.flush': {
    params: { cache: 'cache', 'author?': 'who did it' },
    meaning: 'Everything in the cache is gone at once; only answered misses fill it again.',
    run: (world, params) => {
      flushCache(world, cacheOf(world, params), text(params, 'author', AUTHOR));
    },
  },
  'cache.down': {
    params: { cache: 'cache' },
    meaning: 'The cache does not answer: every look-up goes on to what is behind. A restart brings it back, empty.',
    run: (world, params) => {
      const cache = cacheOf(world, params);
      takeDown(cache);
      emitEvent(world, cache.id, 'Warning', 'Unhealthy', `Liveness probe failed: dial tcp: connection refused`);
    },
  },
  'cache.up': {
    params: { cache: 'cache' },
    meaning: 'The cache answers again, and is empty.',
    run: (world, params) => {
      const cache = cacheOf(world, params);
      if (!cache.up) cache.startedAtS = world.nowS;
      cache.up = true;
    },
  },
  'cache.ratio': {
    params: { cache: 'cache', share: 'share of look-ups that hit at best, 0..1' },
    meaning: 'Keys live shorter, or do not fit: the hit ratio moves there within the time it takes to fill.',
    run: (world, params) => {
      cacheOf(world, params).target = Math.max(0, Math.min(1, number(params, 'share')));
    },
  },
  'queue.poison': {
    params: {
      queue: 'queue',
      'partition?': 'partition (0)',
      'count?': 'how many such messages, one per partition from there on (1)',
      'crashes?': 'the consumer dies of it each time (false)',
      'fixedBy?': 'version of the consumer that can read it',
    },
    meaning:
      'A message that no consumer can read is published: at the head of its partition it blocks it until it is given up (after the attempts that the queue allows), parked, purged, or until every consumer runs the version that can read it. A restart of consumers helps for seconds.',
    run: (world, params) => {
      const queue = queueOf(world, params);
      const first = number(params, 'partition', 0);
      for (let n = 0; n < number(params, 'count', 1); n++)
        poison(world, queue, (first + n) % queue.partitions.length, {
          crashes: params['crashes'] === true,
          fixedBy: params['fixedBy'] === undefined ? null : text(params, 'fixedBy'),
        });
    },
  },
  'disk.grow': {
    params: { disk: 'disk', path: 'file on it', gibPerH: 'GiB per hour from now on; 0 = it stops' },
    meaning: 'A file grows at another pace. When the disk is full its owner takes no more writes.',
    run: (world, params) => {
      const disk = diskOf(world, params);
      const path = text(params, 'path');
      const file = disk.files.find((one) => one.path === path);
      if (file === undefined) throw new Error(`disk "${disk.id}" has no file "${path}"`);
      file.growsGibPerH = number(params, 'gibPerH');
    },
  },
};

export const STORE_GUARDS: Readonly<Record<string, GuardWord>> = {
  cacheWarm: {
    params: { cache: 'cache', 'share?': 'of its usual hit ratio, 0..1 (0.9)' },
    meaning: 'The cache is up and hits nearly as often as it used to.',
    holds: (world, params) => {
      const cache = cacheOf(world, params);
      const warm = world.spec.caches![cache.index]!.hitRatio;
      return cache.up && cache.downS === 0 && cache.hitRatio >= number(params, 'share', 0.9) * warm;
    },
  },
  queueBlocked: {
    params: { queue: 'queue' },
    meaning: 'A message that nobody can read is at the head of a partition.',
    holds: (world, params) => queueOf(world, params).partitions.some(({ blocked }) => blocked),
  },
  diskFull: {
    params: { disk: 'disk' },
    meaning: 'There is no space left on it.',
    holds: (world, params) => diskOf(world, params).full,
  },
};

function cacheOf(world: World, params: Params): CacheState {
  const id = text(params, 'cache');
  const cache = world.caches.find((one) => one.id === id);
  if (cache === undefined) throw new Error(`there is no cache "${id}"`);
  return cache;
}

function queueOf(world: World, params: Params): MessageQueueState {
  const id = text(params, 'queue');
  const queue = world.queues.find((one) => one.id === id);
  if (queue === undefined) throw new Error(`there is no queue "${id}"`);
  return queue;
}

function diskOf(world: World, params: Params): DiskState {
  const id = text(params, 'disk');
  const disk = world.disks.find((one) => one.id === id);
  if (disk === undefined) throw new Error(`there is no disk "${id}"`);
  return disk;
}
