import { allowed, fail, type ToolContext, type ToolResult } from '../tool.ts';
import { NAMESPACE } from './kube-object.ts';

export function userOf(ctx: ToolContext): string {
  return ctx.env['USER'] ?? 'oncall';
}

/** The API server's words for a missing right. `resource` is plural, with its sub-resource; `name` when one object was meant. */
export function forbidden(
  ctx: ToolContext,
  verb: string,
  resource: string,
  group = '',
  {
    name,
    clusterWide = false,
    namespace = NAMESPACE,
  }: { name?: string; clusterWide?: boolean; namespace?: string } = {},
): ToolResult {
  const shown = `${resource.split('/')[0]!}${group === '' ? '' : `.${group}`}`;
  const what = name === undefined ? shown : `${shown} "${name}"`;
  const where = clusterWide ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return fail(
    `Error from server (Forbidden): ${what} is forbidden: User "${userOf(ctx)}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
  );
}

export function notFound(resource: string, name: string): ToolResult {
  return fail(`Error from server (NotFound): ${resource} "${name}" not found`);
}

export function unknownKind(word: string): ToolResult {
  return fail(`error: the server doesn't have a resource type "${word}"`);
}

/** An admission webhook of the platform team says no, with its reason. */
export function denied(guard: string, reason: string): ToolResult {
  return fail(
    `Error from server (Forbidden): admission webhook "${guard}.shop.internal" denied the request: ${reason}`,
  );
}

export function badFlag(problem: { flag: string; why: 'unknown' | 'no value' }, command = 'kubectl'): ToolResult {
  const { flag } = problem;
  const said =
    problem.why === 'unknown'
      ? flag.startsWith('--')
        ? `unknown flag: ${flag}`
        : `unknown shorthand flag: '${flag.slice(1)}' in ${flag}`
      : flag.startsWith('--')
        ? `flag needs an argument: ${flag}`
        : `flag needs an argument: '${flag.slice(1)}' in ${flag}`;
  return fail(`error: ${said}\nSee '${command} --help' for usage.`);
}

/** Reading needs `kubectl:read`; whoever may write may read. */
export function mayRead(ctx: ToolContext): boolean {
  return allowed(ctx, 'kubectl:read') || allowed(ctx, 'kubectl:write');
}

/** Null when the seat may change this kind of object. */
export function refusedWrite(
  ctx: ToolContext,
  verb: string,
  resource: string,
  group: string,
  name: string,
  alsoNeeds?: string,
): ToolResult | null {
  if (allowed(ctx, 'kubectl:write') && (alsoNeeds === undefined || allowed(ctx, alsoNeeds))) return null;
  return forbidden(ctx, verb, resource, group, { name });
}
