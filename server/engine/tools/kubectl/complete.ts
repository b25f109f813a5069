import { deployments } from '../../read.ts';
import type { World } from '../../world.ts';
import type { ToolContext } from '../tool.ts';
import { ALL, kindOf, KINDS } from './kinds.ts';
import { clusterPods } from './pod-kind.ts';

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  get: [
    '--all-namespaces',
    '--field-selector=',
    '--for=',
    '--label-columns=',
    '--no-headers',
    '--output=',
    '--selector=',
    '--show-labels',
    '--sort-by=',
    '--watch',
    '-A',
    '-l',
    '-o',
    '-w',
  ],
  describe: ['--selector=', '-l'],
  logs: [
    '--all-containers',
    '--all-pods',
    '--container=',
    '--follow',
    '--prefix',
    '--previous',
    '--selector=',
    '--since=',
    '--tail=',
    '--timestamps',
    '-c',
    '-f',
    '-l',
    '-p',
  ],
  rollout: ['--revision=', '--to-revision=', '--watch=false'],
  scale: ['--current-replicas=', '--replicas='],
  set: ['--list'],
  top: ['--containers', '--no-headers', '--selector=', '--sort-by=', '--sum', '-l'],
  delete: ['--all', '--force', '--grace-period=', '--selector=', '-l'],
  patch: ['--patch=', '--type=', '-p'],
  drain: ['--delete-emptydir-data', '--ignore-daemonsets'],
  exec: ['--container=', '-c', '-it', '--'],
  events: ['--for=', '--types='],
};

/** What may stand behind a flag. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '-o': ['custom-columns=', 'json', 'jsonpath=', 'name', 'wide', 'yaml'],
  '--output': ['custom-columns=', 'json', 'jsonpath=', 'name', 'wide', 'yaml'],
  '-n': ['default', 'kube-system', 'shop'],
  '--namespace': ['default', 'kube-system', 'shop'],
  '--dry-run': ['client', 'server', 'none'],
  '--type': ['json', 'merge', 'strategic'],
};

const SECOND: Readonly<Record<string, readonly string[]>> = {
  rollout: ['history', 'pause', 'restart', 'resume', 'status', 'undo'],
  set: ['env', 'image'],
  auth: ['can-i', 'whoami'],
  config: ['current-context', 'get-contexts', 'view'],
  top: ['nodes', 'pods'],
  autoscale: ['deployment'],
};

/** Candidates for the last word: verbs, sub-commands, kinds, names, revisions, containers, flags and their values. */
export function complete(world: World, ctx: ToolContext, argv: readonly string[], verbs: readonly string[]): string[] {
  const last = argv.at(-1) ?? '';
  const before = argv.at(-2) ?? '';
  const bare = bareWords(argv.slice(0, -1));
  const [verb = '', ...words] = bare;
  const equals = last.indexOf('=');
  if (last.startsWith('--') && equals > 0)
    return valuesOf(world, last.slice(0, equals), words).map((value) => `${last.slice(0, equals + 1)}${value}`);
  if (/^--?[a-z]/.test(before) && !before.includes('=')) {
    const values = valuesOf(world, before, words);
    if (values.length > 0) return values;
  }
  if (bare.length === 0) return [...verbs, ...(last.startsWith('-') ? ['--namespace=', '-n', '--help'] : [])];
  const known = Object.hasOwn(FLAGS, verb) ? FLAGS[verb]! : [];
  if (last.startsWith('-'))
    return [...known, ...(known.length > 0 ? ['--dry-run=', '--namespace=', '-n'] : []), '--help'];
  if (argv.includes('--') && verb === 'exec')
    return ['cat', 'curl', 'date', 'df', 'env', 'ls', 'nslookup', 'printenv', 'ps'];
  if (words.length === 0 && Object.hasOwn(SECOND, verb)) return [...SECOND[verb]!];
  return targets(world, ctx, verb, words, last);
}

