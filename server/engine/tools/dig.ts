import type { DnsAnswer } from '../inspect-platform.ts';
import { fraction } from '../random.ts';
import type { World } from '../world.ts';
import { hosts } from './net/address.ts';
import { ask, reverse } from './dns/ask.ts';
import { fail, out, type Tool, type ToolResult } from './tool.ts';
import { calendarTime } from './when.ts';

const USAGE = `Usage:  dig [@server] [name] [type] [+short] [+noall +answer] [+trace] [-x address]`;

/** Asks a resolver, or with @server another one, in BIND's words. */
export const dig: Tool = {
  name: 'dig',
  summary: 'ask DNS: dig NAME, dig +short NAME, dig @resolver NAME',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const options = new Set(argv.filter((word) => word.startsWith('+')).map((word) => word.slice(1)));
    const server = argv.find((word) => word.startsWith('@'))?.slice(1);
    const back = argv.indexOf('-x') >= 0 ? argv[argv.indexOf('-x') + 1] : undefined;
    const typed = argv.indexOf('-t') >= 0 ? argv[argv.indexOf('-t') + 1] : undefined;
    const skipped = ['-x', '-t', '-p', '-b', '-q', '-c'];
    const words = argv.filter((word, at) => !/^[-+@]/.test(word) && !(skipped.includes(argv[at - 1] ?? '') && argv[at - 1] !== '-q')); // prettier-ignore
    const bad = argv.find((word) => /^-/.test(word) && !['-x', '-t', '-p', '-b', '-q', '-4', '-6', '-c', '-r', '-v', '-u'].includes(word)); // prettier-ignore
    if (bad !== undefined) return fail(`Invalid option: ${bad}\n${USAGE}\n\nUse "dig -h" (or "dig -h | more") for complete list of options`, 1); // prettier-ignore
    if (argv.includes('-v')) return fail('DiG 9.18.24-1-Debian', 0);
    const type = (
      typed ??
      words.find((word) => TYPES.includes(word.toUpperCase())) ??
      (back ? 'PTR' : 'A')
    ).toUpperCase();
    const name =
      back ?? words.find((word) => !TYPES.includes(word.toUpperCase()) && word.toUpperCase() !== 'IN') ?? '.';
    if (!TYPES.includes(type)) return fail(`;; Warning, ignoring invalid type ${typed ?? ''}`, 0);
    if (server !== undefined && !isResolver(world, server)) return silent(server, argv);
    const asked = type === 'PTR' && back ? reverse(world, back) : ask(world, name, type);
    const shown = back ? `${back.split('.').reverse().join('.')}.in-addr.arpa` : name.replace(/\.$/, '');
    if (options.has('short')) return out(asked.records.map((record) => dotted(record)).join('\n'));
    if (options.has('trace')) return out(trace(world, shown, asked));
    return out(full(world, ctx.nowMs, shown, type, asked, server, argv, options));
  },
  complete: (world, _ctx, argv) =>
    argv.at(-1)?.startsWith('+')
      ? ['+short', '+trace', '+noall', '+answer', '+nocmd', '+norecurse']
      : argv.at(-1)?.startsWith('@')
        ? [`@${resolverOf(world)}`]
        : [...names(world), '+short', '-x'],
};

export const TYPES = ['A', 'AAAA', 'CNAME', 'NS', 'SOA', 'MX', 'TXT', 'PTR', 'SRV', 'ANY', 'CAA'];

export function names(world: World): string[] {
  return [
    ...new Set([...(world.spec.dns?.records ?? []).map(({ name }) => name), ...hosts(world).map(({ host }) => host)]),
  ];
}

export function resolverOf(world: World): string {
  return ask(world, '.', 'A').resolver;
}

/** The resolver itself by name or address, and public ones for public names. */
function isResolver(world: World, server: string): boolean {
  return server === resolverOf(world) || ['localhost', '127.0.0.1', 'kube-dns', 'ns1.internal', 'ns1'].includes(server);
}

/** The zone's own server answers from the zone, not from memory. */
function isAuthority(server: string | undefined): boolean {
  return server === 'ns1' || server === 'ns1.internal';
}

function silent(server: string, argv: readonly string[]): ToolResult {
  const tries = Array.from({ length: 3 }, () => `;; communications error to ${server}#53: timed out`).join('\n');
  return {
    ...fail(''),
    stdout: `${tries}\n\n; <<>> DiG 9.18.24-1-Debian <<>> ${argv.join(' ')}\n;; global options: +cmd\n;; no servers could be reached\n`,
    exitCode: 9,
  };
}

