import type { Action } from '../../input.ts';
import { sessions } from '../../read.ts';
import { allowed, fail, out, type ToolResult } from '../tool.ts';
import { calendarTime } from '../when.ts';
import { caches, isUp, poolers } from '../platform.ts';
import type { HostCommand, HostContext } from './command.ts';
import { journal } from './log-files.ts';

export const hostname: HostCommand = ({ machine }, argv) =>
  out(argv.includes('-I') || argv.includes('-i') ? machine.address : machine.name);

export const whoami: HostCommand = ({ root }) => out(root ? 'root' : 'oncall');

export const id: HostCommand = ({ root }, argv) => {
  if (argv[0] === '-un' || argv[0] === '-gn') return out(root ? 'root' : 'oncall');
  if (argv[0] === '-u' || argv[0] === '-g') return out(root ? '0' : '1000');
  return out(
    root ? 'uid=0(root) gid=0(root) groups=0(root)' : 'uid=1000(oncall) gid=1000(oncall) groups=1000(oncall),4(adm)',
  );
};

export const uname: HostCommand = ({ machine }, argv) => {
  const flags = argv.join('');
  if (flags.includes('a'))
    return out(`Linux ${machine.name} 6.1.0-18-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64 GNU/Linux`); // prettier-ignore
  const parts = [
    ...(flags.includes('s') || flags === '' ? ['Linux'] : []),
    ...(flags.includes('n') ? [machine.name] : []),
    ...(flags.includes('r') ? ['6.1.0-18-cloud-amd64'] : []),
    ...(flags.includes('m') ? ['x86_64'] : []),
  ];
  return parts.length > 0 ? out(parts.join(' ')) : fail(`uname: invalid option -- '${flags.replace(/^-/, '')}'\nTry 'uname --help' for more information.`); // prettier-ignore
};

export const date: HostCommand = ({ ctx }) => {
  const parts = calendarTime(ctx.nowMs).split(/\s+/);
  return out(`${parts[0]} ${parts[1]} ${parts[2]!.padStart(2)} ${parts[3]} UTC ${parts[4]}`);
};

export const dmesg: HostCommand = ({ machine, root, world }) => {
  if (!root) return fail('dmesg: read kernel buffer failed: Operation not permitted');
  const up = world.nowS - machine.bootedS;
  const full = machine.disks.filter((disk) => disk.usedGiB >= disk.sizeGiB * 0.999);
  return out(
    [
      '[    0.000000] Linux version 6.1.0-18-cloud-amd64 (debian-kernel@lists.debian.org)',
      '[    2.114037] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode. Quota mode: none.',
      ...machine.disks.map(
        (disk, at) =>
          `[    4.${301_000 + at}] EXT4-fs (dm-${at}): mounted filesystem with ordered data mode on ${disk.mount}`,
      ),
      ...full.map(
        (disk) =>
          `[${up.toFixed(6)}] EXT4-fs warning (device dm-${machine.disks.indexOf(disk)}): ext4_da_write_begin: No space left on device`,
      ),
    ].join('\n'),
  );
};

/** Is the machine's own service running? */
function active({ machine, world }: HostContext): boolean {
  if (machine.kind === 'database') return sessions(world, machine.id).length > 0;
  if (machine.kind === 'cache') return caches(world).find(({ id: one }) => one === machine.id)?.up ?? true;
  return isUp(world, machine.id);
}

const ALWAYS_ON = ['cron', 'ssh', 'sshd', 'systemd-journald', 'node_exporter'];

