import type { CallView } from '../inspect-platform.ts';
import { calls } from '../read.ts';
import type { World } from '../world.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool } from './tool.ts';

const USAGE = `Usage: breaker COMMAND [SERVICE] [CALLEE]

  list [SERVICE]          calls between services, their time limits, retries and breakers
  open SERVICE CALLEE     fail these calls at once, without making them
  close SERVICE CALLEE    make them, whatever fails
  auto SERVICE CALLEE     back to the breaker's own rule

Examples:
  breaker list
  breaker list web`;

const COMMANDS = ['auto', 'close', 'list', 'open'];
const STATES = { open: 'open', close: 'closed', auto: 'auto' } as const;

/** Circuit breakers on the calls between services, as switches. */
export const breaker: Tool = {
  name: 'breaker',
  summary: 'circuit breakers between services: list, open, close',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [command = 'list', service, callee] = argv;
    if (!COMMANDS.includes(command))
      return fail(`breaker: unknown command "${command}"; there are: ${COMMANDS.join(', ')}`, 2);
    const known = world.spec.services.map(({ id }) => id);
    if (service !== undefined && !known.includes(service))
      return fail(`breaker: no service "${service}"; there are: ${known.join(', ')}`, 2);
    const mine = calls(world, service);
    if (command === 'list') {
      if (mine.length === 0) return { ...out(''), stderr: `breaker: ${service ?? 'nobody'} calls nobody\n` };
      return out(list(world, mine));
    }
    if (service === undefined || callee === undefined)
      return fail(`breaker ${command}: of which calls? breaker ${command} SERVICE CALLEE`, 2);
    const call = mine.find(({ to }) => to === callee);
    if (!call)
      return fail(
        `breaker: ${service} does not call "${callee}"; it calls: ${mine.map(({ to }) => to).join(', ') || 'nobody'}`,
        2,
      );
    if (call.breaker === 'none') return fail(`breaker: the calls of ${service} to ${callee} have no breaker`);
    if (!allowed(ctx, 'breaker:write'))
      return fail(
        `breaker: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not ${command} ${service} ${callee} (needs the role "traffic")`,
      );
    const state = STATES[command as keyof typeof STATES];
    const said = state === 'auto' ? 'follows its own rule' : `is forced ${state}`;
    if (forcedOf(world, service, callee) === state) return out(`breaker ${service} -> ${callee} ${said} already`);
    return out(`breaker ${service} -> ${callee} ${said}`, [{ do: 'breaker.set', service, to: callee, state }]);
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return COMMANDS;
    if (argv.length === 2) return world.spec.services.map(({ id }) => id);
    return argv.length === 3 && argv[0] !== 'list' ? calls(world, argv[1] ?? '').map(({ to }) => to) : [];
  },
};

function list(world: World, all: readonly CallView[]): string {
  return table(
    ['SERVICE', 'CALLS', 'BREAKER', 'SET BY', 'CALLS/S', 'FAILING', 'RETRIES/S', 'TIMEOUT', 'RETRIES'],
    all.map((call) => [
      call.service,
      call.to,
      call.breaker,
      call.breaker === 'none' ? '-' : forcedOf(world, call.service, call.to) === 'auto' ? 'rule' : 'hand',
      call.callsPerS.toFixed(1),
      `${(100 * call.errorShare).toFixed(1)}%`,
      call.retriesPerS.toFixed(1),
      call.timeoutS < 1 ? `${Math.round(call.timeoutS * 1000)}ms` : `${call.timeoutS}s`,
      String(call.retries),
    ]),
  );
}

/** How a breaker is set now: by hand, or by its own rule. */
function forcedOf(world: World, service: string, to: string): 'open' | 'closed' | 'auto' {
  const at = world.spec.services.findIndex(({ id }) => id === service);
  const call = world.spec.services[at]?.calls.findIndex((one) => one.to === to) ?? -1;
  return world.services[at]?.forced[call] ?? 'auto';
}
