import type { World } from '../world.ts';
import { apiResources, config, explain } from './kubectl/about-verbs.ts';
import { complete } from './kubectl/complete.ts';
import { remove } from './kubectl/delete.ts';
import { describe } from './kubectl/describe.ts';
import { exec } from './kubectl/exec.ts';
import { get } from './kubectl/get.ts';
import { NAMESPACE } from './kubectl/kube-object.ts';
import { cordon, drain } from './kubectl/node-verbs.ts';
import { auth, autoscale, kubectlEvents, managed, relabel, wait } from './kubectl/other-verbs.ts';
import { patch } from './kubectl/patch.ts';
import { podLogs } from './kubectl/pod-logs.ts';
import { rollout } from './kubectl/rollout.ts';
import { scale } from './kubectl/scale.ts';
import { set } from './kubectl/set.ts';
import { top } from './kubectl/top.ts';
import { USAGE, VERB_USAGE } from './kubectl/usage.ts';
import { nearest } from './nearest.ts';
import { fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';

type Verb = (world: World, ctx: ToolContext, argv: readonly string[], namespace: string) => ToolResult;

const VERBS: Readonly<Record<string, Verb>> = {
  get,
  describe,
  logs: podLogs,
  log: podLogs,
  rollout,
  scale,
  delete: remove,
  set,
  top,
  patch,
  autoscale,
  exec,
  events: kubectlEvents,
  auth,
  config,
  explain,
  wait,
  'api-resources': apiResources,
  'api-versions': () => out(['apps/v1', 'autoscaling/v2', 'batch/v1', 'networking.k8s.io/v1', 'v1'].join('\n')),
  version: () => out('Client Version: v1.31.4\nKustomize Version: v5.4.2\nServer Version: v1.31.2'),
  'cluster-info': () =>
    out(
      "Kubernetes control plane is running at https://k8s.shop.internal:6443\nCoreDNS is running at https://k8s.shop.internal:6443/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.",
    ),
  cordon: (world, ctx, argv) => cordon(world, ctx, argv, true),
  uncordon: (world, ctx, argv) => cordon(world, ctx, argv, false),
  drain,
  label: (world, ctx, argv) => relabel(world, ctx, 'label', argv),
  annotate: (world, ctx, argv) => relabel(world, ctx, 'annotate', argv),
  ...Object.fromEntries(
    ['apply', 'edit', 'create', 'replace', 'run', 'expose', 'taint', 'debug'].map((verb): [string, Verb] => [
      verb,
      (world, ctx) => managed(world, ctx, verb),
    ]),
  ),
  ...Object.fromEntries(
    ['attach', 'port-forward', 'proxy', 'cp'].map((verb): [string, Verb] => [
      verb,
      () =>
        fail(
          `error: kubectl ${verb} holds a connection open, which this terminal cannot; use kubectl exec or kubectl logs`,
        ),
    ]),
  ),
};

/** Verbs that change nothing under `--dry-run`. */
const WRITES = ['rollout', 'scale', 'delete', 'set', 'patch', 'cordon', 'uncordon', 'drain'];

export const kubectl: Tool = {
  name: 'kubectl',
  summary: 'pods, deployments, rollouts, scaling, nodes',
  usage: USAGE,
  help: (argv) => VERB_USAGE[readGlobals(argv).verb ?? ''] ?? USAGE,
  run: (world, ctx, argv) => {
    const { verb, rest, namespace, dryRun, problem } = readGlobals(argv);
    if (problem !== null) return fail(problem);
    if (verb === undefined || verb === 'help') return out(VERB_USAGE[rest[0] ?? ''] ?? USAGE);
    const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!run) return unknownVerb(verb);
    if (rest[0] === '-h') return out(VERB_USAGE[verb] ?? USAGE);
    if (!EVERYWHERE.includes(verb) && namespace !== NAMESPACE) return elsewhere(ctx, verb, namespace);
    const answer = run(world, ctx, rest, namespace);
    return dryRun === null || !WRITES.includes(verb) ? answer : undone(answer, dryRun);
  },
  complete: (world, ctx, argv) => complete(world, ctx, argv, Object.keys(VERBS)),
};

/** Verbs that have an answer for another namespace too. */
const EVERYWHERE = [
  'get',
  'events',
  'auth',
  'config',
  'explain',
  'api-resources',
  'api-versions',
  'version',
  'cluster-info',
  'cordon',
  'uncordon',
  'drain',
];

function elsewhere(ctx: ToolContext, verb: string, namespace: string): ToolResult {
  const asked = verb === 'describe' || verb === 'logs' || verb === 'top' ? 'get' : 'patch';
  const user = ctx.env['USER'] ?? 'oncall';
  return fail(
    `Error from server (Forbidden): pods is forbidden: User "${user}" cannot ${asked} resource "pods" in API group "" in the namespace "${namespace}"`,
  );
}

interface Globals {
  verb: string | undefined;
  rest: string[];
  namespace: string;
  dryRun: 'client' | 'server' | null;
  problem: string | null;
}

/** Global flags may stand before or after the verb; what follows `--` is the container's. */
function readGlobals(argv: readonly string[]): Globals {
  const words: string[] = [];
  const globals: Globals = { verb: undefined, rest: [], namespace: NAMESPACE, dryRun: null, problem: null };
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') {
      words.push(...argv.slice(at));
      break;
    }
    const valued = /^(?:-n|--namespace)(?:=(.*))?$/.exec(word) ?? /^-n(\w.*)$/.exec(word);
    const dry = /^--dry-run(?:=(.*))?$/.exec(word);
    if (valued) globals.namespace = valued[1] ?? argv[++at] ?? NAMESPACE;
    else if (/^--(context|cluster|kubeconfig|user|request-timeout|v|as)=/.test(word)) continue;
    else if (/^(--(context|cluster|kubeconfig|user|request-timeout|as)|-v)$/.test(word)) at++;
    else if (dry) {
      const { dryRun, problem } = readDryRun(dry[1]);
      Object.assign(globals, { dryRun, problem: globals.problem ?? problem });
    } else words.push(word);
  }
  const [verb, ...rest] = words;
  return { ...globals, verb, rest };
}

function readDryRun(value: string | undefined): Pick<Globals, 'dryRun' | 'problem'> {
  if (value === 'none' || value === 'false') return { dryRun: null, problem: null };
  if (value === undefined || value === 'client') return { dryRun: 'client', problem: null };
  if (value === 'server') return { dryRun: 'server', problem: null };
  return { dryRun: null, problem: `error: Invalid dry-run value (${value}). Must be "none", "server", or "client".` };
}

/** The same answer without its effect, each line marked. */
function undone(answer: ToolResult, dryRun: 'client' | 'server'): ToolResult {
  const mark = dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
  return { ...answer, actions: [], stdout: answer.stdout.replace(/(\S)\n/g, `$1${mark}\n`) };
}

function unknownVerb(verb: string): ToolResult {
  const close = nearest(verb, Object.keys(VERBS));
  const meant = close.length === 0 ? '' : `\n\nDid you mean this?\n${close.map((name) => `\t${name}`).join('\n')}\n`;
  return fail(
    `error: unknown command "${verb}" for "kubectl"${meant}${meant === '' ? "\nRun 'kubectl --help' for usage." : ''}`,
  );
}