/** `systemctl status|is-active|restart|reload|list-units`. Restarts reach the component itself. */
export const systemctl: HostCommand = (on, argv) => {
  const words = argv.filter((word) => !word.startsWith('-'));
  const [verb = 'list-units', written] = words;
  const { machine } = on;
  const unit = written?.replace(/\.service$/, '').replace(/^postgresql@.*/, 'postgresql');
  if (verb === 'list-units' || verb === '--failed') return out(unitList(on, argv.includes('--failed') || words.includes('--failed'))); // prettier-ignore
  if (
    !['status', 'is-active', 'is-enabled', 'restart', 'reload', 'start', 'stop', 'try-restart', 'show', 'cat'].includes(
      verb,
    )
  )
    return fail(`Unknown command verb ${verb}.`);
  if (unit === undefined) return verb === 'status' ? out(overview(on)) : fail('Too few arguments.');
  const own = unit === machine.unit;
  if (!own && !ALWAYS_ON.includes(unit))
    return verb === 'is-active' ? { ...fail(''), stdout: 'inactive\n', exitCode: 4 } : fail(verb === 'status' ? `Unit ${unit}.service could not be found.` : `Failed to ${verb} ${unit}.service: Unit ${unit}.service not found.`, verb === 'status' ? 4 : 5); // prettier-ignore
  const running = own ? active(on) : true;
  if (verb === 'is-active') return { ...out(running ? 'active' : 'inactive'), exitCode: running ? 0 : 3 };
  if (verb === 'is-enabled') return out('enabled');
  if (verb === 'status') return { ...out(status(on, unit, own, running)), exitCode: running ? 0 : 3 };
  if (verb === 'show' || verb === 'cat')
    return out(`Id=${unit}.service\nActiveState=${running ? 'active' : 'inactive'}`);
  if (!on.root) return fail(`Failed to ${verb} ${unit}.service: Interactive authentication required.\nSee system logs and 'systemctl status ${unit}.service' for details.`); // prettier-ignore
  return own ? change(on, verb, unit) : out('');
};

/** What a restart of a machine's service means to the world, with the rights it takes beside root. */
function change({ machine, ctx, world }: HostContext, verb: string, unit: string): ToolResult {
  const { id: of, kind } = machine;
  const reload = verb === 'reload';
  if (verb === 'stop') return fail(`Failed to stop ${unit}.service: Operation refused, unit ${unit}.service may be requested by dependency only (it is configured to refuse manual start/stop).`, 4); // prettier-ignore
  const need = (permission: string, action: Action): ToolResult =>
    allowed(ctx, permission) ? out('', [action]) : fail(`Failed to ${verb} ${unit}.service: Access denied`, 4);
  if (kind === 'database') return reload ? need('db:restart', { do: 'db.reload', db: of }) : need('db:restart', { do: 'db.restart', db: of }); // prettier-ignore
  if (kind === 'cache') return reload ? out('') : need('cache:write', { do: 'cache.restart', cache: of });
  if (kind === 'edge')
    return need('cert:write', reload ? { do: 'edge.reload', edge: of } : { do: 'edge.restart', edge: of });
  if (world.spec.services.some((service) => service.id === of))
    return need('kubectl:write', { do: 'service.restart', service: of, pods: 'rolling' });
  return out('');
}

function unitList(on: HostContext, failedOnly: boolean): string {
  const { machine } = on;
  const units = [...ALWAYS_ON.filter((one) => one !== 'sshd'), ...(machine.unit ? [machine.unit] : [])].sort();
  const rows = units
    .map((unit) => ({ unit, running: unit !== machine.unit || active(on) }))
    .filter(({ running }) => !failedOnly || !running);
  const width = Math.max(20, ...rows.map(({ unit }) => unit.length + 8));
  return [
    `  ${'UNIT'.padEnd(width)} LOAD   ACTIVE ${failedOnly ? 'SUB    ' : 'SUB    '} DESCRIPTION`,
    ...rows.map(({ unit, running }) => `${running ? ' ' : '●'} ${`${unit}.service`.padEnd(width)} loaded ${running ? 'active' : 'failed'} ${running ? 'running' : 'failed '} ${unit}`), // prettier-ignore
    '',
    `${rows.length} loaded units listed.`,
  ].join('\n');
}

function overview({ machine, ctx, world }: HostContext): string {
  const since = calendarTime(world.spec.startsAtMs + machine.bootedS * 1000);
  return `● ${machine.name}\n    State: running\n     Jobs: 0 queued\n   Failed: 0 units\n    Since: ${since} UTC; ${Math.floor((ctx.nowMs - world.spec.startsAtMs - machine.bootedS * 1000) / 86_400_000)} days ago`;
}

function status(on: HostContext, unit: string, own: boolean, running: boolean): string {
  const { machine, world } = on;
  const main = machine.processes.find(({ command }) => own && command.includes(unit.split('-')[0]!)) ?? machine.processes.at(-1); // prettier-ignore
  const sinceS = main?.startedS ?? machine.bootedS;
  const since = calendarTime(world.spec.startsAtMs + sinceS * 1000);
  const tail = own ? journal(on, machine.unit, 900, 10) : [];
  return [
    `${running ? '●' : '×'} ${unit}.service - ${unit}`,
    `     Loaded: loaded (/lib/systemd/system/${unit}.service; enabled; preset: enabled)`,
    running
      ? `     Active: active (running) since ${since.slice(0, 3)} ${since.slice(-4)}-${since.slice(4, 10).replace(/\s+/g, '-')} ${since.slice(11, 19)} UTC`
      : `     Active: failed (Result: exit-code)`,
    ...(main && running ? [`   Main PID: ${main.pid} (${main.command.split(/\s/)[0]!.split('/').at(-1)!})`] : []),
    ...(own ? [`      Tasks: ${machine.processes.length - 8}`] : []),
    ...(tail.length > 0 ? ['', ...tail] : []),
  ].join('\n');
}

