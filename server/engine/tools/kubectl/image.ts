import type { World } from '../../world.ts';
import { rollbackBlocked } from '../rollback-guard.ts';
import { out, type ToolResult } from '../tool.ts';
import { denied } from './refusals.ts';
import { deploymentOf } from './workload.ts';

/** A new image in a deployment's template: forward it is a deploy, back to a version that ran before a roll-back. */
export function changeImage(world: World, service: string, image: string, said: string): ToolResult {
  const deployment = deploymentOf(world, service);
  const match = /^registry\.internal\/([\w-]+):([\w.-]+)$/.exec(image);
  const known = Object.keys(world.spec.services.find(({ id }) => id === service)?.versions ?? {});
  const ran = deployment.revisions.map((revision) => revision.version);
  if (!match || match[1] !== service)
    return denied('image-policy', `image "${image}" does not come from registry.internal/${service}`);
  const version = match[2]!;
  if (!known.includes(version))
    return denied('image-policy', `registry.internal/${service}:${version}: manifest unknown`);
  if (deployment.version === version && deployment.rollout === null) return out('');
  const newest = ran.at(-1);
  if (!ran.includes(version) || version === newest) return out(said, [{ do: 'deploy.start', service, version }]);
  const blocked = rollbackBlocked(world, service);
  if (blocked) return denied('deploy-guard', blocked);
  return out(said, [{ do: 'deploy.rollback', service, to: version }]);
}
