import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { allowed, fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { joined } from './joined.ts';
import { clusterNodes, podsOn } from './node-kind.ts';
import { badFlag, forbidden, notFound } from './refusals.ts';
import { hashText } from '../../random.ts';

/** `kubectl cordon|uncordon NODE…` */
export function cordon(world: World, ctx: ToolContext, argv: readonly string[], on: boolean): ToolResult {
  const verb = on ? 'cordon' : 'uncordon';
  const flags = parseFlags(argv, { selector: 'value' }, { l: 'selector' });
  if (isProblem(flags)) return badFlag(flags, `kubectl ${verb}`);
  const names = flags.words.map((word) => word.replace(/^nodes?\//, ''));
  if (names.length === 0)
    return fail(`error: USAGE: ${verb} NODE [flags]\nSee 'kubectl ${verb} -h' for help and examples`);
  return joined(names.map((name) => cordonOne(world, ctx, name, on)));
}

/** One node, for `cordon`, `drain` and `patch node`. */
export function cordonOne(world: World, ctx: ToolContext, name: string, on: boolean): ToolResult {
  const node = clusterNodes(world).find((one) => one.name === name);
  if (!node) return notFound('nodes', name);
  if (!allowed(ctx, 'node:write')) return forbidden(ctx, 'patch', 'nodes', '', { name, clusterWide: true });
  const done = on ? 'cordoned' : 'uncordoned';
  if (node.cordoned === on) return out(`node/${name} already ${done}`);
  return out(`node/${name} ${done}`, [{ do: 'node.cordon', node: name, on }]);
}

/** `kubectl drain NODE --ignore-daemonsets`: cordons it, then evicts what runs there. */
export function drain(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, {
    'ignore-daemonsets': 'switch',
    'delete-emptydir-data': 'switch',
    force: 'switch',
    'grace-period': 'value',
    timeout: 'value',
    'disable-eviction': 'switch',
    'pod-selector': 'value',
  });
  if (isProblem(flags)) return badFlag(flags, 'kubectl drain');
  const [name = ''] = flags.words.map((word) => word.replace(/^nodes?\//, ''));
  if (name === '') return fail("error: USAGE: drain NODE [flags]\nSee 'kubectl drain -h' for help and examples");
  const cordoned = cordonOne(world, ctx, name, true);
  if (cordoned.exitCode !== 0) return cordoned;
  const daemons = ['kube-proxy', 'log-shipper', 'node-exporter'].map(
    (daemon) => `kube-system/${daemon}-${(hashText(`${daemon}/${name}`) % 90_000) + 10_000}`,
  );
  if (!flags.on('ignore-daemonsets'))
    return {
      ...cordoned,
      stderr: `error: unable to drain node "${name}" due to error: cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${daemons.join(', ')}, continuing command...\nThere are pending nodes to be drained:\n ${name}\ncannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${daemons.join(', ')}\n`,
      exitCode: 1,
    };
  const leaving = podsOn(world, name);
  const services = [...new Set(leaving.map((pod) => pod.service))];
  const evicted = out(
    [
      ...leaving.map((pod) => `evicting pod shop/${pod.name}`),
      ...leaving.map((pod) => `pod/${pod.name} evicted`),
      `node/${name} drained`,
    ].join('\n'),
    services.map((service) => ({
      do: 'service.restart' as const,
      service,
      pods: leaving.filter((pod) => pod.service === service).map((pod) => pod.name),
    })),
  );
  return {
    ...joined([cordoned, evicted]),
    stderr: `Warning: ignoring DaemonSet-managed Pods: ${daemons.join(', ')}\n`,
  };
}
