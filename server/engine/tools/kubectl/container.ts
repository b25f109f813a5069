import { disks, resolveName } from '../../read.ts';
import type { World } from '../../world.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { clockTime, httpTime } from '../when.ts';
import { columns } from './columns.ts';
import { configFile } from './config-file.ts';
import { serviceKind } from './network-kinds.ts';
import type { ClusterPod } from './fixed-pods.ts';
import { portOf } from './pod-kind.ts';

/** Where a command runs: in the container of a pod. */
export interface Inside {
  world: World;
  ctx: ToolContext;
  pod: ClusterPod;
}

type Command = (inside: Inside, args: readonly string[]) => ToolResult;

/** What the image of a service has; it is a small one. */
const COMMANDS: Readonly<Record<string, Command>> = {
  env: ({ pod }) =>
    out(
      variables(pod)
        .map(([key, value]) => `${key}=${value}`)
        .join('\n'),
    ),
  printenv,
  cat,
  ls,
  ps: ({ world, pod }) => out(columns(processes(world, pod))),
  df,
  psql: () =>
    fail(
      'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL:  Peer authentication failed for user "app"',
      2,
    ),
  curl: health,
  wget: health,
  nslookup,
  getent: (inside, [, name]) => nslookup(inside, name === undefined ? [] : [name]),
  hostname: ({ pod }) => out(pod.name),
  date: ({ ctx }) => out(httpTime(ctx.nowMs).replace(/^(\w+), (\d+) (\w+) (\d+) (.*) GMT$/, '$1 $3 $2 $5 UTC $4')),
  id: () => out('uid=1000(app) gid=1000(app) groups=1000(app)'),
  whoami: () => out('app'),
  pwd: () => out('/app'),
  uptime: ({ ctx, world, pod }) =>
    out(
      ` ${clockTime(ctx.nowMs)} up ${Math.floor((world.nowS - pod.startedAtS) / 60)} min,  0 users,  load average: ${[1, 1, 1].map(() => (pod.cpu * 2).toFixed(2)).join(', ')}`,
    ),
  free: ({ pod }) =>
    out(
      columns([
        ['', 'total', 'used', 'free'],
        ['Mem:', '512', String(Math.round(pod.memoryMiB)), String(Math.max(0, 512 - Math.round(pod.memoryMiB)))],
      ]),
    ),
  echo: (_inside, args) => out(args.join(' ')),
  true: () => out(''),
};

