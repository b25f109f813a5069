import type { World } from '../world.ts';
import { resolveName } from './platform.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';

const USAGE = `Usage: dns COMMAND

  list                          records of the zone, as they are published
  show NAME                     what the resolver of each service that asks for it answers
  set NAME VALUE [--ttl SECONDS]   publish another value; resolvers go on with what they remember
  delete NAME                   take the record away
  flush SERVICE                 make a service's resolvers forget`;

const VERBS = ['list', 'show', 'set', 'delete', 'flush'];

/** The zone's automation: what is published, and the one thing about it that can be hurried. */
export const dns: Tool = {
  name: 'dns',
  summary: 'the zone: list, set, delete records; flush resolvers',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [verb, ...rest] = argv;
    if (verb === undefined || verb === 'help') return out(USAGE);
    if (!VERBS.includes(verb)) return fail(`dns: unknown command "${verb}"\n${USAGE}`, 2);
    if (world.spec.dns === undefined) return fail('dns: no zone of this system is managed here', 1);
    if (verb === 'list') return out(list(world));
    const words = rest.filter((word, at) => !word.startsWith('-') && rest[at - 1] !== '--ttl');
    if (words[0] === undefined) return fail(USAGE, 2);
    if (verb === 'show') return show(world, words[0]);
    if (!allowed(ctx, 'dns:write'))
      return fail(
        `dns: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not ${verb} (needs the role "dns-admin")`,
      );
    return verb === 'flush' ? flush(world, words[0]) : change(world, ctx, verb, words, rest);
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return VERBS;
    if (argv[0] === 'flush') return world.spec.services.map(({ id }) => id);
    return argv.length === 2 ? (world.spec.dns?.records ?? []).map(({ name }) => name) : ['--ttl'];
  },
};

function list(world: World): string {
  const rows = (world.spec.dns?.records ?? []).map((record) => {
    const now = world.names?.records.find(({ name }) => name === record.name);
    return [record.name, String(now?.ttlS ?? record.ttlS), record.type, now ? (now.value ?? '(none)') : record.value, record.of]; // prettier-ignore
  });
  return table(['NAME', 'TTL', 'TYPE', 'VALUE', 'FOR'], rows);
}

function show(world: World, name: string): ToolResult {
  if (!world.spec.dns?.records.some((record) => record.name === name)) return fail(noRecord(world, name), 2);
  const rows = [null, ...world.spec.services.map(({ id }) => id)].map((service) => {
    const answer = resolveName(world, name, service);
    const last = answer.records.at(-1);
    return [service ?? '(the zone)', answer.status, last?.value ?? '-', last ? `${last.ttlS}s` : '-'];
  });
  return out(table(['ASKED BY', 'STATUS', 'VALUE', 'TTL LEFT'], rows));
}

function change(
  world: World,
  ctx: ToolContext,
  verb: string,
  [name = '', value]: readonly string[],
  rest: readonly string[],
): ToolResult {
  const record = world.spec.dns?.records.find((one) => one.name === name.replace(/\.$/, ''));
  if (!record) return fail(noRecord(world, name), 2);
  if (verb === 'delete')
    return out(`${record.name} deleted; resolvers that know it go on for up to ${record.ttlS} s`, [
      { do: 'dns.set', name: record.name, value: null },
    ]);
  if (value === undefined) return fail(`dns set: to what?\n${USAGE}`, 2);
  const written = rest.includes('--ttl') ? rest[rest.indexOf('--ttl') + 1] : undefined;
  const ttlS = written === undefined ? undefined : Number(written);
  if (ttlS !== undefined && !(Number.isInteger(ttlS) && ttlS >= 1 && ttlS <= 604_800))
    return fail('dns set: --ttl takes whole seconds from 1 to 604800', 2);
  if (record.type === 'A' && !/^(\d{1,3}\.){3}\d{1,3}$/.test(value))
    return fail(`dns set: an A record needs an address, not "${value}"`, 2);
  if (record.type === 'CNAME' && !/^[A-Za-z0-9.-]{1,253}$/.test(value))
    return fail(`dns set: "${value.slice(0, 60)}" is no host name`, 2);
  return out(
    `${record.name} ${ttlS ?? record.ttlS} IN ${record.type} ${value}\nresolvers that know the old answer keep it for up to ${record.ttlS} s`,
    [{ do: 'dns.set', name: record.name, value: value.replace(/\.$/, ''), ...(ttlS === undefined ? {} : { ttlS }) }],
  );
}

function flush(world: World, service: string): ToolResult {
  if (!world.spec.services.some(({ id }) => id === service))
    return fail(
      `dns flush: no service "${service}"; there are: ${world.spec.services.map(({ id }) => id).join(', ')}`,
      2,
    );
  return out(`resolver caches of ${service} flushed`, [{ do: 'dns.flush', service }]);
}

function noRecord(world: World, name: string): string {
  return `dns: no record "${name}"; there are: ${(world.spec.dns?.records ?? []).map((record) => record.name).join(', ')}`;
}
