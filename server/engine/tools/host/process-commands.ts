import { calendar } from '../../calendar.ts';
import { fail, out } from '../tool.ts';
import { calendarTime, clockTime, readDuration } from '../when.ts';
import type { HostCommand, HostContext } from './command.ts';
import { keptOpen } from './file-commands.ts';
import { journal } from './log-files.ts';
import type { Process } from './machine.ts';
import { bytes } from './size.ts';

function load({ machine, world }: HostContext): string {
  const busy = machine.cpu * machine.cores;
  const waiting = machine.cpu > 0.95 ? machine.cores * 0.6 : 0;
  const settle = world.nowS % 7 === 0 ? 0.02 : 0;
  return [busy + waiting + settle, busy * 0.93 + waiting * 0.8, busy * 0.8 + 0.05]
    .map((one) => one.toFixed(2))
    .join(', ');
}

function upFor(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const clock = `${String(Math.floor((seconds % 86_400) / 3600)).padStart(2)}:${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')}`; // prettier-ignore
  return days > 0 ? `${days} day${days === 1 ? '' : 's'}, ${clock}` : clock.trim();
}

export const uptime: HostCommand = (on, argv) => {
  const seconds = on.world.nowS - on.machine.bootedS;
  if (argv.includes('-p')) return out(`up ${upFor(seconds).replace(/, *(\d+):0?(\d+)/, ', $1 hours, $2 minutes')}`);
  return out(` ${clockTime(on.ctx.nowMs)} up ${upFor(seconds)},  1 user,  load average: ${load(on)}`);
};

const MIB = 1024;

export const free: HostCommand = ({ machine }, argv) => {
  const total = machine.memoryGiB * MIB * 0.975;
  const used = Math.min(total * 0.96, machine.processes.reduce((sum, one) => sum + one.memoryMiB, 0) + 210);
  const cache = (total - used) * 0.7;
  const row = [total, used, total - used - cache, 1.2, cache, total - used * 1.02];
  const flags = argv.join('');
  const show = (mib: number) => {
    if (flags.includes('h')) return humanMemory(mib);
    if (flags.includes('m')) return String(Math.round(mib));
    if (flags.includes('g')) return String(Math.floor(mib / MIB));
    return String(Math.round(mib * MIB));
  };
  const header = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map((name) => name.padStart(name === 'total' ? 20 : 11)); // prettier-ignore
  const cells = (values: number[]) => values.map((value) => show(Math.max(0, value)).padStart(11)).join(' ');
  return out(`${header.join(' ')}\nMem:     ${cells(row)}\nSwap:    ${cells([0, 0, 0])}`);
};

function humanMemory(mib: number): string {
  if (mib < 0.001) return '0B';
  if (mib < MIB) return mib < 10 ? `${mib.toFixed(1)}Mi` : `${Math.round(mib)}Mi`;
  return mib / MIB < 10 ? `${(mib / MIB).toFixed(1)}Gi` : `${Math.round(mib / MIB)}Gi`;
}

function ordered({ machine }: HostContext, by: string): Process[] {
  const key = (one: Process) => (/mem|rss/.test(by) ? one.memoryMiB : /cpu/.test(by) ? one.cpu : -one.pid);
  return [...machine.processes].sort((a, b) => key(b) - key(a) || a.pid - b.pid);
}

function share(on: HostContext, one: Process): string {
  return Math.min(99.9, (100 * one.memoryMiB) / (on.machine.memoryGiB * MIB)).toFixed(1);
}

export const ps: HostCommand = (on, argv) => {
  const flags = argv.filter((word) => !/^(--sort|-o|-p|-C|-u)/.test(word)).join('');
  const sort = argv.find((word) => word.startsWith('--sort'))?.split('=')[1] ?? '';
  const wanted = argv.includes('-p') ? argv[argv.indexOf('-p') + 1]?.split(',').map(Number) : undefined;
  const own = flags === '' && wanted === undefined;
  const all = ordered(on, sort.replace(/^-/, '')).filter((one) =>
    wanted ? wanted.includes(one.pid) : !own || one.user === 'oncall',
  );
  const startedMs = (one: Process) => on.world.spec.startsAtMs + one.startedS * 1000;
  if (/e.*f|f.*e/.test(flags) && !flags.includes('u')) {
    const rows = all.map((one) => `${one.user.padEnd(9)}${String(one.pid).padStart(7)}${(one.pid === 1 ? '0' : '1').padStart(8)}  0 ${started(on, startedMs(one)).padEnd(5)} ?        ${clock(one.timeS)} ${one.command}`); // prettier-ignore
    return out(['UID          PID    PPID  C STIME TTY          TIME CMD', ...rows].join('\n'));
  }
  if (/u/.test(flags)) {
    const rows = all.map((one) => {
      const vsz = Math.round(one.memoryMiB * 1.4 * MIB);
      return `${one.user.padEnd(8)} ${String(one.pid).padStart(7)} ${(one.cpu * 100).toFixed(1).padStart(4)} ${share(on, one).padStart(4)} ${String(vsz).padStart(6)} ${String(Math.round(one.memoryMiB * MIB)).padStart(5)} ?        ${one.state.padEnd(4)} ${started(on, startedMs(one)).padEnd(5)} ${shortClock(one.timeS).padStart(6)} ${one.command}`;
    });
    return out(['USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND', ...rows].join('\n'));
  }
  const rows = all.map((one) => `${String(one.pid).padStart(7)} ?        ${clock(one.timeS)} ${one.command.split(/[\s:]/)[0]!.split('/').at(-1)!}`); // prettier-ignore
  return out(['    PID TTY          TIME CMD', ...rows].join('\n'));
};

