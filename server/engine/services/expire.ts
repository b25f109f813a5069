import type { World } from '../world.ts';
import { failAttempt, leave } from './answer-users.ts';
import { failCall, REASON, removeOut } from './flow.ts';
import type { Link } from './link.ts';
import { OWN_POOL } from './link.ts';
import { removeShare, RING_MASK } from './queue.ts';
import type { ServiceState, Station } from './station.ts';
import { hearNothing } from './third-party.ts';
import { CLIENT_ATTEMPTS } from './users.ts';

/** What is as old as its link's timeout fails with exactly that latency: that alone makes the plateau. Callees first. */
export function expireCalls(world: World): void {
  const { order, services } = world;
  for (let o = order.length - 1; o >= 0; o--) {
    const service = services[order[o]!]!;
    for (let i = 0; i < service.stations.length; i++) {
      const station = service.stations[i]!;
      for (let l = 0; l < station.links.length; l++) {
        const link = station.links[l]!;
        if (link.outTotal > 0 && link.outBySecond[(world.nowS - link.timeoutS) & RING_MASK]! > 0)
          expire(world, service, station, link);
      }
    }
  }
}

function expire(world: World, service: ServiceState, station: Station, link: Link): void {
  const second = world.nowS - link.timeoutS;
  const at = second & RING_MASK;
  for (let j = 0; j < link.journeys; j++) {
    let sum = 0;
    for (let b = 0; b < link.attempts; b++) {
      const cell = (at * link.journeys + j) * link.attempts + b;
      const have = link.out[cell]!;
      if (have === 0) continue;
      const spentS = link.outSpent[cell]! / have;
      const cameS = link.outCame[cell]! / have;
      const amount = removeOut(link, cell, at, 1);
      sum += amount;
      // An acquire timeout is answered as "unavailable"; a callee that never answered, as a gateway timeout.
      const status = link.callee === OWN_POOL ? 503 : 504;
      failCall(world, service, station, link, j, b, amount, spentS, cameS, status, link.timeoutS, REASON.timeout);
    }
    if (sum === 0) continue;
    if (link.callee < OWN_POOL) {
      hearNothing(world, link, sum);
    } else if (link.callee === OWN_POOL) {
      station.pool!.timeouts += sum;
      removeShare(station.pool!.queue, second, j, 1);
    } else if (link.cancelOnTimeout) {
      cancelWaiting(world, link.callee, second, j, sum);
    }
  }
}

/** Takes cancelled calls out of the callee's queues; what already has a slot is worked off for nothing. */
function cancelWaiting(world: World, callee: number, second: number, j: number, amount: number): void {
  const { stations } = world.services[callee]!;
  let waiting = 0;
  for (const station of stations) {
    if (second >= station.queue.head)
      waiting += station.queue.cell[(second & RING_MASK) * world.users.journeys.length + j]!;
  }
  if (waiting <= 0) return;
  const share = amount < waiting ? amount / waiting : 1;
  for (const station of stations) removeShare(station.queue, second, j, share);
}

/**
 * Patience is spread from 0.6 to 1.4 of its mean: of those still waiting at some age, 1/(seconds left + 1) go. The proxy
 * drops a waiting request whose client has hung up.
 */
export function expireUsers(world: World): void {
  const { users, spec, nowS: t } = world;
  while (users.oldest < t && users.outBySecond[users.oldest & RING_MASK]! <= 0) users.oldest++;
  const entry = world.services[world.order[0]!]!;
  for (let second = users.oldest; second < t; second++) {
    const at = second & RING_MASK;
    if (users.outBySecond[at]! <= 0) continue;
    const age = t - second;
    for (let j = 0; j < users.journeys.length; j++) {
      const { patienceS } = spec.journeys[j]!;
      if (age < 0.6 * patienceS) continue;
      const left = Math.min(Math.floor(1.4 * patienceS), 120) - age;
      const share = left > 0 ? 1 / (left + 1) : 1;
      let gone = 0;
      for (let a = 0; a < CLIENT_ATTEMPTS; a++) {
        const cell = (at * users.journeys.length + j) * CLIENT_ATTEMPTS + a;
        const amount = users.out[cell]! * share;
        if (amount === 0) continue;
        gone += amount;
        leave(world, cell, at, amount);
        failAttempt(world, j, a, amount, age, false);
      }
      if (gone > 0) for (const station of entry.stations) removeShare(station.queue, second, j, share);
    }
  }
}
