import { emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import { answerServed } from './admit.ts';
import { reroute } from './balancer.ts';
import { behave } from './behaviour.ts';
import { addPod, podName } from './build-services.ts';
import { applyCallSettings } from './call-settings.ts';
import { complete } from './answers.ts';
import { removeOut } from './flow.ts';
import { closeFiles } from './disk.ts';
import { chooseNode } from './node.ts';
import { drainQueue, RING_S } from './queue.ts';
import { dropSessions } from './sessions.ts';
import type { Pod, ServiceState, Station } from './station.ts';

/** Seconds between leaving the balancer and the kill. */
const GRACE_S = 5;

/** Takes a pod out of the balancer; after the grace period what it still holds fails, and it starts again or is gone. */
export function stopPod(world: World, service: ServiceState, pod: Pod, then: { version: number } | 'gone'): void {
  pod.leaving = then === 'gone';
  if (then !== 'gone') pod.nextVersion = then.version;
  if (pod.phase !== 'running') {
    if (pod.phase === 'starting' && !pod.leaving) pod.version = pod.nextVersion;
    return;
  }
  pod.phase = 'draining';
  pod.dueS = world.nowS + GRACE_S;
  emitEvent(world, pod.name, 'Normal', 'Killing', `Stopping container ${service.id}`);
  if (!service.pooled) service.stations[pod.seat]!.running = false;
  reroute(service);
}

/** A pod on a new seat; it serves after the service's start time. */
export function startPod(world: World, service: ServiceState, seat: number): void {
  const { startS } = world.spec.services[service.index]!;
  const pod = addPod(world.spec, service, seat, world.seed, world.nowS);
  pod.dueS = world.nowS + startS;
  assign(world, pod);
}

/** Moves pods whose phase ends in this second. */
export function stepPods(world: World): void {
  for (const service of world.services) {
    const { pods } = service;
    for (let i = 0; i < pods.length; i++) {
      const pod = pods[i]!;
      if (pod.phase === 'running' || world.nowS < pod.dueS) continue;
      if (pod.phase === 'draining') {
        endDraining(world, service, pod);
        if (pod.leaving) pods.splice(i--, 1);
      } else if (pod.leaving) {
        pods.splice(i--, 1);
      } else {
        becomeReady(world, service, pod);
      }
    }
  }
}

function endDraining(world: World, service: ServiceState, pod: Pod): void {
  const station = service.stations[service.pooled ? 0 : pod.seat]!;
  failRest(world, service, station, service.pooled ? 1 / Math.max(1, station.size) : 1);
  station.size -= 1;
  if (service.pooled && station.size === 0) station.running = false;
  dropSessions(world, service.index, pod.seat);
  if (world.disks.length > 0) closeFiles(world, service.id);
  reroute(service);
  if (pod.leaving) return;
  pod.phase = 'starting';
  pod.version = pod.nextVersion;
  pod.name = podName(service, pod.version, world.seed);
  pod.startedAtS = world.nowS;
  pod.restarts = 0;
  pod.dueS = world.nowS + world.spec.services[service.index]!.startS;
  assign(world, pod);
}

/** A node gets the pod. */
function assign(world: World, pod: Pod): void {
  pod.node = '';
  pod.node = chooseNode(world);
  const where = pod.node === '' ? '' : ` to ${pod.node}`;
  emitEvent(world, pod.name, 'Normal', 'Scheduled', `Successfully assigned default/${pod.name}${where}`);
}

function becomeReady(world: World, service: ServiceState, pod: Pod): void {
  const station = service.stations[service.pooled ? 0 : pod.seat]!;
  pod.phase = 'running';
  station.size += 1;
  station.running = true;
  station.ready = true;
  station.probeFails = 0;
  station.probePasses = 0;
  station.version = pod.version;
  station.environment = { ...service.config };
  behave(world, service, station);
  if (!service.pooled) applyCallSettings(world, service, station);
  emitEvent(world, pod.name, 'Normal', 'Started', `Started container ${service.id}`);
  reroute(service);
}

/** The process is killed: what waits and what is in progress fails with a closed connection. */
export function failRest(world: World, service: ServiceState, station: Station, share: number): void {
  if (share >= 1) {
    drainQueue(station.queue, world.nowS);
    answerServed(world, service, station, 502, 0.01);
    if (station.pool !== null) {
      drainQueue(station.pool.queue, world.nowS);
      const waits = station.pool.lockWaits;
      station.pool.lockWaits = [];
      station.pool.lockWaiting = 0;
      for (const { journey, amount, cameS, spentS, calledS } of waits)
        complete(world, service, station, journey, amount, cameS, spentS + world.nowS - calledS, 0, 502);
    }
  }
  for (const link of station.work === null ? station.links : [station.work, ...station.links]) {
    if (link.outTotal > 0) {
      for (let at = 0; at < RING_S; at++) {
        if (link.outBySecond[at]! <= 0) continue;
        eachCell(link.journeys, link.attempts, at, (cell, j) => {
          const have = link.out[cell]!;
          if (have === 0) return;
          const spentS = link.outSpent[cell]! / have;
          const cameS = link.outCame[cell]! / have;
          complete(world, service, station, j, removeOut(link, cell, at, share), cameS, spentS, 0, 502);
        });
      }
    }
    if (link.retryTotal > 0) {
      for (let at = 0; at < RING_S; at++) {
        if (link.retryBySecond[at]! <= 0) continue;
        eachCell(link.journeys, link.attempts, at, (cell, j) => {
          const amount = link.retry[cell]! * share;
          if (amount === 0) return;
          const spentS = link.retrySpent[cell]! / link.retry[cell]!;
          const cameS = link.retryCame[cell]! / link.retry[cell]!;
          link.retry[cell]! -= amount;
          link.retrySpent[cell]! *= 1 - share;
          link.retryCame[cell]! *= 1 - share;
          link.retryBySecond[at]! -= amount;
          link.retryTotal -= amount;
          complete(world, service, station, j, amount, cameS, spentS, 0, 502);
        });
        if (share >= 1) link.retryBySecond[at] = 0;
      }
      if (share >= 1) link.retryTotal = 0;
    }
  }
}

function eachCell(journeys: number, attempts: number, at: number, visit: (cell: number, j: number) => void): void {
  for (let j = 0; j < journeys; j++) {
    for (let b = 0; b < attempts; b++) visit((at * journeys + j) * attempts + b, j);
  }
}
