import { emitChange } from '../announce.ts';
import { scaleTo } from '../services/autoscaler.ts';
import { stopPod } from '../services/lifecycle.ts';
import { quarterWaves, seatsToRenew, startRollout } from '../services/rollout.ts';
import type { ServiceState } from '../services/station.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

export function restartService(
  world: World,
  service: ServiceState,
  pods: 'rolling' | 'all' | string[],
  author: string,
): Outcome {
  if (Array.isArray(pods)) {
    const wanted = service.pods.filter((pod) => pods.includes(pod.name));
    if (wanted.length === 0) return refused(`pods "${pods.join('", "')}" not found`);
    for (const pod of wanted) stopPod(world, service, pod, { version: pod.version });
    emitChange(world, {
      kind: 'restart',
      target: service.id,
      summary: `${wanted.length} of ${service.pods.length} pods of ${service.id} deleted`,
      author,
    });
    return done(wanted.map((pod) => `pod "${pod.name}" deleted`).join('\n'));
  }
  const moving = service.rollout?.state === 'progressing' ? service.rollout : null;
  if (moving !== null && moving.canary !== null)
    return refused(`a ${moving.kind} of ${service.id} waits for its canary; halt it first`);
  emitChange(world, {
    kind: 'restart',
    target: service.id,
    summary: `${service.id} restarted${pods === 'all' ? ', all pods at once' : ''}`,
    author,
  });
  restartAll(world, service, pods, author);
  // A new rollout of the present template takes over: its end is the end of what it found under way.
  if (moving !== null) Object.assign(service.rollout!, { kind: moving.kind, from: moving.from });
  return done(`deployment.apps/${service.id} restarted`);
}

/** Renews every pod with the version wanted now: in quarters, or all at once. */
export function restartAll(world: World, service: ServiceState, pods: 'rolling' | 'all', author: string): void {
  const seats = seatsToRenew(service, null);
  const to = service.versions[service.version]!;
  startRollout(world, service, {
    kind: 'restart',
    to,
    seats,
    waves: pods === 'all' ? [seats.length] : quarterWaves(seats.length),
    everyS: null,
    author,
  });
}

export function scaleService(world: World, service: ServiceState, replicas: number, author: string): Outcome {
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > 100)
    return refused(`replicas must be a whole number from 0 to 100, not ${replicas}`);
  const from = service.desired;
  scaleTo(world, service, replicas);
  if (from !== replicas)
    emitChange(world, {
      kind: 'scale',
      target: service.id,
      summary: `${service.id}: ${from} → ${replicas} replicas`,
      author,
      diff: `-replicas: ${from}\n+replicas: ${replicas}\n`,
    });
  return done(`deployment.apps/${service.id} scaled`);
}
