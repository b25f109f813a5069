import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { badFlag, readDeployment, refusedWrite } from './object.ts';

/** The cluster's quota: nobody scales past it in one go. */
const MOST_REPLICAS = 40;

export function scale(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, { replicas: 'value' });
  if (isProblem(flags)) return badFlag(flags);
  const typed = flags.value('replicas');
  if (typed === undefined) return fail('error: required flag(s) "replicas" not set');
  const replicas = Number(typed);
  if (!/^\d+$/.test(typed))
    return fail(
      `error: invalid argument "${typed}" for "--replicas" flag: strconv.ParseInt: parsing "${typed}": invalid syntax`,
    );
  const found = readDeployment(world, flags.words);
  if ('refusal' in found) return found.refusal;
  const service = found.deployment.service;
  const refused = refusedWrite(ctx, 'patch', 'deployments/scale', service);
  if (refused) return refused;
  if (replicas > MOST_REPLICAS)
    return fail(
      `Error from server (Forbidden): deployments.apps "${service}" is forbidden: exceeded quota: shop, requested: pods=${replicas}, limited: pods=${MOST_REPLICAS}`,
    );
  return out(`deployment.apps/${service} scaled`, [{ do: 'service.scale', service, replicas }]);
}
