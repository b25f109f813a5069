import type { DeploymentView } from '../../inspect.ts';
import { deployments } from '../../read.ts';
import type { World } from '../../world.ts';
import { fail, type ToolContext, type ToolResult } from '../tool.ts';
import { labelSelector } from './selectors.ts';
import { lookUp, readTargets } from './targets.ts';

/** What a deployment or stateful set runs: services, databases and the edge all run here. */
export interface Workload {
  /** `store`: a replica or a broker, which nobody on call restarts from here. */
  is: 'service' | 'database' | 'cache' | 'store' | 'edge';
  name: string;
  /** As kubectl names it in its answers: `deployment.apps/checkout`. */
  shown: string;
}

/**
 * Reads `deployment/NAME …`, `deployment NAME …`, `deployment -l app=x`, `deployment` (all of them). `cannot` words the
 * refusal of another kind.
 */
export function readWorkloads(
  world: World,
  ctx: ToolContext,
  words: readonly string[],
  selector: string | undefined,
  cannot: (kind: string, name: string) => string,
): Workload[] | { refusal: ToolResult } {
  if (words.length === 0) return { refusal: fail('error: required resource not specified') };
  const wanted = readTargets(ctx, words, 'get');
  if ('refusal' in wanted) return wanted;
  const other = wanted.find(({ kind }) => kind.kind !== 'Deployment' && kind.kind !== 'StatefulSet');
  if (other) return { refusal: fail(cannot(other.kind.kind, other.names[0] ?? '')) };
  const { found, missing } = lookUp(world, wanted);
  if (missing[0]) return { refusal: missing[0] };
  const chosen = selector === undefined ? () => true : labelSelector(selector);
  if (typeof chosen !== 'function') return { refusal: fail(`error: ${chosen.problem}`) };
  const all = found.flatMap(({ kind, items }) =>
    items
      .filter(({ object }) => chosen(object))
      .map(({ object }) => workloadOf(world, kind.kind, object.metadata.name)),
  );
  return all.length > 0
    ? all
    : { refusal: { stdout: '', stderr: 'No resources found in shop namespace.\n', exitCode: 0, actions: [] } };
}

function workloadOf(world: World, kind: string, name: string): Workload {
  if (kind === 'StatefulSet') {
    const is = world.spec.databases.some(({ id }) => id === name)
      ? 'database'
      : world.spec.caches?.some(({ id }) => id === name)
        ? 'cache'
        : 'store';
    return { is, name, shown: `statefulset.apps/${name}` };
  }
  return { is: world.spec.edge?.id === name ? 'edge' : 'service', name, shown: `deployment.apps/${name}` };
}

/** A service's deployment; it exists, as `readWorkloads` found it. */
export function deploymentOf(world: World, name: string): DeploymentView {
  return deployments(world).find((deployment) => deployment.service === name)!;
}
