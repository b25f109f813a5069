import type { Action } from '../../input.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { allowed, fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import type { ClusterPod } from './fixed-pods.ts';
import { clusterPods, podLabels } from './pod-kind.ts';
import { badFlag, denied, forbidden, notFound, refusedWrite } from './refusals.ts';
import { labelSelector } from './selectors.ts';
import { readTargets } from './targets.ts';

const FLAGS = {
  selector: 'value',
  force: 'switch',
  now: 'switch',
  'grace-period': 'value',
  all: 'switch',
  wait: 'switch',
  timeout: 'value',
  'ignore-not-found': 'switch',
  'field-selector': 'value',
  cascade: 'value',
  output: 'value',
} as const;

/** `kubectl delete pod …`: pods come back, and lose what they held. Nothing else is deleted by people on call. */
export function remove(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, FLAGS, { l: 'selector', o: 'output' });
  if (isProblem(flags)) return badFlag(flags, 'kubectl delete');
  if (flags.words.length === 0) return fail('error: You must provide one or more resources by argument or filename.');
  const wanted = readTargets(ctx, flags.words, 'delete');
  if ('refusal' in wanted) return wanted.refusal;
  const other = wanted.find(({ kind }) => kind.kind !== 'Pod');
  if (other)
    return forbidden(
      ctx,
      'delete',
      other.kind.plural,
      other.kind.group,
      other.names[0] === undefined ? {} : { name: other.names[0] },
    );
  const names = wanted.flatMap((one) => one.names);
  const labels = flags.value('selector');
  if (names.length === 0 && labels === undefined && !flags.on('all'))
    return fail('error: resource(s) were provided, but no name was specified');
  if (names.length > 0 && labels !== undefined)
    return fail('error: name cannot be provided when a selector is specified');
  const test = labelSelector(labels ?? 'app');
  if (typeof test !== 'function') return fail(`error: ${test.problem}`);
  const all = clusterPods(world);
  const chosen = all.filter((pod) =>
    names.length > 0
      ? names.includes(pod.name)
      : test({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: pod.name, labels: podLabels(pod), creationTimestamp: '' },
        }),
  );
  const missing = names.filter((name) => !all.some((pod) => pod.name === name));
  if (chosen.length === 0 && missing.length === 0) return out('No resources found');
  const refused = chosen[0] ? refusedWrite(ctx, 'delete', 'pods', '', chosen[0].name) : null;
  if (refused) return refused;
  const actions = actionsOf(ctx, chosen, all);
  if (!Array.isArray(actions)) return actions;
  const forced = flags.on('force') || flags.value('grace-period') === '0';
  const warning = forced
    ? 'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n'
    : '';
  const stderr =
    warning + (flags.on('ignore-not-found') ? '' : missing.map((name) => notFound('pods', name).stderr).join(''));
  return {
    ...out(chosen.map((pod) => `pod "${pod.name}" ${forced ? 'force deleted' : 'deleted'}`).join('\n'), actions),
    stderr,
    exitCode: missing.length > 0 && !flags.on('ignore-not-found') ? 1 : 0,
  };
}

function actionsOf(ctx: ToolContext, chosen: readonly ClusterPod[], all: readonly ClusterPod[]): Action[] | ToolResult {
  const actions: Action[] = [];
  for (const service of new Set(chosen.map((pod) => pod.service))) {
    const mine = chosen.filter((pod) => pod.service === service);
    const { of, name } = mine[0]!;
    if (of === 'service') actions.push({ do: 'service.restart', service, pods: mine.map((pod) => pod.name) });
    else if (of === 'database') {
      if (!allowed(ctx, 'db:restart')) return forbidden(ctx, 'delete', 'pods', '', { name });
      actions.push({ do: 'db.restart', db: service });
    } else if (of === 'cache' && allowed(ctx, 'cache:write')) actions.push({ do: 'cache.restart', cache: service });
    else if (of !== 'edge') return forbidden(ctx, 'delete', 'pods', '', { name });
    else if (mine.length === all.filter((pod) => pod.service === service).length)
      actions.push({ do: 'edge.restart', edge: service });
    else
      return denied(
        'edge-guard',
        `proxies share their connections and go together: kubectl rollout restart deployment/${service}`,
      );
  }
  return actions;
}
