import type { World } from '../world.ts';
import type { DatabaseState } from './database.ts';
import { failCall, finishCall, REASON, removeOut } from './flow.ts';
import type { Link } from './link.ts';
import { askLocks, needsOf, queryOf } from './lock-queue.ts';
import type { LockWait, Pool } from './pool.ts';
import { usable } from './pool.ts';
import { removeShare, RING_MASK } from './queue.ts';
import { holdSession, LOCK_WAIT, releaseSessions } from './sessions.ts';
import type { ServiceState, Station } from './station.ts';

/** The pool's part of the demand pass while a table is blocked: waits that end, waits that begin. */
export function stepLockWaits(world: World, service: ServiceState, station: Station, pool: Pool): void {
  if (pool.lockWaits.length > 0) endWaits(world, service, station, pool);
  if (pool.blocked !== 0 && pool.queue.total > 0 && world.databases[pool.database]!.downS === 0)
    beginWaits(world, service, station, pool);
  const free = usable(pool);
  pool.capacity = free >= 0.5 ? Math.min(free / pool.serviceS, pool.most) : 0;
}

function endWaits(world: World, service: ServiceState, station: Station, pool: Pool): void {
  const database = world.databases[pool.database]!;
  // Nobody else's standing can have changed.
  const granted = database.lockGrantedS >= world.nowS - 1;
  if (!granted && !pool.lockWaits.some(({ failed }) => failed)) return;
  const link = station.links[station.links.length - 1]!;
  const kept: LockWait[] = [];
  const ended = pool.lockWaits;
  pool.lockWaits = kept;
  for (const wait of ended) {
    const { pid, journey: j, amount, calledS, spentS, cameS } = wait;
    if (!wait.failed && !(granted && hasLocks(world, service, database, wait))) {
      kept.push(wait);
      continue;
    }
    pool.lockWaiting -= amount;
    const waitedS = world.nowS - calledS;
    if (wait.failed) {
      failCall(world, service, station, link, j, 0, amount, spentS, cameS, 500, waitedS, REASON.error);
      continue;
    }
    const session = database.sessions.find((one) => one.pid === pid);
    if (session !== undefined) releaseSessions(world, database, [session]);
    const timeS = waitedS + (pool.serviceS / pool.meanWeight) * pool.weight[j]!;
    pool.served += amount;
    pool.weighted += amount * pool.weight[j]!;
    if (((pool.writes >> j) & 1) === 1) pool.wrote += amount;
    finishCall(world, service, station, link, j, 0, amount, spentS, cameS, 200, timeS, 0, false);
  }
  if (kept.length === 0) pool.lockWaiting = 0;
}

/** Asks for what its transaction still has to lock. */
function hasLocks(world: World, service: ServiceState, database: DatabaseState, { pid, journey }: LockWait): boolean {
  return askLocks(world, database, pid, needsOf(world, database, queryOf(world, service.index, journey)));
}

/** Whole requests of blocked journeys take connections, as long as there are any, and wait. */
function beginWaits(world: World, service: ServiceState, station: Station, pool: Pool): void {
  const database = world.databases[pool.database]!;
  const link = station.links[station.links.length - 1]!;
  for (let j = 0; j < link.journeys; j++) {
    if (((pool.blocked >> j) & 1) === 0) continue;
    while (pool.queue.byJourney[j]! >= 1 - 1e-9) {
      const needs = needsOf(world, database, queryOf(world, service.index, j));
      const pid = holdSession(world, service.index, station.seat, LOCK_WAIT, needs);
      if (pid === null) return;
      const wait = takeOne(world, link, pool, j, pid);
      pool.lockWaits.push(wait);
      pool.lockWaiting += wait.amount;
    }
  }
}

/** Takes one request of journey `j`, the longest waiting, out of the pool's queue and of what the link waits for. */
function takeOne(world: World, link: Link, pool: Pool, j: number, pid: number): LockWait {
  let rest = 1;
  let amount = 0;
  let called = 0;
  let spent = 0;
  let came = 0;
  for (let second = pool.queue.head; second <= world.nowS && rest > 1e-9; second++) {
    const at = second & RING_MASK;
    const waiting = pool.queue.cell[at * link.journeys + j]!;
    if (waiting <= 0) continue;
    const part = removeShare(pool.queue, second, j, rest / waiting);
    rest -= part;
    // Connections are asked for once: the pool's link has one attempt.
    const cell = at * link.journeys + j;
    const have = link.out[cell]!;
    if (have <= 0) continue;
    const spentS = link.outSpent[cell]! / have;
    const cameS = link.outCame[cell]! / have;
    const taken = removeOut(link, cell, at, part / have);
    amount += taken;
    called += taken * second;
    spent += taken * spentS;
    came += taken * cameS;
  }
  const of = amount > 0 ? amount : 1;
  return { pid, journey: j, amount, calledS: called / of, spentS: spent / of, cameS: came / of, failed: false };
}