function started({ ctx }: HostContext, ms: number): string {
  if (ctx.nowMs - ms < 86_400_000) return clockTime(ms).slice(0, 5);
  const [, month] = calendarTime(ms).split(/\s+/);
  return `${month}${String(calendar(ms).day).padStart(2, '0')}`;
}

function clock(seconds: number): string {
  const s = Math.floor(seconds);
  return [Math.floor(s / 3600), Math.floor((s % 3600) / 60), s % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function shortClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}

/** `top -b -n1`: interactive top has no place in a command that answers once. */
export const top: HostCommand = (on, argv) => {
  if (!argv.some((word) => /^-[a-z]*b/.test(word))) return fail('top: failed tty get (use -b -n1)');
  const { machine, ctx } = on;
  const all = ordered(on, /-o *\+?%?MEM/i.test(argv.join(' ')) ? 'mem' : 'cpu');
  const running = all.filter(({ state }) => state === 'R').length;
  const total = machine.memoryGiB * MIB * 0.975;
  const used = Math.min(total * 0.96, all.reduce((sum, one) => sum + one.memoryMiB, 0) + 210);
  const cache = (total - used) * 0.7;
  const user = Math.min(100, machine.cpu * 100 * 0.82);
  const kernel = Math.min(100, machine.cpu * 100 * 0.18);
  const figure = (value: number) => value.toFixed(1).padStart(5);
  const rows = all.slice(0, 40).map((one) => {
    const res = Math.round(one.memoryMiB * MIB);
    return `${String(one.pid).padStart(7)} ${one.user.padEnd(8)}  20   0 ${String(Math.round(res * 1.4)).padStart(7)} ${String(res).padStart(6)} ${String(Math.round(res * 0.4)).padStart(6)} ${one.state[0]} ${(one.cpu * 100).toFixed(1).padStart(5)} ${share(on, one).padStart(5)} ${topClock(one.timeS).padStart(9)} ${one.command.split(/\s/)[0]!.split('/').at(-1)!.slice(0, 15)}`; // prettier-ignore
  });
  return out(
    [
      `top - ${clockTime(ctx.nowMs)} up ${upFor(on.world.nowS - machine.bootedS)},  1 user,  load average: ${load(on)}`,
      `Tasks: ${String(all.length).padStart(3)} total, ${String(Math.max(1, running)).padStart(3)} running, ${String(all.length - Math.max(1, running)).padStart(3)} sleeping,   0 stopped,   0 zombie`,
      `%Cpu(s):${figure(user)} us,${figure(kernel)} sy,  0.0 ni,${figure(Math.max(0, 100 - user - kernel))} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st`,
      `MiB Mem :${total.toFixed(1).padStart(9)} total,${(total - used - cache).toFixed(1).padStart(9)} free,${used.toFixed(1).padStart(9)} used,${cache.toFixed(1).padStart(9)} buff/cache`,
      `MiB Swap:${'0.0'.padStart(9)} total,${'0.0'.padStart(9)} free,${'0.0'.padStart(9)} used.${(total - used).toFixed(1).padStart(9)} avail Mem `,
      '',
      '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
      ...rows,
    ].join('\n'),
  );
};

function topClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`;
}

/** `lsof`, `lsof +L1` (deleted but open), `lsof -p PID`, `lsof PATH`, `lsof -u USER`. */
export const lsof: HostCommand = (on, argv) => {
  const after = (flag: string) => argv.find((word) => word.startsWith(flag) && word !== flag)?.slice(flag.length) ?? (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined); // prettier-ignore
  const deletedOnly = argv.some((word) => /^\+L1?$/.test(word));
  const pids = after('-p')?.split(',').map(Number);
  const user = after('-u');
  const command = after('-c');
  const paths = argv.filter((word, at) => word.startsWith('/') && !/^-[a-z]$/.test(argv[at - 1] ?? ''));
  const open = keptOpen(on.machine).filter(
    ({ file, path }) =>
      (on.root || file.openBy!.user === 'oncall' || deletedOnly || pids !== undefined || paths.length > 0 || argv.length === 0) && // prettier-ignore
      (!deletedOnly || file.deleted) &&
      (pids === undefined || pids.includes(file.openBy!.pid)) &&
      (user === undefined || file.openBy!.user === user) &&
      (command === undefined || file.openBy!.command.startsWith(command)) &&
      (paths.length === 0 || paths.some((one) => path === one || path.startsWith(`${one.replace(/\/+$/, '')}/`))),
  );
  if (open.length === 0) return { ...fail(''), exitCode: 1 };
  const rows = open.map(({ file, path, gib, fd, disk }, at) => [
    file.openBy!.command.split(/[\s/]/).at(-1)!.slice(0, 9),
    String(file.openBy!.pid),
    file.openBy!.user,
    `${fd}w`,
    'REG',
    `253,${on.machine.disks.indexOf(disk)}`,
    String(bytes(gib)),
    ...(deletedOnly ? [file.deleted ? '0' : '1'] : []),
    String(131_204 + at * 17),
    `${path}${file.deleted ? ' (deleted)' : ''}`,
  ]);
  const header = ['COMMAND', 'PID', 'USER', 'FD', 'TYPE', 'DEVICE', 'SIZE/OFF', ...(deletedOnly ? ['NLINK'] : []), 'NODE', 'NAME']; // prettier-ignore
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const right = (at: number) => ![0, 2, 3, header.length - 1].includes(at);
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : right(at) ? cell.padStart(widths[at]!) : at === 3 ? cell.padStart(widths[at]! + 1) : cell.padEnd(widths[at]!))).join(' '); // prettier-ignore
  return out([header, ...rows].map(line).join('\n'));
};

const MOST_LINES = 1000;

/** `journalctl -u UNIT -n 50 --since "10 min ago" -p err --no-pager`. */
export const journalctl: HostCommand = (on, argv) => {
  const value = (short: string, long: string) => {
    const at = argv.findIndex((word) => word === short || word === long);
    if (at >= 0) return argv[at + 1];
    return argv.find((word) => word.startsWith(`${long}=`))?.slice(long.length + 1) ?? argv.find((word) => new RegExp(`^${short}.`).test(word))?.slice(2); // prettier-ignore
  };
  if (argv.some((word) => /^-[a-z]*f|^--follow/.test(word)) && !argv.includes('--no-follow'))
    return fail('journalctl: -f does not end; run it again for what is new');
  if (argv.includes('--disk-usage')) return out('Archived and active journals take up 512.0M in the file system.');
  const vacuum = argv.find((word) => word.startsWith('--vacuum'));
  if (vacuum) return on.root ? vacuumed(on) : fail('Failed to vacuum: Permission denied');
  const unit = value('-u', '--unit');
  const since = value('-S', '--since');
  const sinceS = since === undefined ? 3600 : readAgo(since, on.ctx.nowMs);
  if (sinceS === null) return fail(`Failed to parse timestamp: ${since ?? ''}`);
  const count = Number(value('-n', '--lines') ?? MOST_LINES);
  if (!Number.isInteger(count) || count < 0) return fail(`Failed to parse lines '${value('-n', '--lines') ?? ''}'`);
  const known = [on.machine.unit, 'cron', 'ssh', 'sshd', 'systemd-journald', 'node_exporter'];
  const name = unit?.replace(/\.service$/, '').replace(/^postgresql@.*/, 'postgresql') ?? null;
  if (name !== null && !known.includes(name)) return out('-- No entries --');
  const lines = journal(on, name, sinceS, Math.min(count, MOST_LINES));
  const bad = value('-p', '--priority');
  const shown = bad === undefined ? lines : lines.filter((line) => /ERROR|FATAL|PANIC|error|fail|refused/i.test(line));
  return out(shown.length === 0 ? '-- No entries --' : shown.join('\n'));
};

function vacuumed({ machine }: HostContext) {
  const files = machine.disks.flatMap((disk) => disk.files.filter((file) => !file.deleted && file.path.startsWith('/var/log/journal/')).map((file) => ({ disk, file }))); // prettier-ignore
  const freed = files.reduce((sum, { file }) => sum + file.gib, 0);
  return out(
    `Vacuuming done, freed ${freed > 0 ? `${freed.toFixed(1)}G` : '0B'} of archived journals from /var/log/journal.`,
    files.map(({ disk, file }) => ({ do: 'disk.truncate' as const, disk: disk.id, path: file.path })),
  );
}

/** `10 min ago`, `1 hour ago`, `-15m`, `today`, `14:05`, `2026-03-10 14:05:00`: seconds before now. */
function readAgo(text: string, nowMs: number): number | null {
  if (text === 'today') return 43_200;
  if (text === 'yesterday') return 129_600;
  const plain = text.replace(/^-/, '').replace(/\s*ago$/, '');
  const words = /^(\d+)\s*(s|sec|seconds?|m|min|mins|minutes?|h|hours?|d|days?)$/.exec(plain);
  if (words) return readDuration(`${words[1]}${words[2]![0]}`);
  const stamp = /^(?:\d{4}-\d\d-(\d\d)[ T]?)?(?:(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!stamp || text === '') return null;
  const today = calendar(nowMs);
  const days = stamp[1] === undefined ? 0 : today.day - Number(stamp[1]);
  const then = Number(stamp[2] ?? 0) * 3600 + Number(stamp[3] ?? 0) * 60 + Number(stamp[4] ?? 0);
  return Math.max(0, days * 86_400 + today.hour * 3600 + today.minute * 60 + today.second - then);
}
