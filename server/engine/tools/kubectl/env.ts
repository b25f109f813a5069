import type { Action } from '../../input.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { badFlag, readDeployment, refusedWrite } from './object.ts';

/** `kubectl set env deployment/x KEY=VALUE KEY2-` or `--list`. */
export function setEnv(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, { list: 'switch' });
  if (isProblem(flags)) return badFlag(flags);
  const [verb, ...words] = flags.words;
  if (verb !== 'env') return fail(`error: unknown command "set ${verb ?? ''}"\nSee 'kubectl --help' for usage.`);
  const slashed = (words[0] ?? '').includes('/');
  const found = readDeployment(world, words);
  if ('refusal' in found) return found.refusal;
  const { deployment } = found;
  const service = deployment.service;
  if (flags.on('list'))
    return out(
      [
        `# deployment/${service}, container ${service}`,
        ...Object.entries(deployment.env).map(([key, value]) => `${key}=${value}`),
      ].join('\n'),
    );
  const settings = words.slice(slashed ? 1 : 2);
  if (settings.length === 0) return fail('error: at least one environment variable must be provided');
  const actions: Action[] = [];
  for (const setting of settings) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([\s\S]*)|(-))$/.exec(setting);
    if (!match) return fail(`error: "${setting}" is neither KEY=VALUE nor KEY-`);
    actions.push({ do: 'config.set', service, key: match[1]!, value: match[3] ? null : match[2]! });
  }
  const refused = refusedWrite(ctx, 'patch', 'deployments', service);
  if (refused) return refused;
  return out(`deployment.apps/${service} env updated`, actions);
}