/** `ss -tn`, `ss -tlnp`, `ss -s`: connections as the components count them. */
export const ss: HostCommand = (on, argv) => {
  const { machine, world } = on;
  const flags = argv.filter((word) => word.startsWith('-')).join('');
  const peers = connections(on);
  if (flags.includes('s')) return out(`Total: ${peers.length + 24}\nTCP:   ${peers.length + 6} (estab ${peers.length}, closed 1, orphaned 0, timewait 1)\n\nTransport Total     IP        IPv6\nRAW       0         0         0\nUDP       3         2         1\nTCP       ${String(peers.length + 5).padEnd(10)}${String(peers.length + 3).padEnd(10)}2`); // prettier-ignore
  const header = `${flags.includes('l') ? 'State ' : 'State'} Recv-Q Send-Q ${'Local Address:Port'.padStart(20)} ${'Peer Address:Port'.padStart(22)}${flags.includes('p') ? ' Process' : ''}`; // prettier-ignore
  if (flags.includes('l')) {
    const ports = [22, ...listening(on)];
    const rows = ports.map((port) => `LISTEN 0      ${String(port === 22 ? 128 : 511).padEnd(6)} ${`0.0.0.0:${port}`.padStart(20)} ${'0.0.0.0:*'.padStart(22)}`); // prettier-ignore
    return out([header, ...rows].join('\n'));
  }
  const port = /:(\d+)/.exec(argv.join(' '))?.[1];
  const rows = peers
    .filter((one) => port === undefined || String(one.port) === port)
    .slice(0, 400)
    .map(
      (one) =>
        `ESTAB 0      0      ${`${machine.address}:${one.port}`.padStart(20)} ${`${one.peer}:${one.peerPort}`.padStart(22)}`,
    );
  return out([header, ...rows, ...(world.nowS < -1e9 ? [''] : [])].join('\n'));
};

function listening({ machine, world }: HostContext): number[] {
  switch (machine.kind) {
    case 'database':
      return [world.spec.databases.find(({ id: one }) => one === machine.id)?.port ?? 5432];
    case 'replica':
      return [5432];
    case 'pooler':
      return [poolers(world).find(({ id: one }) => one === machine.id)?.port ?? 6432];
    case 'cache':
      return [caches(world).find(({ id: one }) => one === machine.id)?.port ?? 6379];
    case 'queue':
      return [world.spec.queues?.find(({ id: one }) => one === machine.id)?.port ?? 5672];
    case 'edge':
      return [80, 443];
    case 'node':
      return [10250];
    default:
      return [];
  }
}

function connections(on: HostContext): { port: number; peer: string; peerPort: number }[] {
  const { machine, world } = on;
  const own = [{ port: 22, peer: '10.40.9.4', peerPort: 51_022 }];
  if (machine.kind !== 'database') return own;
  const port = listening(on)[0]!;
  const clients = sessions(world, machine.id).filter(({ backendType, clientAddr }) => backendType === 'client backend' && clientAddr); // prettier-ignore
  return [...own, ...clients.map((one) => ({ port, peer: one.clientAddr!, peerPort: 40_000 + (one.pid % 20_000) }))];
}

export const kill: HostCommand = ({ root, machine }, argv) => {
  const pids = argv.filter((word) => /^\d+$/.test(word)).map(Number);
  if (pids.length === 0) return fail('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]', 2); // prettier-ignore
  const gone = pids.filter((pid) => !machine.processes.some((one) => one.pid === pid));
  if (gone.length > 0) return fail(gone.map((pid) => `bash: line 1: kill: (${pid}) - No such process`).join('\n'));
  if (!root) return fail(pids.map((pid) => `bash: line 1: kill: (${pid}) - Operation not permitted`).join('\n'));
  return fail(`bash: line 1: kill: (${pids[0]!}) - Operation not permitted by the policy of this host: use systemctl restart ${machine.unit ?? 'UNIT'}`); // prettier-ignore
};
