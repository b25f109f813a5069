import type { PoolerView, ThirdPartyView } from '../inspect-platform.ts';
import { health, sessions } from '../read.ts';
import type { World } from '../world.ts';

export { caches, disks, nodes, queues, replicas, resolveName } from '../read.ts';

export function thirdParties(world: World): ThirdPartyView[] {
  return (world.spec.thirdParties ?? []).map(({ id, host, vendor, latencyS, errorShare, statusPage }) => ({
    id,
    host,
    vendor,
    latencyS,
    errorShare,
    callsPerS: 0,
    statusPage: { ...statusPage, state: 'operational', updatedAtS: 0 },
  }));
}

export function poolers(world: World): PoolerView[] {
  return world.spec.databases.flatMap(({ id, pooler }) => {
    if (!pooler) return [];
    const active = sessions(world, id).filter(({ state }) => state === 'active').length;
    return [
      {
        ...pooler,
        db: id,
        clientsActive: active,
        clientsWaiting: 0,
        serversActive: active,
        serversIdle: Math.max(0, pooler.poolSize - active),
        maxWaitS: 0,
      },
    ];
  });
}

/** A component answers connections: what is not in the health list does. */
export function isUp(world: World, id: string): boolean {
  return health(world).find((item) => item.id === id)?.health !== 'down';
}
