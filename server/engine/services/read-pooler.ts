import type { PoolerView } from '../inspect-platform.ts';
import type { World } from '../world.ts';
import { isServerConnection } from './pooler.ts';

/** Every connection pooler, as its admin console shows it. */
export function poolers(world: World): PoolerView[] {
  return world.databases.flatMap((database) => {
    const { pooler } = database;
    const spec = world.spec.databases[database.index]!.pooler;
    if (pooler === null || spec === undefined) return [];
    const servers = database.sessions.filter(isServerConnection).length;
    const active = Math.min(servers, Math.round(pooler.active));
    const waiting = Math.round(pooler.waiting);
    return [
      {
        ...spec,
        db: database.id,
        clientsActive: Math.max(0, Math.round(pooler.clients) - waiting),
        clientsWaiting: waiting,
        serversActive: active,
        serversIdle: servers - active,
        maxWaitS: waiting > 0 ? pooler.waitS : 0,
      },
    ];
  });
}
