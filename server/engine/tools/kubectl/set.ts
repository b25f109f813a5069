import type { Action } from '../../input.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { changeImage } from './image.ts';
import { badFlag, denied, refusedWrite } from './refusals.ts';
import { deploymentOf, readWorkloads, type Workload } from './workload.ts';
import { joined } from './joined.ts';

const FLAGS = {
  list: 'switch',
  selector: 'value',
  containers: 'value',
  all: 'switch',
  overwrite: 'switch',
  local: 'switch',
  env: 'list',
} as const;

/** `kubectl set env|image …`; the other things that can be set are not for this account. */
export function set(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, FLAGS, { l: 'selector', c: 'containers', e: 'env' });
  if (isProblem(flags)) return badFlag(flags, 'kubectl set');
  const [verb, ...words] = flags.words;
  if (verb === undefined)
    return fail(
      'Configure application resources.\n\nAvailable Commands:\n  env     Update environment variables on a pod template\n  image   Update the image of a pod template',
    );
  if (['resources', 'selector', 'serviceaccount', 'subject'].includes(verb))
    return denied('deploy-guard', `${verb} of the shop's workloads are set in their repositories; change them there`);
  if (verb !== 'env' && verb !== 'image')
    return fail(`error: unknown command "${verb}"\nSee 'kubectl set -h' for help and examples`);
  const targets = words.filter((word) => !/^[\w./-]*=/.test(word) && !/^[A-Z_][A-Z0-9_]*-$/.test(word));
  const settings = [...words.filter((word) => !targets.includes(word)), ...flags.list('env')];
  const workloads = readWorkloads(
    world,
    ctx,
    targets,
    flags.value('selector'),
    (kind, name) =>
      `error: ${kind.toLowerCase()}s/${name} the object is not a pod or does not have a pod template: *v1.${kind}`,
  );
  if ('refusal' in workloads) return workloads.refusal;
  return joined(
    workloads.map((workload) => {
      if (verb === 'image') return image(world, ctx, workload, settings);
      return flags.on('list') || settings.length === 0
        ? listEnv(world, workload, flags.on('list'))
        : env(world, ctx, workload, settings);
    }),
  );
}

function listEnv(world: World, { is, name, shown }: Workload, asked: boolean): ToolResult {
  if (!asked) return fail('error: at least one environment variable must be provided');
  const env = is === 'service' ? deploymentOf(world, name).env : {};
  return out(
    [
      `# ${shown.replace('.apps', 's').replace('sets/', 'sets/')}, container ${name}`,
      ...Object.entries(env).map(([key, value]) => `${key}=${value}`),
    ].join('\n'),
  );
}

function env(world: World, ctx: ToolContext, { is, name, shown }: Workload, settings: readonly string[]): ToolResult {
  const actions: Action[] = [];
  const now = is === 'service' ? deploymentOf(world, name).env : {};
  for (const setting of settings) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([\s\S]*)|(-))$/.exec(setting);
    if (!match)
      return fail(
        `error: environment variables must be of the form key=value and can not be changed in bulk: ${setting}`,
      );
    const [, key = '', value, unset] = match;
    // Only what differs changes the template; the same value again starts no new pods.
    if (unset ? key in now : now[key] !== value)
      actions.push({ do: 'config.set', service: name, key, value: unset ? null : value! });
  }
  const refused = refusedWrite(
    ctx,
    'patch',
    shown.startsWith('statefulset') ? 'statefulsets' : 'deployments',
    'apps',
    name,
  );
  if (refused) return refused;
  if (is !== 'service') return denied('deploy-guard', `${name} has no environment that may be set by hand`);
  return actions.length === 0 ? out('') : out(`${shown} env updated`, actions);
}

function image(world: World, ctx: ToolContext, { is, name, shown }: Workload, settings: readonly string[]): ToolResult {
  if (settings.length === 0) return fail('error: one or more image updates is required');
  const refused = refusedWrite(
    ctx,
    'patch',
    shown.startsWith('statefulset') ? 'statefulsets' : 'deployments',
    'apps',
    name,
  );
  if (refused) return refused;
  const [setting = ''] = settings;
  const [container = '', wanted = ''] = [
    setting.slice(0, setting.indexOf('=')),
    setting.slice(setting.indexOf('=') + 1),
  ];
  if (container !== name && container !== '*') return fail(`error: unable to find container named "${container}"`);
  if (is !== 'service') return denied('image-policy', `${name} is not released by on-call`);
  return changeImage(world, name, wanted, `${shown} image updated`);
}
