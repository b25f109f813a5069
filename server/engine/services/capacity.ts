import { meanWaitS } from '../queueing.ts';
import { draw } from '../random.ts';
import type { World } from '../world.ts';
import type { Pool } from './pool.ts';
import { usable } from './pool.ts';
import { comingFree, foreseeDelays, slowWork } from './foresee.ts';
import type { ServiceState, Station } from './station.ts';

/** Requests in progress that outlive a second: each holds a slot until answered or given up. */
export function held(station: Station): number {
  let sum = 0;
  for (let i = 0; i < station.links.length; i++) sum += station.links[i]!.outTotal + station.links[i]!.retryTotal;
  if (station.work !== null) sum += station.work.outTotal;
  return station.pool === null ? sum : sum + station.pool.lockWaiting;
}

/** What each station can do in this second and what a request waits for. Callees before callers. */
export function capacityPass(world: World): void {
  const { order, services, spec, databases } = world;
  for (let o = order.length - 1; o >= 0; o--) {
    const service = services[order[o]!]!;
    if (world.delays) foreseeDelays(world, service);
    const of = spec.services[service.index]!;
    for (let i = 0; i < service.stations.length; i++) {
      const station = service.stations[i]!;
      if (station.size === 0) {
        station.capacity = 0;
        station.room = 0;
        if (station.pool !== null) stopPool(station.pool);
        continue;
      }
      const { pool } = station;
      if (pool !== null) {
        const free = usable(pool);
        const { stretch, pooler } = databases[pool.database]!;
        pool.serviceS = pool.holdS * stretch * pool.meanWeight;
        if (pooler !== null) pool.serviceS *= pooler.stretch;
        pool.capacity = free >= 0.5 ? Math.min(free / pool.serviceS, pool.most) : 0;
        pool.waitS = free >= 0.5 ? meanWaitS(free, (pool.arrivalRate * pool.serviceS) / free, pool.serviceS) : 0;
        // Who will wait for a lock is not through within the second.
        pool.room = pool.blocked === 0 ? Math.max(0, pool.capacity - pool.queue.total) : 0;
        pool.served = 0;
        pool.weighted = 0;
        pool.wrote = 0;
      }
      stationCapacity(world, station, of.slots * station.size, of.cores * station.size);
    }
  }
}

/** The pool of a process that does not run. */
function stopPool(pool: Pool): void {
  pool.served = 0;
  pool.weighted = 0;
  pool.wrote = 0;
  pool.busy = 0;
  pool.oldestWaitS = 0;
}

/**
 * Little's law: free slots turn over every S + R seconds, R being the sub-second mean of the dependencies (calls that
 * outlive the second are in `held` already). The processor is the other limit. Capacity wobbles by 2.5 %: no real
 * machine is a straight line.
 */
function stationCapacity(world: World, station: Station, slots: number, cores: number): void {
  const noise = draw(world.streams.capacity);
  const { timeS, cpuS } = station.behaviour;
  let free = slots - held(station);
  if (world.delays) free += comingFree(world, station);
  const inService = timeS + station.dependencyS;
  const bySlots = free > 0 ? free / inService : 0;
  const byCores = cores / cpuS;
  station.capacity = (bySlots < byCores ? bySlots : byCores) * (1 + 0.0433 * (2 * noise - 1));
  station.waitS =
    meanWaitS(cores, station.arrivalRate / byCores, cpuS) +
    (free > 0 ? meanWaitS(free, (station.arrivalRate * inService) / free, inService) : 0);
  if (station.work !== null) slowWork(station, slots, free, byCores);
  if (station.waitS > 1) station.waitS = 1;
  const room = station.capacity - station.queue.total;
  station.room = room > 0 ? room : 0;
}

/** End of the second: smoothed rates, the dependencies' answer time, processor use. */
export function smoothStation(world: World, service: ServiceState, station: Station): void {
  const { cores } = world.spec.services[service.index]!;
  station.arrivalRate += 0.25 * (station.arrived - station.arrivalRate);
  station.admitRate += 0.25 * (station.admitted - station.admitRate);
  let dependency = 0;
  for (let i = 0; i < station.links.length; i++) {
    const link = station.links[i]!;
    service.calls[i]! += link.issued;
    link.rate += 0.25 * (link.issued - link.rate);
    if (link.quick > 0) link.answerS += 0.3 * (link.quickTime / link.quick - link.answerS);
    link.issued = 0;
    link.quick = 0;
    link.quickTime = 0;
    dependency += link.rate * link.answerS;
  }
  station.dependencyS = station.admitRate > 1e-6 ? Math.min(1, dependency / station.admitRate) : 0;
  const cpu =
    station.size > 0
      ? 0.02 + ((station.admitted + station.consumed) * station.behaviour.cpuS) / (cores * station.size)
      : 0;
  station.cpu = cpu < 1 ? cpu : 1;
  station.cpuMean += 0.4 * (station.cpu - station.cpuMean);
  station.arrived = 0;
  station.admitted = 0;
  station.consumed = 0;
  const { pool } = station;
  if (pool !== null) {
    pool.arrivalRate += 0.25 * (pool.arrived - pool.arrivalRate);
    pool.arrived = 0;
  }
}
