import type { CacheView } from '../../inspect-platform.ts';
import type { Action } from '../../input.ts';
import type { World } from '../../world.ts';
import { pods } from '../../read.ts';
import { allowed, type ToolContext } from '../tool.ts';
import { infoText } from './info.ts';
import type { Reply } from './reply.ts';

const ok: Reply = { kind: 'status', text: 'OK' };
const error = (text: string): Reply => ({ kind: 'error', text });
const bulk = (text: string | null): Reply => ({ kind: 'bulk', text });
const array = (items: Reply[]): Reply => ({ kind: 'array', items });
const integer = (value: number): Reply => ({ kind: 'integer', value });

/** Answers one command, and what it does to the world. Reading is for everybody, flushing is a right of its own. */
export function answerRedis(
  world: World,
  ctx: ToolContext,
  cache: CacheView,
  words: readonly string[],
): { reply: Reply; action?: Action } {
  const [written = '', ...args] = words;
  const name = written.toUpperCase();
  const sub = (args[0] ?? '').toUpperCase();
  const may = allowed(ctx, 'cache:write');
  const denied = (command: string): { reply: Reply } => ({
    reply: error(`NOPERM this user has no permissions to run the '${command}' command`),
  });
  switch (name) {
    case 'PING':
      return { reply: args[0] === undefined ? { kind: 'status', text: 'PONG' } : bulk(args[0]) };
    case 'ECHO':
      return args.length === 1 ? { reply: bulk(args[0]!) } : wrongArity('echo');
    case 'INFO':
      return {
        reply: {
          kind: 'verbatim',
          text: infoText(
            world,
            cache,
            args.map((word) => word.toLowerCase()),
          ),
        },
      };
    case 'DBSIZE':
      return { reply: integer(cache.keys) };
    case 'FLUSHALL':
    case 'FLUSHDB':
      if (!may) return denied(name.toLowerCase());
      return { reply: ok, action: { do: 'cache.flush', cache: cache.id } };
    case 'SHUTDOWN':
    case 'DEBUG':
    case 'SET':
    case 'DEL':
    case 'UNLINK':
    case 'EXPIRE':
    case 'HSET':
    case 'LPUSH':
    case 'EVAL':
    case 'REPLICAOF':
    case 'SLAVEOF':
    case 'MONITOR':
    case 'SAVE':
    case 'BGSAVE':
      return denied(name.toLowerCase());
    case 'GET':
    case 'HGET':
      return args.length === (name === 'GET' ? 1 : 2) ? { reply: bulk(null) } : wrongArity(name.toLowerCase());
    case 'TTL':
    case 'PTTL':
      return args.length === 1 ? { reply: integer(-2) } : wrongArity(name.toLowerCase());
    case 'EXISTS':
      return args.length > 0 ? { reply: integer(0) } : wrongArity('exists');
    case 'TYPE':
      return args.length === 1 ? { reply: { kind: 'status', text: 'none' } } : wrongArity('type');
    case 'KEYS':
      return denied('keys');
    case 'SCAN':
      return { reply: array([bulk('0'), array(sampleKeys(world, cache).map((key) => bulk(key)))]) };
    case 'RANDOMKEY':
      return { reply: bulk(sampleKeys(world, cache)[0] ?? null) };
    case 'SELECT':
      return { reply: args[0] === '0' ? ok : error('ERR DB index is out of range') };
    case 'TIME':
      return { reply: array([bulk(String(Math.floor(ctx.nowMs / 1000))), bulk('0')]) };
    case 'ROLE':
      return { reply: array([bulk('master'), integer(Math.floor(cache.hits)), array([])]) };
    case 'SLOWLOG':
      if (sub === 'LEN') return { reply: integer(slowlog(world, ctx, cache, 128).length) };
      if (sub === 'GET') return { reply: array(slowlog(world, ctx, cache, Number(args[1] ?? 10))) };
      if (sub === 'RESET') return denied('slowlog|reset');
      return unknownSub('SLOWLOG', args[0]);
    case 'CLIENT':
      if (sub === 'LIST') return { reply: { kind: 'verbatim', text: clientList(world, cache) } };
      if (sub === 'ID') return { reply: integer(4711) };
      if (sub === 'GETNAME') return { reply: bulk(null) };
      if (sub === 'INFO') return { reply: { kind: 'verbatim', text: clientList(world, cache).split('\n').at(-1)! } };
      if (sub === 'KILL' || sub === 'PAUSE') return denied(`client|${sub.toLowerCase()}`);
      return unknownSub('CLIENT', args[0]);
    case 'CONFIG':
      if (sub === 'GET') return args.length > 1 ? { reply: configGet(cache, args.slice(1)) } : wrongArity('config|get');
      if (['SET', 'REWRITE', 'RESETSTAT'].includes(sub)) return denied(`config|${sub.toLowerCase()}`);
      return unknownSub('CONFIG', args[0]);
    case 'MEMORY':
      if (sub === 'DOCTOR')
        return { reply: bulk('Sam, I detected a few issues in this Redis instance memory implants: none.') };
      if (sub === 'USAGE') return { reply: bulk(null) };
      return unknownSub('MEMORY', args[0]);
    case 'LATENCY':
      return {
        reply:
          sub === 'DOCTOR'
            ? bulk(
                'Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest bit.',
              )
            : array([]),
      };
    case 'COMMAND':
    case 'ACL':
      return sub === 'WHOAMI' ? { reply: bulk('oncall') } : denied(name.toLowerCase());
    case 'QUIT':
      return { reply: ok };
    default:
      return {
        reply: error(`ERR unknown command '${written}', with args beginning with: ${args.slice(0, 3).map((word) => `'${word.slice(0, 128)}' `).join('')}`), // prettier-ignore
      };
  }
}

