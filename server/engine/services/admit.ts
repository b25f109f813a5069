import type { World } from '../world.ts';
import { answerCallers, complete } from './answers.ts';
import { settle } from './flow.ts';
import { issue } from './issue.ts';
import { answerWaiting, startWork } from './late-answers.ts';
import type { Link } from './link.ts';
import { stepLockWaits } from './lock-wait.ts';
import type { Pool } from './pool.ts';
import { drainQueue, dropNewest, NOTHING, oldestSecond, putBack, RING_MASK, serve, served, setAside } from './queue.ts';
import type { ServiceState, Station } from './station.ts';
import { STATUS, statusIndex } from './station.ts';
import { withinSlots } from './within-slots.ts';

/** The demand pass of one station: retries that are due, then requests from its queue, then its pool. */
export function runStation(world: World, service: ServiceState, station: Station): void {
  if (world.delays) hearAnswers(world, service, station);
  for (let i = 0; i < station.links.length; i++) {
    const link = station.links[i]!;
    if (link.retryTotal > 0 && link.retryBySecond[world.nowS & RING_MASK]! > 0)
      releaseRetries(world, service, station, link);
  }
  if (station.queue.total > 0) {
    if (station.capacity > 0) admit(world, service, station);
    const limit = world.spec.services[service.index]!.maxQueue * Math.max(1, station.size);
    if (station.queue.total > limit) refuse(world, service, station, station.queue.total - limit);
  }
  if (station.pool !== null) runPool(world, service, station, station.pool);
}

/** Answers to calls of earlier seconds, and work that is done: they free slots for those who wait. */
function hearAnswers(world: World, service: ServiceState, station: Station): void {
  if (station.work !== null && station.work.outTotal > 0) answerWaiting(world, service, station, station.work);
  for (let i = 0; i < station.links.length; i++) {
    const link = station.links[i]!;
    if (link.delayS !== null && link.outTotal > 0) answerWaiting(world, service, station, link);
  }
}

function admit(world: World, service: ServiceState, station: Station): void {
  const t = world.nowS;
  const { queue, behaviour } = station;
  // What passed straight through in this second has used its part.
  const left = station.capacity - station.admitted;
  const wanted = left < queue.total ? left : queue.total;
  const amount = withinSlots(world, service, station, wanted);
  if (amount <= NOTHING) return;
  serve(queue, t, amount, station.capacity, station.waitS);
  const journeys = service.plan.length;
  for (let i = 0; i < served.count; i++) {
    const second = served.second[i]!;
    const waitS = served.waitS[i]!;
    for (let j = 0; j < journeys; j++) {
      let taken = served.amount[i * journeys + j]!;
      if (taken <= 0) continue;
      station.admitted += taken;
      if (behaviour.failsAny && behaviour.errorShare[j]! > 0) {
        const bad = taken * behaviour.errorShare[j]!;
        complete(world, service, station, j, bad, second, waitS, 0, behaviour.errorStatus[j]!);
        taken -= bad;
        if (taken <= NOTHING) continue;
      }
      const plan = service.plan[j]!;
      if (behaviour.workS > 0) startWork(world, service, station, station.work!, j, taken, waitS, second);
      else if (plan.length === 0) complete(world, service, station, j, taken, second, waitS, station.waitS, 200);
      else issue(world, service, station, station.links[plan[0]!]!, j, 0, taken, waitS, second);
    }
  }
}

function releaseRetries(world: World, service: ServiceState, station: Station, link: Link): void {
  const at = world.nowS & RING_MASK;
  link.retryTotal -= link.retryBySecond[at]!;
  if (link.retryTotal < NOTHING) link.retryTotal = 0;
  link.retryBySecond[at] = 0;
  for (let j = 0; j < link.journeys; j++) {
    for (let b = 1; b < link.attempts; b++) {
      const cell = (at * link.journeys + j) * link.attempts + b;
      const amount = link.retry[cell]!;
      if (amount === 0) continue;
      const spentS = link.retrySpent[cell]! / amount;
      const cameS = link.retryCame[cell]! / amount;
      link.retry[cell] = 0;
      link.retrySpent[cell] = 0;
      link.retryCame[cell] = 0;
      issue(world, service, station, link, j, b, amount, spentS, cameS);
    }
  }
}

/** A full queue answers 503 at once, to those who came last. */
function refuse(world: World, service: ServiceState, station: Station, amount: number): void {
  dropNewest(station.queue, world.nowS, amount);
  answerServed(world, service, station, 503, 0.002);
}

/** Answers everything in `served` that never got a slot. */
export function answerServed(
  world: World,
  service: ServiceState,
  station: Station,
  status: number,
  timeS: number,
): void {
  const journeys = service.plan.length;
  for (let i = 0; i < served.count; i++) {
    const second = served.second[i]!;
    const waited = world.nowS - second;
    for (let j = 0; j < journeys; j++) {
      const amount = served.amount[i * journeys + j]!;
      if (amount <= 0) continue;
      service.answers[station.version * STATUS.length + statusIndex(status)]! += amount;
      answerCallers(world, service, second, j, amount, status, waited + timeS, 0);
    }
  }
}

function runPool(world: World, service: ServiceState, station: Station, pool: Pool): void {
  const t = world.nowS;
  const { queue } = pool;
  if (pool.blocked !== 0 || pool.lockWaits.length > 0) stepLockWaits(world, service, station, pool);
  if (queue.total > 0) {
    const link = station.links[station.links.length - 1]!;
    const down = world.databases[pool.database]!.downS > 0;
    if (down) drainQueue(queue, t);
    else if (pool.capacity > 0) servePool(pool, t);
    else served.count = 0;
    const journeys = service.plan.length;
    for (let i = 0; i < served.count; i++) {
      const waitS = served.waitS[i]!;
      for (let j = 0; j < journeys; j++) {
        const amount = served.amount[i * journeys + j]!;
        if (amount <= 0) continue;
        if (down) {
          settle(world, service, station, link, served.second[i]!, j, amount, 503, t - served.second[i]! + 0.002, 0);
        } else {
          const serviceS = (pool.serviceS / pool.meanWeight) * pool.weight[j]!;
          settle(
            world,
            service,
            station,
            link,
            served.second[i]!,
            j,
            amount,
            200,
            waitS + serviceS,
            pool.waitS + serviceS,
          );
          pool.served += amount;
          pool.weighted += amount * pool.weight[j]!;
          if (((pool.writes >> j) & 1) === 1) pool.wrote += amount;
        }
      }
    }
  }
  if (pool.served > 0) pool.meanWeight += 0.25 * (pool.weighted / pool.served - pool.meanWeight);
  pool.busy = pool.served * pool.serviceS;
  pool.leaked = pool.served * station.behaviour.leakShare;
  pool.oldestWaitS = queue.total > NOTHING ? t - oldestSecond(queue, t) + 0.5 : pool.waitS;
}

/** Serves what the connections can carry; journeys whose transactions would wait for a lock stay in the queue. */
function servePool(pool: Pool, t: number): void {
  const amount = pool.capacity - pool.served;
  if (pool.blocked === 0) {
    serve(pool.queue, t, amount, pool.capacity, pool.waitS);
    return;
  }
  setAside(pool.queue, t, pool.blocked);
  serve(pool.queue, t, amount, pool.capacity, pool.waitS);
  putBack(pool.queue);
}
