import { emitChange } from '../announce.ts';
import { clear } from '../services/backlog.ts';
import type { DatabaseState } from '../services/database.ts';
import { promote } from '../services/replica.ts';
import { restoreDatabase } from '../services/run-disks.ts';
import type { ReplicaState } from '../services/storage.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** Share of the database's reads that go to a replica; what it does not get loads the primary. */
export function routeReads(
  world: World,
  database: DatabaseState,
  id: string,
  readShare: number,
  author: string,
): Outcome {
  return withReplica(database, id, (replica) => {
    if (!(readShare >= 0 && readShare <= 1)) return refused(`a share is from 0 to 1, not ${readShare}`);
    const others = database.storage.replicas.reduce((sum, one) => sum + (one === replica ? 0 : one.readShare), 0);
    if (others + readShare > 1) return refused(`replicas of ${database.id} would serve more than all reads`);
    replica.readShare = readShare;
    const percent = Math.round(100 * readShare);
    note(world, database, `${percent} % of the reads of ${database.id} go to ${id}`, author);
    return done(`${percent} % of reads to ${id}`);
  });
}

/** Fails over. What the replica had not replayed is lost, and nobody asks twice. */
export function promoteReplica(world: World, database: DatabaseState, id: string, author: string): Outcome {
  return withReplica(database, id, (replica) => {
    if (!replica.up) return refused(`${id} is not running`);
    const lost = promote(world, database, replica, author);
    return done(lost > 0 ? `server promoted; ${lost} transactions were not replayed` : 'server promoted');
  });
}

/** Drops the replication slot: the primary keeps no log for this replica any more, and it can never catch up. */
export function dropReplica(world: World, database: DatabaseState, id: string, author: string): Outcome {
  return withReplica(database, id, (replica) => {
    if (replica.up && replica.readShare > 0) return refused(`replication slot "${id}" is active`);
    clear(replica.behind);
    replica.up = false;
    replica.dropped = true;
    replica.readShare = 0;
    note(world, database, `replication slot of ${id} dropped`, author);
    return done('');
  });
}

export function restore(world: World, database: DatabaseState, author: string): Outcome {
  const lost = restoreDatabase(world, database);
  if (lost === null) return refused(`no backup of ${database.id} to restore`);
  note(world, database, `${database.id}: restore from backup started`, author);
  return done(`restore of ${database.id} started; ${lost} transactions were not archived yet`);
}

function note(world: World, { id }: DatabaseState, summary: string, author: string): void {
  emitChange(world, { kind: 'config', target: id, summary, author });
}

function withReplica(database: DatabaseState, id: string, then: (replica: ReplicaState) => Outcome): Outcome {
  const replica = database.storage.replicas.find((one) => one.id === id);
  if (replica === undefined) return refused(`${database.id} has no replica "${id}"`);
  if (replica.promoted) return refused(`${id} is the primary`);
  return replica.dropped ? refused(`${id} is not a replica any more`) : then(replica);
}
