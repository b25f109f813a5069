import { emitChange, emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import { clear, oldestS, push, take } from './backlog.ts';
import type { DatabaseState } from './database.ts';
import { removeSessions } from './sessions.ts';
import type { ReplicaState } from './storage.ts';

/** From the order to promote until the new primary takes connections, s. */
const PROMOTE_S = 15;
/** Data older than this is stale to somebody who has just written, s. */
const STALE_S = 1;
/** At this lag half of the reads ask for something that has changed since, s. */
const HALF_STALE_S = 20;

/** End of the second: what was written is sent to the replicas, which replay it as fast as they can. */
export function stepReplicas(world: World, database: DatabaseState): void {
  const { storage } = database;
  if (storage.replicas.length === 0) return;
  const written = database.downS > 0 ? 0 : storage.writesPerS + (storage.refusesWrites === null ? storage.bulkPerS : 0);
  const reads = database.downS > 0 ? 0 : database.transactions * storage.readShare;
  for (const replica of storage.replicas) {
    if (replica.promoted || replica.dropped) continue;
    push(replica.behind, world.nowS, written);
    if (replica.up) take(replica.behind, replica.applyPerS);
    const lag = lagS(world, replica);
    const stale = lag > STALE_S ? (lag - STALE_S) / (lag - STALE_S + HALF_STALE_S) : 0;
    replica.stalePerS = replica.up ? reads * replica.readShare * stale : 0;
    replica.staleReads += replica.stalePerS;
  }
}

/** How old the data is that a replica answers with, s. */
export function lagS(world: World, replica: ReplicaState): number {
  return oldestS(replica.behind, world.nowS);
}

/**
 * The replica becomes the primary: every session is gone, what it had not replayed is lost, the broken or full disk of
 * its predecessor does not matter any more.
 * @returns transactions lost
 */
export function promote(world: World, database: DatabaseState, replica: ReplicaState, author: string): number {
  const { storage } = database;
  removeSessions(world, database, () => true);
  // Of what is not replayed, the applications' own writes are somebody's; a bulk writer can start over.
  const orders = Math.round(Math.min(replica.behind.total, lagS(world, replica) * storage.writeRate));
  const lost = Math.round(clear(replica.behind));
  replica.promoted = true;
  storage.promoted = replica.id;
  storage.broken = null;
  storage.refusesWrites = null;
  database.downS = PROMOTE_S;
  loseWrites(world, orders);
  replica.stalePerS = 0;
  for (const other of storage.replicas) clear(other.behind);
  emitChange(world, {
    kind: 'config',
    target: database.id,
    summary: `${database.id}: ${replica.id} promoted to primary`,
    author,
  });
  emitEvent(
    world,
    database.id,
    lost > 0 ? 'Warning' : 'Normal',
    'Promoted',
    lost > 0 ? `${replica.id} promoted; ${lost} committed transactions were not replicated` : `${replica.id} promoted`,
  );
  world.raised.push(`promoted.${database.id}`);
  return lost;
}

/** A lost write is somebody's order that is not there any more. */
export function loseWrites(world: World, count: number): void {
  if (world.nowS < 0 || count <= 0) return;
  world.impact.failedRequests += count;
  world.impact.userMinutesLost += count;
  world.impact.writesLost = (world.impact.writesLost ?? 0) + count;
}
