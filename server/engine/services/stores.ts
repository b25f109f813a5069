import type { World } from '../world.ts';
import { stepCaches } from './cache.ts';
import { stepReplicas } from './replica.ts';
import { stepDisks } from './run-disks.ts';
import { stepNames } from './run-names.ts';
import { stepQueues } from './run-queues.ts';

/** Start of the second, before the databases: what fills up, and what resolvers ask anew. */
export function openStores(world: World): void {
  if (world.disks.length > 0) stepDisks(world);
  if (world.names !== null) stepNames(world);
}

/** End of the second: what the answers of this second leave in caches, queues and replicas. */
export function settleStores(world: World): void {
  if (world.caches.length > 0) stepCaches(world);
  if (world.queues.length > 0) stepQueues(world);
  for (const database of world.databases) if (database.storage.replicas.length > 0) stepReplicas(world, database);
}
