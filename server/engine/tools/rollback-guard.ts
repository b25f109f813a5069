import { deployments } from '../read.ts';
import type { World } from '../world.ts';

/** Why the pipeline refuses to leave the version that runs now; null when it does not. */
export function rollbackBlocked(world: World, service: string): string | null {
  const running = deployments(world).find((deployment) => deployment.service === service);
  const pipeline = world.spec.services.find((spec) => spec.id === service)?.pipeline;
  const newest = running?.rollout?.to ?? running?.version;
  return pipeline?.rollbackBlocked?.find((rule) => rule.from === newest)?.reason ?? null;
}
