import { emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import { reroute } from './balancer.ts';
import { failRest } from './lifecycle.ts';
import { dropSessions } from './sessions.ts';
import type { Pod, ServiceState } from './station.ts';

/** The orchestrator waits longer before each restart of a container that keeps dying, up to this, s. */
const LONGEST_WAIT_S = 60;

/** A pod's process dies: what it held fails, its connections are gone, and the same pod starts again after a pause. */
export function crashPod(world: World, service: ServiceState, pod: Pod, reason: 'Error' | 'OOMKilled'): void {
  if (pod.phase !== 'running') return;
  const station = service.stations[service.pooled ? 0 : pod.seat]!;
  failRest(world, service, station, service.pooled ? 1 / Math.max(1, station.size) : 1);
  station.size -= 1;
  if (station.size === 0) station.running = false;
  dropSessions(world, service.index, pod.seat);
  let waitS = 5;
  for (let i = 0; i < pod.restarts && waitS < LONGEST_WAIT_S; i++) waitS *= 2;
  pod.phase = 'starting';
  pod.nextVersion = pod.version;
  pod.restarts++;
  pod.startedAtS = world.nowS;
  pod.dueS = world.nowS + world.spec.services[service.index]!.startS + Math.min(LONGEST_WAIT_S, waitS);
  emitEvent(world, pod.name, 'Warning', 'BackOff', `Back-off restarting failed container ${service.id} (${reason})`);
  reroute(service);
}