function wrongArity(command: string): { reply: Reply } {
  return { reply: error(`ERR wrong number of arguments for '${command}' command`) };
}

function unknownSub(command: string, sub: string | undefined): { reply: Reply } {
  if (sub === undefined) return wrongArity(command.toLowerCase());
  return { reply: error(`ERR unknown subcommand '${sub.slice(0, 128)}'. Try ${command} HELP.`) };
}

function sampleKeys(world: World, cache: CacheView): string[] {
  if (cache.keys === 0) return [];
  const holds = world.spec.caches?.find(({ id }) => id === cache.id)?.holds ?? 'value';
  const prefix = (/[a-z]+/i.exec(holds)?.[0] ?? 'value').toLowerCase();
  return Array.from({ length: Math.min(10, cache.keys) }, (_, at) => `${prefix}:${(Math.max(0, world.nowS) * 31 + at * 977) % 90_000 + 10_000}`); // prettier-ignore
}

/** Slow commands appear when the server is busy: a cold start is all SETs, a warm one has next to none. */
function slowlog(world: World, ctx: ToolContext, cache: CacheView, most: number): Reply[] {
  const cold = world.spec.caches?.find(({ id }) => id === cache.id)?.hitRatio ?? 1;
  const count = cache.lookupsPerS > 1 && cache.hitRatio < 0.8 * cold ? 24 : 2;
  const keys = sampleKeys(world, cache);
  return Array.from({ length: Math.min(count, Number.isFinite(most) && most >= 0 ? most : 128) }, (_, at) =>
    array([
      integer(2000 + count - at),
      integer(Math.floor(ctx.nowMs / 1000) - at * (count > 10 ? 3 : 1200)),
      integer(10_412 + at * 37),
      array([bulk('MSET'), ...keys.slice(0, 3).flatMap((key) => [bulk(key), bulk('... (4096 more bytes)')])]),
      bulk(`${clientAddress(world, at)}:${40_100 + at}`),
      bulk(''),
    ]),
  );
}

function clientAddress(world: World, at: number): string {
  const all = pods(world);
  return all[at % Math.max(1, all.length)]?.ip ?? '10.40.1.10';
}

function clientList(world: World, cache: CacheView): string {
  const rows = Array.from({ length: Math.min(200, cache.clients) }, (_, at) => client(11 + at, `${clientAddress(world, at)}:${40_100 + at}`, at % 7, 'get')); // prettier-ignore
  return [...rows, client(4711, '10.40.9.4:51022', 0, 'client|list')].join('\n');
}

function client(id: number, address: string, idle: number, command: string): string {
  return `id=${id} addr=${address} laddr=10.40.5.10:6379 fd=${id} name= age=${3600 + id} idle=${idle} flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=10 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=1928 events=r cmd=${command} user=default redir=-1 resp=2`;
}

function configGet(cache: CacheView, patterns: readonly string[]): Reply {
  const values: Record<string, string> = {
    appendonly: 'no',
    databases: '16',
    maxclients: '10000',
    maxmemory: String(cache.maxMemoryMiB * 1_048_576),
    'maxmemory-clients': '0',
    'maxmemory-policy': 'allkeys-lru',
    'maxmemory-samples': '5',
    port: String(cache.port),
    save: '',
    'slowlog-log-slower-than': '10000',
    'slowlog-max-len': '128',
    timeout: '0',
  };
  const names = Object.keys(values).filter((name) =>
    patterns.some((pattern) => globMatches(pattern.toLowerCase(), name)),
  );
  return array(names.flatMap((name) => [bulk(name), bulk(values[name]!)]));
}

/** `*` and `?` only, without a regular expression: patterns come from whoever types. */
function globMatches(pattern: string, name: string): boolean {
  let [p, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    if (pattern[p] === '?' || pattern[p] === name[n]) {
      p++;
      n++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
