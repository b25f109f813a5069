import type { DeploymentView, PodView } from '../../inspect.ts';
import { deployments, pods } from '../../read.ts';
import type { World } from '../../world.ts';
import { allowed, fail, type ToolContext, type ToolResult } from '../tool.ts';

export type Kind = 'pods' | 'deployments' | 'statefulsets' | 'hpa' | 'events' | 'services' | 'nodes';

/** Every spelling kubectl takes → the kind. */
export const KINDS: Readonly<Record<string, Kind>> = {
  po: 'pods',
  pod: 'pods',
  pods: 'pods',
  deploy: 'deployments',
  deployment: 'deployments',
  deployments: 'deployments',
  'deployments.apps': 'deployments',
  'deployment.apps': 'deployments',
  sts: 'statefulsets',
  statefulset: 'statefulsets',
  statefulsets: 'statefulsets',
  'statefulsets.apps': 'statefulsets',
  hpa: 'hpa',
  horizontalpodautoscaler: 'hpa',
  horizontalpodautoscalers: 'hpa',
  ev: 'events',
  event: 'events',
  events: 'events',
  svc: 'services',
  service: 'services',
  services: 'services',
  no: 'nodes',
  node: 'nodes',
  nodes: 'nodes',
};

export function allPods(world: World): PodView[] {
  return pods(world);
}

export function unknownKind(word: string): ToolResult {
  return fail(`error: the server doesn't have a resource type "${word}"`);
}

export function findDeployment(world: World, name: string): DeploymentView | undefined {
  return deployments(world).find((deployment) => deployment.service === name);
}

/** Reads `deployment/NAME` or `deployment NAME`; a refusal when it is not one. */
export function readDeployment(
  world: World,
  words: readonly string[],
): { deployment: DeploymentView } | { refusal: ToolResult } {
  const [first, second] = words;
  if (first === undefined) return { refusal: fail('error: required resource not specified') };
  const slash = first.indexOf('/');
  const kind = slash < 0 ? first : first.slice(0, slash);
  const name = slash < 0 ? second : first.slice(slash + 1);
  if (!KINDS[kind]) return { refusal: unknownKind(kind) };
  if (KINDS[kind] !== 'deployments') return { refusal: fail(`error: ${kind} does not support this operation`) };
  if (!name) return { refusal: fail('error: resource(s) were provided, but no name was specified') };
  const deployment = findDeployment(world, name);
  if (!deployment) return { refusal: notFound('deployments.apps', name) };
  return { deployment };
}

export function notFound(resource: string, name: string): ToolResult {
  return fail(`Error from server (NotFound): ${resource} "${name}" not found`);
}

/** Null when the seat may change this kind of object. */
export function refusedWrite(ctx: ToolContext, verb: string, resource: string, name: string): ToolResult | null {
  if (allowed(ctx, 'kubectl:write')) return null;
  const user = ctx.env['USER'] ?? 'oncall';
  return fail(
    `Error from server (Forbidden): ${resource} "${name}" is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "apps" in the namespace "shop"`,
  );
}

export function badFlag(problem: { flag: string; why: 'unknown' | 'no value' }): ToolResult {
  const said =
    problem.why === 'unknown'
      ? problem.flag.startsWith('--')
        ? `unknown flag: ${problem.flag}`
        : `unknown shorthand flag: '${problem.flag.slice(1)}' in ${problem.flag}`
      : `flag needs an argument: ${problem.flag}`;
  return fail(`error: ${said}\nSee 'kubectl --help' for usage.`);
}
