import type { DeploymentView, PodView } from '../inspect.ts';
import { hashText } from '../random.ts';
import type { World } from '../world.ts';
import { readyReplicas } from './balancer.ts';
import { held } from './capacity.ts';
import type { Pod, Rollout, ServiceState } from './station.ts';

/** Every pod, or those of one service, in the order of their seats. */
export function pods(world: World, service?: string): PodView[] {
  return world.services
    .filter(({ id }) => service === undefined || id === service)
    .flatMap((of) => [...of.pods].sort((a, b) => a.seat - b.seat).map((pod) => podView(world, of, pod)));
}

export function deployments(world: World): DeploymentView[] {
  return world.services.map((service) => ({
    service: service.id,
    team: world.spec.services[service.index]!.team,
    replicas: service.desired,
    ready: readyReplicas(service),
    updated: updatedReplicas(service),
    ...(isRenewing(service) ? { renewing: true } : {}),
    version: service.versions[service.version]!,
    rollout: service.rollout === null || service.rollout.kind === 'restart' ? null : rolloutView(service.rollout),
    revisions: service.revisions.map((revision) => ({ ...revision })),
    env: { ...service.config },
    autoscaler: service.autoscaler === null ? null : autoscalerView(service.autoscaler),
  }));
}

function isRenewing({ rollout }: ServiceState): boolean {
  return rollout?.kind === 'restart' && rollout.state !== 'complete';
}

/** Replicas that run what is asked for: the version, and after a restart or a new setting a process that began since. */
function updatedReplicas(service: ServiceState): number {
  const waiting = isRenewing(service) ? (service.rollout?.seats ?? []) : [];
  return service.pods.filter(
    ({ version, phase, seat }) => version === service.version && phase === 'running' && !waiting.includes(seat),
  ).length;
}

/** Configuration of a service as set now (running pods may still have the one before); empty for an unknown service. */
export function configOf(world: World, service: string): Record<string, string> {
  return { ...world.services.find(({ id }) => id === service)?.config };
}

/** Address of a replica: stable per service and seat. */
export function addressOf(service: number, seat: number): string {
  return `10.42.${service + 1}.${seat + 10}`;
}

function podView(world: World, service: ServiceState, pod: Pod): PodView {
  const station = service.stations[service.pooled ? 0 : pod.seat]!;
  const running = pod.phase === 'running';
  return {
    name: pod.name,
    service: service.id,
    version: service.versions[pod.version]!,
    phase: phaseOf(pod),
    ready: running && station.ready,
    restarts: pod.restarts,
    startedAtS: pod.startedAtS,
    ip: addressOf(service.index, pod.seat),
    node: pod.node === '' ? `node-${String.fromCharCode(97 + (hashText(pod.name) % 5))}` : pod.node,
    cpu: pod.phase === 'starting' ? 0 : station.cpu,
    env: { ...station.environment },
    memoryMiB: Math.round(160 + (hashText(pod.name) % 40) + (1.5 * held(station)) / Math.max(1, station.size)),
  };
}

/** A container that died waits longer and longer before it starts under the same name. */
function phaseOf({ phase, restarts }: Pod): PodView['phase'] {
  if (phase === 'running') return 'Running';
  if (phase === 'draining') return 'Terminating';
  return restarts > 0 ? 'CrashLoopBackOff' : 'Pending';
}

function rolloutView(rollout: Rollout): NonNullable<DeploymentView['rollout']> {
  const state = rollout.kind === 'rollback' && rollout.state === 'progressing' ? 'rolling back' : rollout.state;
  return {
    to: rollout.to,
    from: rollout.from,
    state,
    wave: rollout.wave,
    waves: rollout.waves.length,
    nextWaveAtS:
      rollout.state === 'progressing' && rollout.seats.length > 0 && rollout.everyS !== null
        ? rollout.nextWaveAtS
        : null,
  };
}

function autoscalerView({
  min,
  max,
  targetCpu,
  enabled,
  desired,
}: NonNullable<ServiceState['autoscaler']>): NonNullable<DeploymentView['autoscaler']> {
  return { min, max, targetCpu, enabled, desired };
}
