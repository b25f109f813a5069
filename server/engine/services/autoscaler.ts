import { emitChange, emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import { startPod, stopPod } from './lifecycle.ts';
import type { AutoscalerState, ServiceState } from './station.ts';

const EVERY_S = 15;
/** Scale-down looks at the largest size wanted in this time (the usual default). */
const STABILISE_S = 300;

/** Kubernetes' rule, every 15 s: wanted = ⌈ready × cpu / target⌉, 10 % tolerance, up by at most doubling, down with patience. */
export function runAutoscalers(world: World): void {
  if (((world.nowS % EVERY_S) + EVERY_S) % EVERY_S !== 0) return;
  for (const service of world.services)
    if (service.autoscaler?.enabled === true) decide(world, service, service.autoscaler);
}

function decide(world: World, service: ServiceState, autoscaler: AutoscalerState): void {
  let cpu = 0;
  let running = 0;
  for (const station of service.stations) {
    if (!station.running || station.size === 0) continue;
    cpu += station.cpuMean * station.size;
    running += station.size;
  }
  if (running === 0) return;
  const ratio = cpu / running / autoscaler.targetCpu;
  let wanted = ratio > 0.9 && ratio < 1.1 ? service.desired : Math.ceil(running * ratio);
  wanted = Math.max(autoscaler.min, Math.min(autoscaler.max, Math.min(wanted, 2 * service.desired)));
  autoscaler.wanted.push(wanted);
  if (autoscaler.wanted.length > STABILISE_S / EVERY_S) autoscaler.wanted.shift();
  if (wanted < service.desired)
    for (const past of autoscaler.wanted) wanted = Math.max(wanted, Math.min(past, service.desired));
  autoscaler.desired = wanted;
  if (wanted === service.desired) return;
  const from = service.desired;
  scaleTo(world, service, wanted);
  emitEvent(
    world,
    service.id,
    'Normal',
    'SuccessfulRescale',
    `New size: ${wanted}; reason: cpu resource utilization above target`,
  );
  emitChange(world, {
    kind: 'scale',
    target: service.id,
    summary: `autoscaler: ${from} → ${wanted} replicas`,
    author: 'horizontal-pod-autoscaler',
    diff: `-replicas: ${from}\n+replicas: ${wanted}\n`,
  });
}

/** Starts or stops pods until `replicas` are wanted; the highest seats go first. */
export function scaleTo(world: World, service: ServiceState, replicas: number): void {
  service.desired = replicas;
  const staying = service.pods.filter((pod) => !pod.leaving);
  for (const pod of staying.filter(({ seat }) => seat >= replicas)) stopPod(world, service, pod, 'gone');
  for (let seat = 0; seat < replicas; seat++) {
    if (!service.pods.some((pod) => pod.seat === seat && !pod.leaving)) startPod(world, service, seat);
  }
}
