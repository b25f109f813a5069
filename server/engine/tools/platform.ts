import { health } from '../read.ts';
import type { World } from '../world.ts';

/** What tools ask of the platform's parts. A world without such parts has none of them. */
export { caches, calls, disks, nodes, poolers, queues, replicas, resolveName, thirdParties } from '../read.ts';

/** A component answers connections: what is not in the health list does. */
export function isUp(world: World, id: string): boolean {
  return health(world).find((item) => item.id === id)?.health !== 'down';
}
