import { emitChange, emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import type { PipelineSpec } from '../spec.ts';
import type { CanaryWatch } from './canary.ts';
import { announceStop, beginWatch, createWatch, judgeCanary } from './canary.ts';
import { stopPod } from './lifecycle.ts';
import type { Rollout, ServiceState } from './station.ts';

/**
 * Starts to renew `seats` in waves. A deploy keeps the pipeline's pace; a roll-back or restart takes the next wave as soon
 * as the one before is ready.
 */
export function startRollout(
  world: World,
  service: ServiceState,
  rollout: {
    kind: Rollout['kind'];
    to: string;
    seats: number[];
    waves: number[];
    everyS: number | null;
    author: string;
    canary?: PipelineSpec['canary'];
  },
): void {
  const { canary } = rollout;
  service.rollout = {
    ...rollout,
    canary: canary === undefined ? null : createWatch(canary),
    from: service.versions[service.version]!,
    state: 'progressing',
    waves: fillWaves(canary === undefined ? rollout.waves : [canary.replicas, ...rollout.waves], rollout.seats.length),
    wave: 0,
    nextWaveAtS: world.nowS,
  };
  service.version = service.versions.indexOf(rollout.to);
}

/** Each second: the next wave where one is due. */
export function stepRollouts(world: World): void {
  for (const service of world.services) {
    const { rollout } = service;
    if (rollout?.state !== 'progressing') continue;
    if (rollout.wave > 0 && rollout.canary !== null && !canaryPasses(world, service, rollout, rollout.canary)) continue;
    if (rollout.seats.length === 0) {
      if (allRunning(service)) finish(world, service, rollout);
      continue;
    }
    const due = rollout.everyS === null ? rollout.wave === 0 || allRunning(service) : world.nowS >= rollout.nextWaveAtS;
    if (due) nextWave(world, service, rollout);
  }
}

/** The rest follows when the canaries were good; when they were bad they go back, or stay where they are if that is refused. */
function canaryPasses(world: World, service: ServiceState, rollout: Rollout, watch: CanaryWatch): boolean {
  if (watch.untilS === null) {
    if (allRunning(service)) beginWatch(world, service, rollout, watch);
    return false;
  }
  const verdict = judgeCanary(world, service, rollout, watch);
  if (verdict === 'watching') return false;
  rollout.canary = null;
  rollout.nextWaveAtS = world.nowS;
  if (verdict === 'good') return true;
  rollout.state = 'halted';
  const limit = Math.round(watch.stopAboveErrorShare * 1000) / 10;
  announceStop(world, service, rollout, verdict === 'bad' ? `errors above ${limit} %` : 'no answers');
  const { from, to } = rollout;
  const blocked = world.spec.services[service.index]!.pipeline?.rollbackBlocked ?? [];
  if (blocked.some((rule) => rule.from === to)) return false;
  const seats = seatsToRenew(service, service.versions.indexOf(from));
  const author = 'pipeline';
  startRollout(world, service, { kind: 'rollback', to: from, seats, waves: [seats.length], everyS: null, author });
  addRevision(world, service, from, `${service.id} taken back to ${from} by its canary`, author);
  return false;
}

/** Seats in pods' order that do not run `version` yet (all of them for a restart). */
export function seatsToRenew(service: ServiceState, version: number | null): number[] {
  return service.pods
    .filter(
      (pod) =>
        !pod.leaving && (version === null || (pod.phase === 'running' ? pod.version : pod.nextVersion) !== version),
    )
    .map((pod) => pod.seat)
    .sort((a, b) => a - b);
}

/** The usual quarter of the fleet at a time. */
export function quarterWaves(count: number): number[] {
  const size = Math.max(1, Math.ceil(count / 4));
  return Array.from({ length: Math.ceil(count / size) }, () => size);
}

function nextWave(world: World, service: ServiceState, rollout: Rollout): void {
  const version = service.versions.indexOf(rollout.to);
  const count = rollout.waves[rollout.wave] ?? rollout.seats.length;
  for (const seat of rollout.seats.splice(0, count)) {
    const pod = service.pods.find((candidate) => candidate.seat === seat && !candidate.leaving);
    if (pod !== undefined) stopPod(world, service, pod, { version });
  }
  rollout.wave++;
  rollout.nextWaveAtS = world.nowS + (rollout.everyS ?? 0);
}

function finish(world: World, service: ServiceState, rollout: Rollout): void {
  rollout.state = 'complete';
  emitEvent(world, service.id, 'Normal', 'RolloutComplete', `${service.id} ${rollout.kind} complete: ${rollout.to}`);
  world.raised.push(
    rollout.kind === 'deploy'
      ? `deployed.${service.id}`
      : rollout.kind === 'rollback'
        ? `rolledBack.${service.id}`
        : `restarted.${service.id}`,
  );
}

/** Records a new revision, as `kubectl rollout history` lists them. */
export function addRevision(
  world: World,
  service: ServiceState,
  version: string,
  summary: string,
  author: string,
  diff?: string,
): void {
  service.revisions.push({ revision: service.revisions.length + 1, version, atS: world.nowS, summary, author });
  emitChange(world, { kind: 'deploy', target: service.id, summary, author, ...(diff === undefined ? {} : { diff }) });
}

function allRunning(service: ServiceState): boolean {
  return service.pods.every((pod) => pod.phase === 'running' || pod.leaving);
}

/** The waves cover every seat: what is missing follows in a last one. */
function fillWaves(waves: number[], count: number): number[] {
  const filled: number[] = [];
  let rest = count;
  for (const wave of waves) {
    if (rest <= 0) break;
    filled.push(Math.min(wave, rest));
    rest -= wave;
  }
  if (rest > 0) filled.push(rest);
  return filled;
}
