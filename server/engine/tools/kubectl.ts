import { deployments } from '../read.ts';
import type { World } from '../world.ts';
import { deletePods } from './kubectl/delete.ts';
import { describe } from './kubectl/describe.ts';
import { setEnv } from './kubectl/env.ts';
import { get } from './kubectl/get.ts';
import { autoscale, patch } from './kubectl/hpa.ts';
import { podLogs } from './kubectl/pod-logs.ts';
import { rollout } from './kubectl/rollout.ts';
import { scale } from './kubectl/scale.ts';
import { top } from './kubectl/top.ts';
import { allPods, KINDS } from './kubectl/object.ts';
import { fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';

type Verb = (world: World, ctx: ToolContext, argv: readonly string[]) => ToolResult;

const VERBS: Readonly<Record<string, Verb>> = {
  get,
  describe,
  logs: podLogs,
  rollout,
  scale,
  delete: deletePods,
  set: setEnv,
  top,
  patch,
  autoscale,
  version: () => out('Client Version: v1.31.4\nKustomize Version: v5.4.2\nServer Version: v1.31.2'),
  exec: (_world, ctx) => forbidden(ctx, 'create', 'pods/exec'),
  cordon: (_world, ctx) => forbidden(ctx, 'patch', 'nodes'),
  drain: (_world, ctx) => forbidden(ctx, 'patch', 'nodes'),
  apply: (_world, ctx) => forbidden(ctx, 'patch', 'deployments'),
  edit: (_world, ctx) => forbidden(ctx, 'patch', 'deployments'),
};

const USAGE = `kubectl controls the cluster of the simulated shop.

  get          pods, deployments, hpa, events   [NAME] [-l app=NAME] [-o wide|json|name]
  describe     pod|deployment NAME
  logs         POD | deployment/NAME   [--tail N] [--since 10m]
  rollout      status|history|undo|restart|pause deployment/NAME   [--to-revision N]
  scale        deployment/NAME --replicas N
  set env      deployment/NAME KEY=VALUE | KEY- | --list
  delete pod   NAME …
  top          pods
  autoscale    deployment NAME --min N --max N
  patch hpa    NAME -p '{"spec":{"maxReplicas":8}}'`;

export const kubectl: Tool = {
  name: 'kubectl',
  summary: 'pods, deployments, rollouts, scaling',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const { verb, rest } = splitVerb(argv);
    if (verb === undefined) return out(USAGE);
    const run = VERBS[verb];
    if (!run) return fail(`error: unknown command "${verb}" for "kubectl"\n\nRun 'kubectl --help' for usage.`);
    return run(world, ctx, rest);
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return Object.keys(VERBS);
    const [verb, second = ''] = argv;
    const last = argv.at(-1) ?? '';
    const names = deployments(world).map((deployment) => deployment.service);
    if (verb === 'rollout' && argv.length === 2) return ['status', 'history', 'undo', 'restart', 'pause', 'resume'];
    if (verb === 'set' && argv.length === 2) return ['env'];
    if (verb === 'get' && argv.length === 2) return ['pods', 'deployments', 'hpa', 'events'];
    if (last.startsWith('-')) return ['--replicas=', '--tail=', '--since=', '--to-revision=', '-l', '-o'];
    if (verb === 'logs' || second.startsWith('po'))
      return [...allPods(world).map((pod) => pod.name), ...names.map((name) => `deployment/${name}`)];
    if (KINDS[second]) return names;
    return names.map((name) => `deployment/${name}`);
  },
};

/** Namespace flags may stand before or after the verb; there is one namespace, so they are read and dropped. */
function splitVerb(argv: readonly string[]): { verb: string | undefined; rest: string[] } {
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '-n' || word === '--namespace' || word === '--context') at++;
    else if (!/^(--namespace=|--context=|-n=)/.test(word)) words.push(word);
  }
  return { verb: words[0], rest: words.slice(1) };
}

function forbidden(ctx: ToolContext, verb: string, resource: string): ToolResult {
  const user = ctx.env['USER'] ?? 'oncall';
  return fail(
    `Error from server (Forbidden): ${resource} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "" in the namespace "shop"`,
  );
}