function valuesOf(world: World, flag: string, words: readonly string[]): string[] {
  const services = deployments(world).map(({ service }) => service);
  if (flag === '-l' || flag === '--selector') return services.map((service) => `app=${service}`);
  if (flag === '-c' || flag === '--container') return services;
  if (flag === '--sort-by')
    return words[0]?.startsWith('ev')
      ? ['.lastTimestamp']
      : ['.metadata.creationTimestamp', '.metadata.name', 'cpu', 'memory'];
  if (flag === '--for') return services.map((service) => `deployment/${service}`);
  if (flag === '--types') return ['Normal', 'Warning'];
  if (flag === '--to-revision' || flag === '--revision') {
    const name = words.at(-1)?.replace(/^.*\//, '');
    return (
      deployments(world)
        .find(({ service }) => service === name)
        ?.revisions.map(({ revision }) => String(revision)) ?? []
    );
  }
  return [...(VALUES[flag] ?? [])];
}

function targets(world: World, _ctx: ToolContext, verb: string, words: readonly string[], last: string): string[] {
  const slash = last.indexOf('/');
  if (slash > 0) {
    const kind = kindOf(last.slice(0, slash));
    return kind ? kind.list(world).map(({ object }) => `${last.slice(0, slash)}/${object.metadata.name}`) : [];
  }
  const workloads = [
    ...deployments(world).map(({ service }) => `deployment/${service}`),
    ...world.spec.databases.map(({ id }) => `statefulset/${id}`),
  ];
  const pods = clusterPods(world).map(({ name }) => name);
  const kinds = KINDS.flatMap(({ plural, short }) => [plural, ...short]);
  switch (verb) {
    case 'logs':
    case 'exec':
      return words.length === 0 ? [...pods, ...workloads] : [];
    case 'cordon':
    case 'uncordon':
    case 'drain':
      return kindOf('nodes')!
        .list(world)
        .map(({ object }) => object.metadata.name);
    case 'top':
      return names(world, words[0] ?? '');
    case 'delete':
      return words.length === 0 ? ['pod', 'pods'] : names(world, words[0]!);
    case 'rollout':
      return words.length <= 1 ? workloads : names(world, words[1]!);
    case 'scale':
      return words.length === 0 ? workloads : names(world, words[0]!);
    case 'set':
      return words.length <= 1 ? workloads : settings(world, words);
    case 'autoscale':
      return names(world, 'deployment');
    case 'auth':
      return words.length === 1 ? ['delete', 'get', 'list', 'patch', 'create'] : kinds;
    default:
      return words.length === 0 ? [...kinds, ...(verb === 'get' ? ['all'] : [])] : names(world, words[0]!);
  }
}

/** Variables of the deployment, and the images that its versions have. */
function settings(world: World, words: readonly string[]): string[] {
  const name = words.find((word) => word.includes('/'))?.replace(/^.*\//, '') ?? words[2];
  const deployment = deployments(world).find(({ service }) => service === name);
  if (!deployment) return names(world, words[1] ?? '');
  if (words[0] === 'env') return Object.keys(deployment.env).map((key) => `${key}=`);
  return deployment.revisions.map(
    ({ version }) => `${deployment.service}=registry.internal/${deployment.service}:${version}`,
  );
}

function names(world: World, typed: string): string[] {
  const kinds = typed === 'all' ? ALL : typed.split(',').flatMap((word) => kindOf(word) ?? []);
  return kinds.flatMap((kind) => kind.list(world).map(({ object }) => object.metadata.name));
}

/** Words that are neither flags nor a flag's value. */
function bareWords(argv: readonly string[]): string[] {
  const valued = [
    '-n',
    '--namespace',
    '-l',
    '--selector',
    '-o',
    '--output',
    '-c',
    '--container',
    '--context',
    '--sort-by',
    '--for',
    '-p',
    '--patch',
  ];
  return argv.filter((word, at) => !word.startsWith('-') && !valued.includes(argv[at - 1] ?? ''));
}
