import type { World } from '../world.ts';
import { missShare } from './cache.ts';
import { held } from './capacity.ts';
import { lateShare } from './delay.ts';
import { lateOn } from './foresee.ts';
import { OWN_POOL } from './link.ts';
import { NOTHING } from './queue.ts';
import type { ServiceState, Station } from './station.ts';

/**
 * No more than the slots can carry: what the callees cannot take within the second will hold a slot here.
 * Without this bound slots would go negative the moment a callee stops.
 */
export function withinSlots(world: World, service: ServiceState, station: Station, wanted: number): number {
  if (station.links.length === 0 && station.work === null) return wanted;
  const free = world.spec.services[service.index]!.slots * station.size - held(station);
  if (wanted <= free) return wanted;
  const late = world.delays ? lateQueue(world, service, station) : 0;
  if (late * wanted + stuck(world, service, station, wanted) <= free) return wanted;
  if (free <= NOTHING) return 0;
  let low = 0;
  let high = wanted;
  for (let round = 0; round < 16; round++) {
    const middle = 0.5 * (low + high);
    if (late * middle + stuck(world, service, station, middle) <= free) low = middle;
    else high = middle;
  }
  return low;
}

/** How many of `amount` admitted requests would wait in a callee's queue at the end of the second. */
function stuck(world: World, service: ServiceState, station: Station, amount: number): number {
  const { queue, links } = station;
  let sum = 0;
  for (let l = 0; l < links.length; l++) {
    const link = links[l]!;
    let waiting = 0;
    for (let j = 0; j < service.plan.length; j++) if (service.plan[j]![0] === l) waiting += queue.byJourney[j]!;
    if (waiting === 0) continue;
    const asked = ((amount * waiting) / queue.total) * missShare(world, link);
    if (link.callee === OWN_POOL) {
      const over = asked - Math.max(0, station.pool!.room);
      if (over > 0) sum += over;
      continue;
    }
    if (link.callee < OWN_POOL) continue;
    const { route, stations } = world.services[link.callee]!;
    const share = asked / route.length;
    for (let i = 0; i < route.length; i++) {
      const room = stations[route[i]!]!.room;
      const over = share - (room > 0 ? room : 0);
      if (over > 0) sum += over;
    }
  }
  return sum;
}

/** The share of what waits here that will outlast the second, once admitted, because an answer does. */
function lateQueue(world: World, service: ServiceState, station: Station): number {
  const { queue, links, behaviour } = station;
  const working = behaviour.workS > 0 ? lateShare(behaviour.workS, null) : 0;
  let sum = 0;
  for (let j = 0; j < service.plan.length; j++) {
    const waiting = queue.byJourney[j]!;
    if (waiting === 0) continue;
    let inTime = 1 - working;
    for (const call of service.plan[j]!) inTime *= 1 - lateOn(world, links[call]!, j);
    sum += waiting * (1 - inTime);
  }
  return sum / queue.total;
}
