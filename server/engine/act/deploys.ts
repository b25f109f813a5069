import { emitChange } from '../announce.ts';
import { addRevision, quarterWaves, seatsToRenew, startRollout } from '../services/rollout.ts';
import type { ServiceState } from '../services/station.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** A new version in the pipeline's waves; `everyS` seconds apart when that is given, at the pipeline's pace otherwise. */
export function deploy(world: World, service: ServiceState, version: string, author: string, everyS?: number): Outcome {
  if (!service.versions.includes(version)) return refused(`no image ${service.id}:${version}`);
  if (service.rollout?.state === 'progressing')
    return refused(`a ${service.rollout.kind} of ${service.id} is under way; halt it first`);
  const pipeline = world.spec.services[service.index]!.pipeline;
  const seats = seatsToRenew(service, service.versions.indexOf(version));
  if (seats.length === 0) return refused(`${service.id} runs ${version} already`);
  const commit = world.spec.services[service.index]!.versions[version]!.commit;
  startRollout(world, service, {
    kind: 'deploy',
    to: version,
    seats,
    waves: pipeline?.waves ?? quarterWaves(seats.length),
    everyS: everyS ?? pipeline?.everyS ?? null,
    author,
    ...(pipeline?.canary === undefined ? {} : { canary: pipeline.canary }),
  });
  addRevision(
    world,
    service,
    version,
    `${service.id} ${version}${commit ? `: ${commit.message}` : ''}`,
    commit?.author ?? author,
    commit?.diff,
  );
  return done(`deploy of ${service.id} ${version} started: ${service.rollout?.waves.length ?? 0} waves`);
}

export function haltDeploy(world: World, service: ServiceState, author: string): Outcome {
  const { rollout } = service;
  if (rollout?.state !== 'progressing' || rollout.kind !== 'deploy')
    return refused(`no deploy of ${service.id} is under way`);
  rollout.state = 'halted';
  emitChange(world, {
    kind: 'deploy',
    target: service.id,
    summary: `deploy of ${rollout.to} halted at wave ${rollout.wave} of ${rollout.waves.length}`,
    author,
  });
  return done(`deploy of ${service.id} halted at wave ${rollout.wave} of ${rollout.waves.length}`);
}

export function rollBack(
  world: World,
  service: ServiceState,
  to: string | undefined,
  force: boolean,
  author: string,
): Outcome {
  const from = service.versions[service.version]!;
  const target = to ?? service.rollout?.from ?? previousVersion(service, from);
  if (target === undefined || !service.versions.includes(target))
    return refused(`${service.id} has no earlier version to go back to`);
  const version = service.versions.indexOf(target);
  const blocked = world.spec.services[service.index]!.pipeline?.rollbackBlocked?.find((rule) => rule.from === from);
  if (blocked !== undefined && !force && target !== from)
    return refused(`rollback of ${service.id} from ${from} refused: ${blocked.reason}`);
  const seats = seatsToRenew(service, version);
  if (seats.length === 0) return refused(`${service.id} runs ${target} everywhere`);
  startRollout(world, service, {
    kind: 'rollback',
    to: target,
    seats,
    waves: quarterWaves(seats.length),
    everyS: null,
    author,
  });
  addRevision(world, service, target, `${service.id} rolled back to ${target}${force ? ' (forced)' : ''}`, author);
  return done(`rolling ${service.id} back to ${target}`);
}

function previousVersion(service: ServiceState, from: string): string | undefined {
  return service.revisions.findLast((revision) => revision.version !== from)?.version;
}
