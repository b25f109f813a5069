import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { table } from '../table.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { kindOf, KINDS } from './kinds.ts';
import { NAMESPACE } from './kube-object.ts';
import { badFlag, userOf } from './refusals.ts';

export function apiResources(_world: World, _ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    {
      namespaced: 'switch',
      'api-group': 'value',
      output: 'value',
      'no-headers': 'switch',
      'sort-by': 'value',
      verbs: 'value',
    },
    { o: 'output' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl api-resources');
  const group = flags.value('api-group');
  const chosen = KINDS.filter((kind) => group === undefined || kind.group === group);
  if (flags.value('output') === 'name')
    return out(chosen.map(({ plural, group: of }) => (of === '' ? plural : `${plural}.${of}`)).join('\n'));
  const rows = chosen.map(({ plural, short, group: of, namespaced, kind }) => {
    const version = of === 'autoscaling' ? 'v2' : 'v1';
    return [plural, short.join(','), of === '' ? version : `${of}/${version}`, String(namespaced), kind];
  });
  const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];
  return out(flags.on('no-headers') ? table(rows[0] ?? [], rows.slice(1)) : table(header, rows));
}

const CONTEXT = 'shop-production';

export function config(_world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const [command, name] = argv.filter((word) => !word.startsWith('-'));
  switch (command) {
    case 'get-contexts':
      return argv.includes('name')
        ? out(CONTEXT)
        : out(
            table(
              ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'],
              [['*', CONTEXT, CONTEXT, userOf(ctx), NAMESPACE]],
            ),
          );
    case 'current-context':
      return out(CONTEXT);
    case 'get-clusters':
      return out(`NAME\n${CONTEXT}`);
    case 'get-users':
      return out(`NAME\n${userOf(ctx)}`);
    case 'use-context':
      return name === CONTEXT
        ? out(`Switched to context "${CONTEXT}".`)
        : fail(`error: no context exists with the name: "${name ?? ''}"`);
    case 'set-context':
      return out(`Context "${name ?? CONTEXT}" modified.`);
    case 'view':
      return out(
        `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: DATA+OMITTED\n    server: https://k8s.shop.internal:6443\n  name: ${CONTEXT}\ncontexts:\n- context:\n    cluster: ${CONTEXT}\n    namespace: ${NAMESPACE}\n    user: ${userOf(ctx)}\n  name: ${CONTEXT}\ncurrent-context: ${CONTEXT}\nkind: Config\npreferences: {}\nusers:\n- name: ${userOf(ctx)}\n  user: {}`,
      );
    default:
      return fail(`error: unknown command "${command ?? ''}"\nSee 'kubectl config -h' for help and examples`);
  }
}

/** What a kind is for, in a sentence; the fields are `-o yaml`'s. */
const EXPLAINED: Readonly<Record<string, string>> = {
  Pod: 'Pod is a collection of containers that can run on a host.',
  Deployment: 'Deployment enables declarative updates for Pods and ReplicaSets.',
  ReplicaSet: 'ReplicaSet ensures that a specified number of pod replicas are running at any given time.',
  StatefulSet: 'StatefulSet represents a set of pods with consistent identities.',
  Service:
    'Service is a named abstraction of software service (for example, a database) consisting of a local port that the proxy listens on, and the selector that determines which pods answer.',
  Endpoints:
    'Endpoints is a collection of endpoints that implement the actual service: the addresses of its ready pods.',
  Node: 'Node is a worker node in Kubernetes.',
  HorizontalPodAutoscaler:
    'HorizontalPodAutoscaler is the configuration for a horizontal pod autoscaler, which changes the number of replicas by the metrics specified.',
  CronJob: 'CronJob represents the configuration of a single cron job.',
  Job: 'Job represents the configuration of a single job.',
  ConfigMap: 'ConfigMap holds configuration data for pods to consume.',
  Event: 'Event is a report of an event somewhere in the cluster. Events have a limited retention time.',
  Ingress:
    'Ingress is a collection of rules that allow inbound connections to reach the services inside of the cluster.',
  Namespace: 'Namespace provides a scope for Names.',
};

export function explain(_world: World, _ctx: ToolContext, argv: readonly string[]): ToolResult {
  const [typed = ''] = argv.filter((word) => !word.startsWith('-'));
  if (typed === '')
    return fail(
      'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  const [word = '', ...path] = typed.split('.');
  const kind = kindOf(word);
  if (!kind) return fail(`error: the server doesn't have a resource type "${word}"`);
  if (path.length > 0)
    return fail(
      `error: field "${path.join('.')}" is not described here; see it in: kubectl get ${kind.plural} -o yaml`,
    );
  const group = kind.group === '' ? [] : [`GROUP:      ${kind.group}`];
  return out(
    [
      ...group,
      `KIND:       ${kind.kind}`,
      'VERSION:    v1',
      '',
      'DESCRIPTION:',
      `    ${EXPLAINED[kind.kind] ?? ''}`,
    ].join('\n'),
  );
}
