import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { joined } from './joined.ts';
import { badFlag, denied, forbidden, refusedWrite } from './refusals.ts';
import { deploymentOf, readWorkloads } from './workload.ts';

/** The namespace's quota of pods: nobody scales past it in one go. */
const MOST_REPLICAS = 40;

export function scale(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    {
      replicas: 'value',
      'current-replicas': 'value',
      'resource-version': 'value',
      timeout: 'value',
      selector: 'value',
      all: 'switch',
    },
    { l: 'selector' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl scale');
  const typed = flags.value('replicas');
  if (typed === undefined) return fail('error: required flag(s) "replicas" not set');
  if (!/^-?\d+$/.test(typed))
    return fail(
      `error: invalid argument "${typed}" for "--replicas" flag: strconv.ParseInt: parsing "${typed}": invalid syntax\nSee 'kubectl scale --help' for usage.`,
    );
  const replicas = Number(typed);
  if (replicas < 0)
    return fail('error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const workloads = readWorkloads(
    world,
    ctx,
    flags.words,
    flags.value('selector'),
    () => 'Error from server (NotFound): the server could not find the requested resource',
  );
  if ('refusal' in workloads) return workloads.refusal;
  const answers = workloads.map(({ is, name, shown }): ToolResult => {
    if (is !== 'service' && is !== 'edge') return forbidden(ctx, 'patch', 'statefulsets/scale', 'apps', { name });
    const refused = refusedWrite(ctx, 'patch', 'deployments/scale', 'apps', name);
    if (refused) return refused;
    if (is === 'edge')
      return denied('edge-guard', `the number of proxies is fixed by the load balancer's target group`);
    const current = deploymentOf(world, name).replicas;
    const expected = flags.value('current-replicas');
    if (expected !== undefined && Number(expected) !== current)
      return fail(`error: Expected replicas to be ${expected}, was ${current}`);
    if (replicas > MOST_REPLICAS)
      return fail(
        `Error from server (Forbidden): deployments.apps "${name}" is forbidden: exceeded quota: shop, requested: pods=${replicas}, limited: pods=${MOST_REPLICAS}`,
      );
    return out(`${shown} scaled`, [{ do: 'service.scale', service: name, replicas }]);
  });
  return joined(answers);
}
