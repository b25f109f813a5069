import type { CacheView } from '../inspect-platform.ts';
import type { World } from '../world.ts';
import { lookUp } from './net/address.ts';
import { caches } from './platform.ts';
import { answerRedis } from './redis/commands.ts';
import { printReply } from './redis/reply.ts';
import { fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';

const USAGE = `redis-cli 7.0.15

Usage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]
  -h <hostname>      Server hostname.
  -p <port>          Server port (default: 6379).
  -n <db>            Database number.
  -a <password>      Password to use when connecting to the server.
  -u <uri>           Server URI (redis://host:port).
  --raw              Use raw formatting for replies.
  --latency          Sample the server's latency.
  --stat             Print rolling stats about the server.
  --bigkeys          Sample keys looking for those with many elements.
  --version          Output version and exit.`;

const VALUES = ['-h', '-p', '-n', '-a', '-u', '-r', '-i', '--user', '--pass'];

/** Asks a cache as its operators do. What it forgets on FLUSHALL has to be filled again from behind it. */
export const redisCli: Tool = {
  name: 'redis-cli',
  summary: 'ask a cache: INFO, DBSIZE, SLOWLOG GET',
  usage: USAGE,
  run: (world, ctx, argv, stdin) => {
    const options = new Map<string, string>();
    let at = 0;
    for (; at < argv.length && argv[at]!.startsWith('-') && argv[at] !== '-'; at++) {
      const flag = argv[at]!;
      if (VALUES.includes(flag)) options.set(flag, argv[++at] ?? '');
      else if (/^-[hpna]./.test(flag) && !flag.startsWith('--')) options.set(flag.slice(0, 2), flag.slice(2));
      else if (
        [
          '--raw',
          '--no-raw',
          '--latency',
          '--latency-history',
          '--intrinsic-latency',
          '--stat',
          '--bigkeys',
          '--version',
          '-v',
          '--no-auth-warning',
          '--csv',
          '--scan',
        ].includes(flag)
      )
        options.set(flag, ''); // prettier-ignore
      else return fail(`Unrecognized option or bad number of args for: '${flag}'`);
    }
    if (options.has('--version') || options.has('-v')) return out('redis-cli 7.0.15');
    const uri = /^rediss?:\/\/(?:[^@]*@)?([^:/]+)(?::(\d+))?/.exec(options.get('-u') ?? '');
    const host = options.get('-h') ?? uri?.[1] ?? world.spec.caches?.[0]?.host ?? '127.0.0.1';
    const port = Number(options.get('-p') ?? uri?.[2] ?? portOf(world, host) ?? 6379);
    const cache = connect(world, host, port);
    if ('refusal' in cache) return cache.refusal;
    const special = ['--latency', '--latency-history', '--stat', '--bigkeys', '--scan'].find((flag) =>
      options.has(flag),
    );
    if (special !== undefined) return out(sampled(world, cache.found, special));
    const words = argv.slice(at);
    const commands =
      words.length > 0
        ? [words]
        : stdin
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map(splitLine);
    if (commands.length === 0)
      return fail(`redis-cli: this terminal runs one command at a time: redis-cli -h ${host} INFO`);
    return runCommands(world, ctx, cache.found, commands.slice(0, 100), !options.has('--raw'));
  },
  complete: (world, _ctx, argv) => {
    const before = argv.at(-2);
    if (before === '-h') return caches(world).map(({ host }) => host);
    if (before?.toUpperCase() === 'INFO') return ['server', 'clients', 'memory', 'stats', 'replication', 'keyspace'];
    if (before?.toUpperCase() === 'CONFIG') return ['GET'];
    if (before?.toUpperCase() === 'SLOWLOG') return ['GET', 'LEN'];
    return [
      '-h',
      '-p',
      '--latency',
      '--stat',
      '--bigkeys',
      'PING',
      'INFO',
      'DBSIZE',
      'SLOWLOG',
      'CLIENT',
      'CONFIG',
      'FLUSHALL',
    ];
  },
};

function portOf(world: World, host: string): number | undefined {
  const found = lookUp(world, host)?.entry;
  return caches(world).find((one) => one.id === found?.id)?.port;
}

function connect(world: World, host: string, port: number): { found: CacheView } | { refusal: ToolResult } {
  const refuse = (why: string) => ({ refusal: fail(`Could not connect to Redis at ${host}:${port}: ${why}`) });
  const found = lookUp(world, host);
  if (found === null) return refuse('Name or service not known');
  if (found.entry === undefined) return refuse('Connection timed out');
  const cache = caches(world).find((one) => one.id === found.entry!.id);
  if (!cache || cache.port !== port || !cache.up) return refuse('Connection refused');
  return { found: cache };
}

/** redis-cli's exit status is that of the last command: 1 after an error reply with `-e` only; else 0. */
function runCommands(
  world: World,
  ctx: ToolContext,
  cache: CacheView,
  commands: readonly (readonly string[])[],
  formatted: boolean,
): ToolResult {
  let stdout = '';
  const actions: ToolResult['actions'] = [];
  for (const words of commands) {
    const { reply, action } = answerRedis(world, ctx, cache, words);
    stdout += printReply(reply, formatted);
    if (action) actions.push(action);
  }
  return { stdout, stderr: '', exitCode: 0, actions };
}

function splitLine(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function sampled(world: World, cache: CacheView, flag: string): string {
  const busy = Math.min(0.95, cache.lookupsPerS / 60_000);
  const average = 0.18 + busy;
  if (flag.startsWith('--latency'))
    return `min: 0, max: ${Math.ceil(1 + 9 * busy)}, avg: ${average.toFixed(2)} (100 samples)`;
  if (flag === '--stat')
    return [
      '------- data ------ --------------------- load -------------------- - child -',
      'keys       mem      clients blocked requests            connections          ',
      `${String(cache.keys).padEnd(10)} ${`${cache.usedMemoryMiB.toFixed(2)}M`.padEnd(8)} ${String(cache.clients).padEnd(7)} 0       ${String(Math.round(cache.hits + cache.misses)).padEnd(8)} (+${Math.round(cache.lookupsPerS)})      ${cache.clients + 211}         `, // prettier-ignore
    ].join('\n');
  const holds = world.spec.caches?.find(({ id }) => id === cache.id)?.holds ?? 'values';
  return `# Scanning the entire keyspace to find biggest keys as well as\n# average sizes per key type.\n\n[00.00%] Biggest string found so far '"${holds.split(/\s/)[0]!.toLowerCase()}:1"' with 4096 bytes\n\n-------- summary -------\n\nSampled ${cache.keys} keys in the keyspace!`;
}
