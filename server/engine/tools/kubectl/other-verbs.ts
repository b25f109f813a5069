import { deployments } from '../../read.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { table } from '../table.ts';
import { allowed, fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { get } from './get.ts';
import { CLOSED, kindOf, KINDS } from './kinds.ts';
import { badFlag, denied, forbidden, refusedWrite, userOf } from './refusals.ts';
import { lookUp, readTargets } from './targets.ts';
import { deploymentOf, readWorkloads } from './workload.ts';

/** `kubectl events`: the younger sister of `get events`, sorted by time. */
export function kubectlEvents(world: World, ctx: ToolContext, argv: readonly string[], namespace: string): ToolResult {
  const sorted = argv.some((word) => word.startsWith('--sort-by')) ? [] : ['--sort-by=.lastTimestamp'];
  return get(world, ctx, ['events', ...argv, ...sorted], namespace);
}

/** `kubectl autoscale deployment NAME --min N --max N` */
export function autoscale(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, { min: 'value', max: 'value', 'cpu-percent': 'value', name: 'value' });
  if (isProblem(flags)) return badFlag(flags, 'kubectl autoscale');
  if (flags.value('max') === undefined) return fail('error: required flag(s) "max" not set');
  const workloads = readWorkloads(world, ctx, flags.words, undefined, (kind) => `error: cannot autoscale a ${kind}`);
  if ('refusal' in workloads) return workloads.refusal;
  const { name, is } = workloads[0]!;
  const refused = refusedWrite(ctx, 'create', 'horizontalpodautoscalers', 'autoscaling', name);
  if (refused) return refused;
  if (is === 'service' && deploymentOf(world, name).autoscaler)
    return fail(`Error from server (AlreadyExists): horizontalpodautoscalers.autoscaling "${name}" already exists`);
  return denied('deploy-guard', `${name} is not approved for autoscaling`);
}

/** `kubectl auth can-i VERB RESOURCE`, `auth can-i --list`, `auth whoami`. */
export function auth(_world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    { list: 'switch', quiet: 'switch', subresource: 'value', 'all-namespaces': 'switch' },
    { q: 'quiet', A: 'all-namespaces' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl auth can-i');
  const [command, verb, typed] = flags.words;
  if (command === 'whoami')
    return out(
      table(
        ['ATTRIBUTE', 'VALUE'],
        [
          ['Username', userOf(ctx)],
          ['Groups', '[on-call system:authenticated]'],
        ],
      ),
    );
  if (command !== 'can-i')
    return fail(`error: unknown command "${command ?? ''}"\nSee 'kubectl auth -h' for help and examples`);
  if (flags.on('list')) return out(rightsTable(ctx));
  if (verb === undefined || typed === undefined)
    return fail('error: you must specify two arguments: verb resource or verb resource/resourceName.');
  const [word = '', sub] = typed.split('/');
  const plural = kindOf(word)?.plural ?? CLOSED.find(({ words }) => words.includes(word))?.plural;
  const warning = plural === undefined ? `Warning: the server doesn't have a resource type '${word}'\n` : '';
  const yes = can(ctx, verb, plural ?? word, flags.value('subresource') ?? sub);
  return {
    stdout: flags.on('quiet') ? '' : yes ? 'yes\n' : 'no\n',
    stderr: warning,
    exitCode: yes ? 0 : 1,
    actions: [],
  };
}

/** Whether this account may do `verb` to a kind; the other verbs ask the same rights. */
export function can(ctx: ToolContext, verb: string, plural: string, sub?: string): boolean {
  const writes = allowed(ctx, 'kubectl:write');
  if (CLOSED.some((closed) => closed.plural === plural)) return false;
  if (sub === 'exec') return writes || allowed(ctx, 'kubectl:exec');
  if (['get', 'list', 'watch'].includes(verb)) return writes || allowed(ctx, 'kubectl:read');
  if (plural === 'nodes') return verb === 'patch' && allowed(ctx, 'node:write');
  if (verb === 'delete') return writes && plural === 'pods';
  if (!['patch', 'update'].includes(verb)) return false;
  if (plural === 'cronjobs') return writes && allowed(ctx, 'job:write');
  if (plural === 'statefulsets') return writes && allowed(ctx, 'db:restart');
  return writes && ['deployments', 'horizontalpodautoscalers'].includes(plural);
}

function rightsTable(ctx: ToolContext): string {
  const rows = KINDS.map(({ plural, group }) => {
    const verbs = ['get', 'list', 'watch', 'patch', 'delete'].filter((verb) => can(ctx, verb, plural));
    return [group === '' ? plural : `${plural}.${group}`, '[]', '[]', `[${verbs.join(' ')}]`];
  });
  return table(['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'], rows);
}

/** `label` and `annotate`: allowed by the API, refused by those who keep the objects in their repositories. */
export function relabel(world: World, ctx: ToolContext, verb: string, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    { overwrite: 'switch', selector: 'value', all: 'switch', list: 'switch' },
    { l: 'selector' },
  );
  if (isProblem(flags)) return badFlag(flags, `kubectl ${verb}`);
  const targets = flags.words.filter((word) => !word.includes('=') && !word.endsWith('-'));
  const wanted = readTargets(ctx, targets, 'patch');
  if ('refusal' in wanted) return wanted.refusal;
  if (wanted.length === 0)
    return fail('error: one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const { missing } = lookUp(world, wanted);
  if (missing[0]) return missing[0];
  const { kind, names } = wanted[0]!;
  const refused = refusedWrite(ctx, 'patch', kind.plural, kind.group, names[0] ?? '');
  return (
    refused ??
    denied(
      'gitops-guard',
      `${verb === 'label' ? 'labels' : 'annotations'} of ${kind.plural} are kept in their repositories; a change by hand would be taken back`,
    )
  );
}

/** `kubectl wait --for=condition=available deployment/x`: answers how it is now. */
export function wait(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    { for: 'value', timeout: 'value', selector: 'value', all: 'switch' },
    { l: 'selector' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl wait');
  const condition = flags.value('for');
  if (condition === undefined) return fail('error: required flag(s) "for" not set');
  const wanted = readTargets(ctx, flags.words, 'get');
  if ('refusal' in wanted) return wanted.refusal;
  const { found, missing } = lookUp(world, wanted);
  if (missing[0]) return missing[0];
  const item = found[0]?.items[0];
  const kind = found[0]?.kind;
  if (item === undefined || kind === undefined) return fail('error: no matching resources found');
  const name = item.object.metadata.name;
  const down =
    kind.kind === 'Deployment'
      ? deployments(world).some((one) => one.service === name && one.ready < one.replicas)
      : item.cells.includes('0/1');
  const shown = `${kind.singular}${kind.group === '' ? '' : `.${kind.group}`}/${name}`;
  return down
    ? fail(`error: timed out waiting for the condition on ${kind.plural}/${name}`)
    : out(`${shown} condition met`);
}

/** Verbs that change what the repositories own. */
export function managed(_world: World, ctx: ToolContext, verb: string): ToolResult {
  if (!allowed(ctx, 'kubectl:write'))
    return forbidden(ctx, verb === 'edit' ? 'patch' : 'create', 'deployments', 'apps');
  return denied(
    'gitops-guard',
    `objects of the namespace are kept in their repositories; kubectl ${verb} is for the pipeline`,
  );
}
