import type { HealthView } from '../inspect.ts';
import type { World } from '../world.ts';
import { oldestS } from './backlog.ts';
import { isUp } from './cache.ts';
import type { DatabaseState } from './database.ts';
import { depth } from './message-queue.ts';
import { lagS } from './replica.ts';

/** Messages older than this are late to whoever waits for them, s. */
const LATE_S = 60;
/** A replica further behind than this shows, s. */
const BEHIND_S = 10;

/** Caches and message queues. */
export function storeHealth(world: World): HealthView[] {
  return [
    ...world.caches.map((cache) => cacheHealth(world, cache)),
    ...world.queues.map((one) => queueHealth(world, one)),
  ];
}

/** What its disk and its replicas do to a database; null = nothing. */
export function storageHealth(world: World, database: DatabaseState): Pick<HealthView, 'health' | 'detail'> | null {
  const { storage } = database;
  if (storage.broken !== null) return { health: 'down', detail: 'does not start: files are missing' };
  if (storage.refusesWrites !== null)
    return database.downS > 0
      ? { health: 'down', detail: 'does not start: no space left on device' }
      : { health: 'degraded', detail: 'refuses writes: no space left on device' };
  if (database.downS > 0) return null;
  const behind = storage.replicas.filter((one) => !one.promoted && !one.dropped && lagS(world, one) > BEHIND_S);
  const gone = storage.replicas.filter(({ up, promoted, dropped }) => !up && !promoted && !dropped);
  if (gone.length > 0) return { health: 'degraded', detail: `${gone[0]!.id} is down` };
  if (behind.length === 0) return null;
  return { health: 'degraded', detail: `${behind[0]!.id} is ${Math.round(lagS(world, behind[0]!))} s behind` };
}

function cacheHealth(world: World, cache: World['caches'][number]): HealthView {
  const warm = world.spec.caches![cache.index]!.hitRatio;
  const looked = cache.hitRate + cache.missRate;
  const ratio = looked > 1e-6 ? cache.hitRate / looked : cache.hitRatio;
  const up = isUp(cache);
  return {
    id: cache.id,
    kind: 'cache',
    health: !up ? 'down' : ratio < 0.8 * warm ? 'degraded' : 'healthy',
    detail: !up ? (cache.downS > 0 ? 'restarting' : 'connection refused') : `hit ratio ${Math.round(100 * ratio)} %`,
    dependsOn: [],
  };
}

function queueHealth(world: World, queue: World['queues'][number]): HealthView {
  let oldest = 0;
  let blocked = 0;
  for (const partition of queue.partitions) {
    oldest = Math.max(oldest, oldestS(partition.backlog, world.nowS));
    if (partition.blocked) blocked++;
  }
  const details = [`${Math.round(depth(queue))} waiting`];
  if (queue.paused) details.push('paused');
  if (blocked > 0) details.push(`${blocked} of ${queue.partitions.length} partitions blocked`);
  const late = oldest > LATE_S;
  return {
    id: queue.id,
    kind: 'queue',
    health:
      late && queue.consumePerS < 0.05 * queue.publishPerS ? 'down' : late || blocked > 0 ? 'degraded' : 'healthy',
    detail: details.join(', '),
    dependsOn: [world.services[queue.consumer]!.id],
  };
}
