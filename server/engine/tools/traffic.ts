import type { ServiceSpec } from '../spec.ts';
import { seriesReader } from '../telemetry/series-reader.ts';
import { SAMPLE_S } from '../telemetry/series.ts';
import type { World } from '../world.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool, type ToolResult } from './tool.ts';

const USAGE = `Usage: traffic COMMAND [SERVICE]

  status [SERVICE]        what each gate lets in, and how much it turns away
  admit SERVICE SHARE     let in a share of the requests, such as 20%; the rest gets 503 at once
  restore SERVICE         let everybody in again

Examples:
  traffic status`;

const COMMANDS = ['admit', 'restore', 'status'];

/** The admission gates in front of services: load shedding by hand. */
export const traffic: Tool = {
  name: 'traffic',
  summary: 'let in a share of the users: status, admit, restore',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [command = 'status', service, typed] = argv;
    if (!COMMANDS.includes(command))
      return fail(`traffic: unknown command "${command}"; there are: ${COMMANDS.join(', ')}`, 2);
    const gates = gated(world);
    if (command === 'status' && service === undefined) {
      if (gates.length === 0) return { ...out(''), stderr: 'traffic: no service of this shop has an admission gate\n' };
      return out(status(world, gates));
    }
    const known = `there are: ${gates.map(({ id }) => id).join(', ') || 'none'}`;
    if (service === undefined) return fail(`traffic ${command}: which service? Gates ${known}`, 2);
    const gate = gates.find(({ id }) => id === service);
    if (!gate)
      return world.spec.services.some(({ id }) => id === service)
        ? fail(`traffic: ${service} has no admission gate; ${known}`)
        : fail(`traffic: no service "${service}"; gates ${known}`, 2);
    if (command === 'status') return out(status(world, [gate]));
    const share = command === 'restore' ? 1 : readShare(typed);
    if (typeof share !== 'number') return share;
    if (!allowed(ctx, 'traffic:write'))
      return fail(
        `traffic: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not ${command} ${service} (needs the role "traffic")`,
      );
    if (share === letIn(world, service)) return out(`${service} lets in ${percent(share)} already`);
    return out(
      `${service}: lets in ${percent(share)} of requests from now on${share < 1 ? ', the rest gets 503 at once' : ''}`,
      [{ do: 'traffic.admit', service, share }],
    );
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return COMMANDS;
    if (argv.length === 2) return gated(world).map(({ id }) => id);
    return argv[0] === 'admit' ? ['10%', '20%', '50%', '75%', '100%'] : [];
  },
};

function gated(world: World): ServiceSpec[] {
  return world.spec.services.filter(({ admission }) => admission === true);
}

function letIn(world: World, service: string): number {
  return world.services.find(({ id }) => id === service)?.letIn ?? 1;
}

function status(world: World, gates: readonly ServiceSpec[]): string {
  const { rise } = seriesReader(world.telemetry);
  const n = world.telemetry.count - 1;
  const rows = gates.map(({ id }) => {
    let answered = 0;
    for (const code of ['200', '500', '502', '503', '504'])
      answered += rise('http_requests_total', { service: id, code })(n);
    const shed = rise('service_shed_total', { service: id })(n);
    const perS = (count: number) => (count / SAMPLE_S).toFixed(1);
    return [id, percent(letIn(world, id)), perS(answered), perS(shed)];
  });
  return table(['SERVICE', 'LETS IN', 'ANSWERS/S', 'TURNED AWAY/S'], rows);
}

/** `20%` or `0.2` as 0..1. A bare 20 is not guessed at. */
function readShare(typed: string | undefined): number | ToolResult {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(typed ?? '');
  const share = match ? Number(match[1]) / (match[2] === '%' ? 100 : 1) : NaN;
  if (typed === undefined) return fail('traffic admit: which share? For example: traffic admit SERVICE 20%', 2);
  if (!match || share > 1)
    return fail(
      `traffic admit: "${typed}" is no share from 0% to 100%${match && match[2] === '' ? `; did you mean ${typed}%?` : ''}`,
      2,
    );
  return share;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}
