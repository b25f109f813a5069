import { meanWaitS } from '../queueing.ts';
import type { World } from '../world.ts';
import { answersDue, lateShare } from './delay.ts';
import type { Link } from './link.ts';
import { OWN_POOL, partyIndex } from './link.ts';
import type { ServiceState, Station } from './station.ts';

/** Part of the capacity pass, in worlds where answers may outlast their second: what of it can be known beforehand. */

/** Slots that come free in this second because a delayed answer arrives. */
export function comingFree(world: World, station: Station): number {
  let sum = station.work === null ? 0 : answersDue(station.work, world.nowS);
  for (let i = 0; i < station.links.length; i++) sum += answersDue(station.links[i]!, world.nowS);
  return sum;
}

/** The share of each journey's requests that will still be under way here when the second ends. Callees before callers. */
export function foreseeDelays(world: World, service: ServiceState): void {
  const station = service.stations[0];
  if (station === undefined) return;
  const working = station.behaviour.workS > 0 ? lateShare(station.behaviour.workS, null) : 0;
  for (let j = 0; j < service.plan.length; j++) {
    const plan = service.plan[j]!;
    let inTime = 1 - working;
    for (let i = 0; i < plan.length; i++) inTime *= 1 - lateOn(world, station.links[plan[i]!]!, j);
    service.late[j] = 1 - inTime;
  }
}

/** The share of the calls of a link that will outlast the second, 0..1, however idle its callee is. */
export function lateOn(world: World, link: Link, j: number): number {
  if (link.callee === OWN_POOL || link.breaker?.state === 'open') return 0;
  if (link.callee >= 0) return world.services[link.callee]!.late[j]!;
  return lateShare(world.thirdParties[partyIndex(link)]!.answerS, link.shortTimeoutS);
}

/**
 * A station that works on each request for more than a second: a free slot takes in one request and no more, and nobody
 * who calls it is answered within the second.
 */
export function slowWork(station: Station, slots: number, free: number, byCores: number): void {
  const { workS, cpuS } = station.behaviour;
  if (workS <= 0) return;
  const inService = workS + station.dependencyS;
  station.capacity = Math.max(0, Math.min(free, byCores));
  station.waitS =
    meanWaitS(slots, (station.arrivalRate * inService) / slots, inService) +
    meanWaitS(byCores * cpuS, station.arrivalRate / byCores, cpuS);
}
