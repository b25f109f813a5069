import type { ReplicaView } from '../inspect-platform.ts';
import type { World } from '../world.ts';
import { lagS } from './replica.ts';
import { WAL_GIB_PER_TX } from './storage.ts';

/** Replicas of a database, in the order of the spec; empty for an unknown one. */
export function replicas(world: World, db: string): ReplicaView[] {
  const database = world.databases.find(({ id }) => id === db);
  if (database === undefined) return [];
  return database.storage.replicas.map((replica, index) => {
    const { host, port } = world.spec.databases[database.index]!.replicas![index]!;
    const lag = lagS(world, replica);
    return {
      id: replica.id,
      host,
      port,
      state: replica.promoted ? 'promoted' : !replica.up ? 'down' : lag > 10 ? 'catchup' : 'streaming',
      lagS: lag,
      lagBytes: Math.round(replica.behind.total * WAL_GIB_PER_TX * 1024 * 1024 * 1024),
      readShare: replica.readShare,
      staleReadsPerS: replica.stalePerS,
    };
  });
}