/** Runs a command as the container has it; one that its image lacks fails as the container runtime says. */
export function containerCommand(inside: Inside, name: string, args: readonly string[]): ToolResult {
  const bare = name.replace(/^\/(usr\/)?s?bin\//, '');
  const command = Object.hasOwn(COMMANDS, bare) ? COMMANDS[bare] : undefined;
  if (command) return command(inside, args);
  return fail(
    `OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": executable file not found in $PATH: unknown`,
    127,
  );
}

/** What the process was started with: the image's, the template's, and the addresses that Kubernetes adds. */
function variables(pod: ClusterPod): [string, string][] {
  return [
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', pod.name],
    ['NODE_ENV', 'production'],
    ...Object.entries(pod.env),
    ['SERVICE_VERSION', pod.version],
    ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
    ['KUBERNETES_SERVICE_PORT', '443'],
    ['HOME', '/home/app'],
  ];
}

function printenv({ pod }: Inside, names: readonly string[]): ToolResult {
  const all = variables(pod);
  if (names.length === 0) return out(all.map(([key, value]) => `${key}=${value}`).join('\n'));
  const found = names.flatMap((name) => all.filter(([key]) => key === name).map(([, value]) => value));
  return { ...out(found.join('\n')), exitCode: found.length === names.length ? 0 : 1 };
}

function files(world: World, pod: ClusterPod): Record<string, string> {
  if (pod.of !== 'service') return { '/etc/hostname': `${pod.name}\n` };
  return {
    '/app/config/service.yaml': configFile(world.spec, pod.service),
    '/app/VERSION': `${pod.version}\n`,
    '/etc/hostname': `${pod.name}\n`,
    '/etc/resolv.conf':
      'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n',
    '/proc/1/environ': variables(pod)
      .map(([key, value]) => `${key}=${value}\0`)
      .join(''),
    '/proc/1/cmdline': 'node\0/app/server.js\0',
  };
}

/** File systems as the container mounts them: its image's, and the volume of a store. */
function df({ world, pod }: Inside, args: readonly string[]): ToolResult {
  const human = args.some((word) => /^-\w*h/.test(word));
  const size = (gib: number) =>
    human ? `${gib < 10 ? gib.toFixed(1) : Math.round(gib)}G` : String(Math.round(gib * 1024 * 1024));
  const row = (device: string, total: number, used: number, mount: string) => [
    device,
    size(total),
    size(used),
    size(Math.max(0, total - used)),
    `${total === 0 ? 0 : Math.ceil((100 * used) / total)}%`,
    mount,
  ];
  const volumes = disks(world)
    .filter((disk) => disk.of === pod.service)
    .map((disk) => row(disk.device, disk.sizeGiB, disk.usedGiB, disk.mount));
  const header = [
    'Filesystem',
    human ? 'Size' : '1K-blocks',
    'Used',
    human ? 'Avail' : 'Available',
    'Use%',
    'Mounted on',
  ];
  return out(columns([header, row('overlay', 97.9, 39.4, '/'), row('tmpfs', 0.0625, 0, '/dev'), ...volumes]));
}

/** Paths are looked up in /app, where the process works. */
function resolved(path: string): string {
  return path.startsWith('/')
    ? path.replace(/\/$/, '') || '/'
    : `/app/${path.replace(/^\.\/?/, '')}`.replace(/\/$/, '');
}

function cat({ world, pod }: Inside, args: readonly string[]): ToolResult {
  const all = files(world, pod);
  const paths = args.filter((word) => !word.startsWith('-'));
  const missing = paths.filter((path) => all[resolved(path)] === undefined);
  const isFolder = (path: string) => Object.keys(all).some((file) => file.startsWith(`${resolved(path)}/`));
  return {
    stdout: paths.map((path) => all[resolved(path)] ?? '').join(''),
    stderr: missing
      .map((path) => `cat: ${path}: ${isFolder(path) ? 'Is a directory' : 'No such file or directory'}\n`)
      .join(''),
    exitCode: missing.length > 0 ? 1 : 0,
    actions: [],
  };
}

function ls({ world, pod }: Inside, args: readonly string[]): ToolResult {
  const all = Object.keys(files(world, pod));
  const path = args.find((word) => !word.startsWith('-')) ?? '/app';
  const at = resolved(path);
  if (all.includes(at)) return out(path);
  const below = all
    .filter((file) => file.startsWith(at === '/' ? '/' : `${at}/`))
    .map((file) => file.slice(at === '/' ? 1 : at.length + 1).split('/')[0]!);
  const own = at === '/app' ? ['node_modules', 'package.json', 'server.js', 'src'] : [];
  const names = [...new Set([...below, ...own])].sort();
  return names.length > 0 ? out(names.join('\n')) : fail(`ls: cannot access '${path}': No such file or directory`, 2);
}

const PROCESSES: Readonly<Record<ClusterPod['of'], string>> = {
  service: 'node /app/server.js',
  database: 'postgres -D /var/lib/postgresql/data',
  replica: 'postgres -D /var/lib/postgresql/data',
  cache: 'redis-server *:6379',
  queue: '/opt/broker/bin/server start',
  edge: 'nginx: master process nginx -g daemon off;',
};

function processes(world: World, pod: ClusterPod): string[][] {
  const cpu = (100 * pod.cpu).toFixed(1);
  const memory = ((100 * pod.memoryMiB) / 512).toFixed(1);
  const started = clockTime(world.spec.startsAtMs + pod.startedAtS * 1000).slice(0, 5);
  const rss = String(Math.round(pod.memoryMiB * 1024));
  const main = PROCESSES[pod.of];
  return [
    ['USER', 'PID', '%CPU', '%MEM', 'VSZ', 'RSS', 'TTY', 'STAT', 'START', 'TIME', 'COMMAND'],
    ['app', '1', cpu, memory, '1287432', rss, '?', 'Ssl', started, '12:41', main],
    ['app', '4242', '0.0', '0.1', '8104', '3912', '?', 'R', started, '0:00', 'ps aux'],
  ];
}

/** The pod's own health and version, as the readiness probe asks for them. */
function health({ world, pod }: Inside, args: readonly string[]): ToolResult {
  const url = args.find((word) => /^(https?:\/\/)?(localhost|127\.0\.0\.1)(:|\/|$)/.test(word));
  if (url === undefined)
    return fail("curl: no URL specified!\ncurl: try 'curl --help' or 'curl --manual' for more information", 2);
  const [, port = '80', path = '/'] = /^(?:https?:\/\/)?[^:/]+(?::(\d+))?(\/.*)?$/.exec(url) ?? [];
  if (Number(port) !== portOf(world, pod))
    return fail(`curl: (7) Failed to connect to localhost port ${port} after 0 ms: Couldn't connect to server`, 7);
  const [status, body] = healthAnswer(pod, path);
  const head = args.some((word) => /^-[a-zA-Z]*[iI]$/.test(word) || word === '--include' || word === '--head');
  const format = args[args.findIndex((word) => word === '-w' || word === '--write-out') + 1];
  const silent = args.some((word) => word === '-o' || /^-[a-zA-Z]*o$/.test(word));
  const failing = args.some((word) => /^-[a-zA-Z]*f/.test(word)) && status >= 400;
  if (failing) return fail(`curl: (22) The requested URL returned error: ${status}`, 22);
  const lines = head
    ? `HTTP/1.1 ${status} ${status === 200 ? 'OK' : status === 404 ? 'Not Found' : 'Service Unavailable'}\r\ncontent-type: application/json\r\n\r\n`
    : '';
  const written =
    format !== undefined && args.includes('-w')
      ? format.replaceAll('%{http_code}', String(status)).replaceAll('%{time_total}', '0.002').replaceAll('\\n', '\n')
      : '';
  return { ...out(''), stdout: `${lines}${silent ? '' : body}${written}` };
}

function healthAnswer(pod: ClusterPod, path: string): [number, string] {
  if (/^\/(healthz|health|readyz|ready|livez)$/.test(path))
    return pod.ready
      ? [200, `{"status":"ok","service":"${pod.service}","version":"${pod.version}"}\n`]
      : [
          503,
          `{"status":"unavailable","service":"${pod.service}","version":"${pod.version}","reason":"no free worker"}\n`,
        ];
  return path === '/version' ? [200, `{"version":"${pod.version}"}\n`] : [404, '{"error":"not found"}\n'];
}

/** Names inside of the cluster are the services'; the others are asked for where everybody asks. */
function nslookup({ world, pod }: Inside, args: readonly string[]): ToolResult {
  const [name] = args.filter((word) => !word.startsWith('-'));
  if (name === undefined) return fail('nslookup: usage: nslookup HOST [DNS_SERVER]', 1);
  const head = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n';
  const short = name.replace(/\.shop(\.svc(\.cluster\.local)?)?\.?$/, '');
  const recorded = world.spec.dns?.records.some((record) => record.name === name) === true;
  const service = serviceKind.list(world).find(({ object }) => object.metadata.name === short);
  if (service !== undefined && !recorded)
    return out(`${head}Name:\t${short}.shop.svc.cluster.local\nAddress: ${service.cells[2] ?? ''}\n`);
  const answer = resolveName(world, name, pod.service);
  const addresses = answer.records.filter(({ type }) => type === 'A');
  if (answer.status === 'NOERROR' && addresses.length > 0)
    return out(
      `${head}Non-authoritative answer:\n${addresses.map((record) => `Name:\t${record.name}\nAddress: ${record.value}`).join('\n')}\n`,
    );
  return {
    ...fail(''),
    stdout: `${head}** server can't find ${name}: ${answer.status === 'NOERROR' ? 'NXDOMAIN' : answer.status}\n\n`,
    exitCode: 1,
  };
}