function dotted({ type, value }: DnsAnswer['records'][number] | { type: string; value: string }): string {
  return type === 'CNAME' || type === 'PTR' ? `${value}.` : value;
}

/** Names in columns as dig aligns them: 24 characters for the name, then TTL, class, type. */
function line(name: string, ttlS: number | '', type: string, value: string): string {
  const first = `${name}.`;
  const tabs = '\t'.repeat(Math.max(1, 3 - Math.floor(first.length / 8)));
  return `${first}${tabs}${ttlS}\tIN\t${type}\t${value}`;
}

function full(
  world: World,
  nowMs: number,
  name: string,
  type: string,
  answer: ReturnType<typeof ask>,
  server: string | undefined,
  argv: readonly string[],
  options: ReadonlySet<string>,
): string {
  const answers = answer.records.map((record) => line(record.name, isAuthority(server) ? authoritativeTtl(world, record.name, record.ttlS) : record.ttlS, record.type, dotted(record))); // prettier-ignore
  if (options.has('noall')) return options.has('answer') ? answers.join('\n') : '';
  const authority = answer.records.length === 0 && answer.status !== 'SERVFAIL' ? [line(zoneOf(name), answer.negativeTtlS, 'SOA', `ns1.${zoneOf(name)}. hostmaster.${zoneOf(name)}. 2026031001 7200 900 1209600 ${answer.negativeTtlS}`)] : []; // prettier-ignore
  const id = 1000 + Math.floor(60_000 * fraction(world.nowS + name.length, name.charCodeAt(0) || 1));
  const ms = answer.status === 'SERVFAIL' ? 2011 : Math.floor(3 * fraction(world.nowS, 77));
  const at = calendarTime(nowMs).split(/\s+/);
  return [
    '',
    `; <<>> DiG 9.18.24-1-Debian <<>> ${argv.join(' ')}`,
    ...(server === undefined ? [] : ['; (1 server found)']),
    ';; global options: +cmd',
    ';; Got answer:',
    `;; ->>HEADER<<- opcode: QUERY, status: ${answer.status}, id: ${id}`,
    `;; flags: qr${isAuthority(server) ? ' aa' : ''} rd${isAuthority(server) ? '' : ' ra'}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: 1`,
    '',
    ';; OPT PSEUDOSECTION:',
    '; EDNS: version: 0, flags:; udp: 1232',
    ';; QUESTION SECTION:',
    `;${line(name, '', type, '').trimEnd()}`,
    '',
    ...(answers.length > 0 ? [';; ANSWER SECTION:', ...answers, ''] : []),
    ...(authority.length > 0 ? [';; AUTHORITY SECTION:', ...authority, ''] : []),
    `;; Query time: ${ms} msec`,
    `;; SERVER: ${answer.resolver}#53(${server ?? answer.resolver}) (UDP)`,
    `;; WHEN: ${at[0]!} ${at[1]!} ${at[2]!.padStart(2, '0')} ${at[3]!} UTC ${at[4]!}`,
    `;; MSG SIZE  rcvd: ${40 + name.length + 16 * answers.length + 60 * authority.length}`,
    '',
  ].join('\n');
}

function zoneOf(name: string): string {
  if (name.endsWith('.internal')) return 'internal';
  return name.split('.').slice(-2).join('.');
}

function trace(world: World, name: string, answer: ReturnType<typeof ask>): string {
  const zone = zoneOf(name);
  return [
    '',
    `; <<>> DiG 9.18.24-1-Debian <<>> +trace ${name}`,
    ';; global options: +cmd',
    '.\t\t\t518400\tIN\tNS\ta.root-servers.net.',
    `;; Received 239 bytes from ${answer.resolver}#53(${answer.resolver}) in 1 ms`,
    '',
    line(zone, 86_400, 'NS', `ns1.${zone}.`),
    ';; Received 112 bytes from 198.41.0.4#53(a.root-servers.net) in 18 ms',
    '',
    ...answer.records.map((record) => line(record.name, authoritativeTtl(world, record.name, record.ttlS), record.type, dotted(record))), // prettier-ignore
    `;; Received 64 bytes from 198.51.100.53#53(ns1.${zone}) in 9 ms`,
    '',
  ].join('\n');
}

function authoritativeTtl(world: World, name: string, seen: number): number {
  return world.spec.dns?.records.find((record) => record.name === name)?.ttlS ?? seen;
}
