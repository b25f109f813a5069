import { emitChange } from '../announce.ts';
import { scaleTo } from '../services/autoscaler.ts';
import { refreshBehaviours } from '../services/behaviour.ts';
import type { ServiceState } from '../services/station.ts';
import type { World } from '../world.ts';
import { restartAll } from './pods.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** New environment: processes see it when they start, so the pods are renewed in quarters. */
export function setConfig(
  world: World,
  service: ServiceState,
  key: string,
  value: string | null,
  author: string,
): Outcome {
  const before = service.config[key];
  if (value === null) Reflect.deleteProperty(service.config, key);
  else service.config[key] = value;
  const diff = `${before === undefined ? '' : `-${key}=${before}\n`}${value === null ? '' : `+${key}=${value}\n`}`;
  emitChange(world, {
    kind: 'config',
    target: service.id,
    summary: value === null ? `${service.id}: ${key} removed` : `${service.id}: ${key} set`,
    author,
    diff,
  });
  if (service.rollout?.state !== 'progressing') restartAll(world, service, 'rolling', author);
  return done(`deployment.apps/${service.id} env updated`);
}

export function setFlag(world: World, flag: string, on: boolean, author: string): Outcome {
  if (world.flags[flag] === undefined)
    return refused(`no flag "${flag}"; known: ${Object.keys(world.flags).join(', ')}`);
  if (world.flags[flag] !== on)
    emitChange(world, {
      kind: 'flag',
      target: flag,
      summary: `${flag} ${on ? 'on' : 'off'}`,
      author,
      diff: `-enabled: ${!on}\n+enabled: ${on}\n`,
    });
  world.flags[flag] = on;
  refreshBehaviours(world);
  return done(`${flag} is ${on ? 'on' : 'off'}`);
}

export function setAutoscaler(
  world: World,
  service: ServiceState,
  change: { min?: number; max?: number; enabled?: boolean },
  author: string,
): Outcome {
  const { autoscaler } = service;
  if (autoscaler === null) return refused(`${service.id} has no autoscaler`);
  const min = change.min ?? autoscaler.min;
  const max = change.max ?? autoscaler.max;
  if (min > max) return refused(`minReplicas ${min} is more than maxReplicas ${max}`);
  const before = autoscalerText(autoscaler);
  autoscaler.min = min;
  autoscaler.max = max;
  autoscaler.enabled = change.enabled ?? autoscaler.enabled;
  autoscaler.wanted = [];
  emitChange(world, {
    kind: 'scale',
    target: service.id,
    summary: `autoscaler of ${service.id}: ${min} to ${max}, ${autoscaler.enabled ? 'on' : 'off'}`,
    author,
    diff: `${before.map((line) => `-${line}\n`).join('')}${autoscalerText(autoscaler)
      .map((line) => `+${line}\n`)
      .join('')}`,
  });
  const bounded = Math.max(min, Math.min(max, service.desired));
  if (autoscaler.enabled && bounded !== service.desired) scaleTo(world, service, bounded);
  return done(`horizontalpodautoscaler.autoscaling/${service.id} patched`);
}

function autoscalerText({ min, max, enabled }: { min: number; max: number; enabled: boolean }): string[] {
  return [`minReplicas: ${min}`, `maxReplicas: ${max}`, `enabled: ${enabled}`];
}

export function pauseJob(world: World, id: string, paused: boolean, author: string): Outcome {
  const job = world.jobs.find((candidate) => candidate.id === id);
  if (job === undefined) return refused(`no job "${id}"; known: ${world.jobs.map((one) => one.id).join(', ')}`);
  if (job.paused !== paused) {
    job.paused = paused;
    job.wanting = 0;
    emitChange(world, {
      kind: 'job',
      target: id,
      summary: `${id} ${paused ? 'suspended' : 'resumed'}`,
      author,
      diff: `-suspend: ${!paused}\n+suspend: ${paused}\n`,
    });
    world.raised.push(`${paused ? 'paused' : 'resumed'}.${id}`);
  }
  return done(`cronjob.batch/${id} patched`);
}
