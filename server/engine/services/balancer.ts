import { emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import { held } from './capacity.ts';
import type { ServiceState, Station } from './station.ts';

const PROBE_EVERY_S = 5;
const OUT_AFTER = 3;
const BACK_AFTER = 2;

/** Readiness probes, every 5 s, a second apart per replica; a failing replica leaves the balancer after 3, comes back after 2. */
export function probeAll(world: World): void {
  const { services } = world;
  // Seconds of the pre-roll are negative.
  const phase = ((world.nowS % PROBE_EVERY_S) + PROBE_EVERY_S) % PROBE_EVERY_S;
  for (let s = 0; s < services.length; s++) {
    const service = services[s]!;
    const { stations } = service;
    for (let i = 0; i < stations.length; i++) {
      const station = stations[i]!;
      if (!station.running || (phase + station.seat) % PROBE_EVERY_S !== 0) continue;
      probe(world, service, station, world.spec.services[s]!.slots);
    }
  }
}

/** A probe needs a slot and a queue of less than a second. */
function probe(world: World, service: ServiceState, station: Station, slots: number): void {
  const free = slots * station.size - held(station);
  const failing = free < 0.5 * station.size || station.queue.total > station.capacity;
  station.probeFails = failing ? station.probeFails + 1 : 0;
  station.probePasses = failing ? 0 : station.probePasses + 1;
  if (station.ready && station.probeFails >= OUT_AFTER) {
    station.ready = false;
    const pod = service.pods.find(({ seat }) => seat === station.seat);
    emitEvent(
      world,
      pod?.name ?? service.id,
      'Warning',
      'Unhealthy',
      'Readiness probe failed: HTTP probe failed with statuscode: 503',
    );
    reroute(service);
  } else if (!station.ready && station.probePasses >= BACK_AFTER) {
    station.ready = true;
    reroute(service);
  }
}

/** Who gets requests: the ready; all that run when fewer than half are ready (panic threshold); nobody when none runs. */
export function reroute(service: ServiceState): void {
  const running: number[] = [];
  const ready: number[] = [];
  for (const station of service.stations) {
    if (!station.running || station.size === 0) continue;
    running.push(station.seat);
    if (station.ready) ready.push(station.seat);
  }
  service.route = 2 * ready.length < running.length ? running : ready;
}

/** Replicas that the balancer considers ready. */
export function readyReplicas(service: ServiceState): number {
  let count = 0;
  for (const station of service.stations) if (station.running && station.ready) count += station.size;
  return count;
}
