import { flags as allFlags } from '../read.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool } from './tool.ts';

const USAGE = 'Usage: flag list | flag get NAME | flag set NAME on|off';

export const flag: Tool = {
  name: 'flag',
  summary: 'feature flags and kill switches',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [command, name, state] = argv;
    const all = allFlags(world);
    if (command === undefined || command === 'list')
      return out(
        table(
          ['FLAG', 'STATE', 'OWNER', 'WHAT'],
          all.map((item) => [item.id, item.on ? 'on' : 'off', item.owner, item.what]),
        ),
      );
    if (!['get', 'set'].includes(command)) return fail(`flag: unknown command "${command}"\n${USAGE}`, 2);
    const found = all.find((item) => item.id === name);
    if (!found) return fail(`flag: no flag "${name ?? ''}"; there are: ${all.map((item) => item.id).join(', ')}`, 2);
    if (command === 'get') return out(`${found.id} ${found.on ? 'on' : 'off'}`);
    if (!allowed(ctx, 'flag:write'))
      return fail(
        `flag: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not change ${found.id} (owner ${found.owner})`,
      );
    if (state !== 'on' && state !== 'off') return fail(`flag set: on or off?\n${USAGE}`, 2);
    const on = state === 'on';
    if (found.on === on) return out(`${found.id} was already ${state}`);
    return out(`${found.id} ${state}`, [{ do: 'flag.set', flag: found.id, on }]);
  },
  complete: (world, _ctx, argv) =>
    argv.length <= 1
      ? ['list', 'get', 'set']
      : argv.length === 2
        ? allFlags(world).map((item) => item.id)
        : ['on', 'off'],
};
