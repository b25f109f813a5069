import { flags as allFlags } from '../read.ts';
import type { World } from '../world.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool } from './tool.ts';
import { age, isoTime } from './when.ts';

const USAGE = `Usage: flag list | flag get NAME | flag set NAME on|off | flag history [NAME]

Examples:
  flag list
  flag history`;

const COMMANDS = ['get', 'history', 'list', 'set'];

export const flag: Tool = {
  name: 'flag',
  summary: 'feature flags and kill switches',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [command = 'list', name, state] = argv;
    const all = allFlags(world);
    if (command === 'list')
      return out(
        table(
          ['FLAG', 'STATE', 'OWNER', 'WHAT'],
          all.map((item) => [item.id, item.on ? 'on' : 'off', item.owner, item.what]),
        ),
      );
    if (!COMMANDS.includes(command)) return fail(`flag: unknown command "${command}"\n${USAGE}`, 2);
    if (command === 'history' && name === undefined)
      return out(
        history(
          world,
          all.map(({ id }) => id),
        ),
      );
    const found = all.find((item) => item.id === name);
    if (!found) return fail(`flag: no flag "${name ?? ''}"; there are: ${all.map((item) => item.id).join(', ')}`, 2);
    if (command === 'get') return out(`${found.id} ${found.on ? 'on' : 'off'}`);
    if (command === 'history') return out(history(world, [found.id]));
    if (!allowed(ctx, 'flag:write'))
      return fail(
        `flag: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not change ${found.id} (owner ${found.owner})`,
      );
    if (state !== 'on' && state !== 'off') return fail(`flag set: on or off?\n${USAGE}`, 2);
    const on = state === 'on';
    if (found.on === on) return out(`${found.id} was already ${state}`);
    return out(`${found.id} ${state}`, [{ do: 'flag.set', flag: found.id, on }]);
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return COMMANDS;
    if (argv.length === 2) return argv[0] === 'list' ? [] : allFlags(world).map((item) => item.id);
    return argv[0] === 'set' && argv.length === 3 ? ['on', 'off'] : [];
  },
};

/** Who switched what, and when, newest first. */
function history(world: World, ids: readonly string[]): string {
  const rows = world.changes
    .filter(({ kind, target }) => kind === 'flag' && ids.includes(target))
    .sort((a, b) => b.atS - a.atS)
    .map(({ atS, target, summary, author }) => [
      isoTime(world.spec.startsAtMs + Math.floor(atS) * 1000),
      `${age(world.nowS - atS)} ago`,
      target,
      author,
      summary,
    ]);
  return rows.length === 0
    ? 'no flag has been switched since the records begin'
    : table(['WHEN', 'AGE', 'FLAG', 'WHO', 'WHAT'], rows);
}
