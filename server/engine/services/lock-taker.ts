import type { World } from '../world.ts';
import { openSession, sessionRoom } from './build-databases.ts';
import type { DatabaseState, LockTaker } from './database.ts';
import { askLocks } from './lock-queue.ts';
import { LOCK_TAKER, removeSessions } from './sessions.ts';

/** What a fault says of such a client. */
export type LockTakerSpec = Pick<LockTaker, 'applicationName' | 'user' | 'query' | 'state' | 'forS' | 'need'>;

/** A client connects, begins and asks for its lock. Without a free connection it is refused like everybody else. */
export function takeLock(world: World, database: DatabaseState, client: LockTakerSpec): void {
  if (database.downS > 0 || database.sessions.length >= sessionRoom(world.spec, database)) {
    database.refused++;
    database.refusedTotal++;
    world.raised.push(`unlocked.${client.applicationName}`);
    return;
  }
  openSession(database, -1, 0, world.nowS);
  const session = database.sessions[database.sessions.length - 1]!;
  session.heldBy = LOCK_TAKER;
  session.heldSinceS = world.nowS;
  const granted = askLocks(world, database, session.pid, [client.need]);
  database.lockTakers.push({ pid: session.pid, ...client, lockedS: granted ? world.nowS : null });
}

/** All clients of that name commit and go. */
export function releaseLock(world: World, database: DatabaseState, applicationName: string): void {
  const pids = database.lockTakers.filter((taker) => taker.applicationName === applicationName).map(({ pid }) => pid);
  removeSessions(world, database, (session) => pids.includes(session.pid));
}

/** Each second: who has had its lock for long enough commits and goes. */
export function stepLockTakers(world: World, database: DatabaseState): void {
  const over = new Set<number>();
  for (const taker of database.lockTakers) {
    if (taker.lockedS === null && askLocks(world, database, taker.pid, [taker.need])) taker.lockedS = world.nowS;
    if (taker.lockedS !== null && taker.forS !== null && world.nowS - taker.lockedS >= taker.forS) over.add(taker.pid);
  }
  if (over.size > 0) removeSessions(world, database, (session) => over.has(session.pid));
}
