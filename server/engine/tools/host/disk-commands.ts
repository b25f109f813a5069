import type { DiskView } from '../../inspect-platform.ts';
import { fail, out } from '../tool.ts';
import type { HostCommand, HostContext } from './command.ts';
import { below, entriesOf, filesOf, isFolder } from './files.ts';
import type { Machine } from './machine.ts';
import { humanSize, kib, readSize } from './size.ts';

interface FileSystem {
  device: string;
  type: string;
  sizeGiB: number;
  usedGiB: number;
  mount: string;
  inodes: number;
  inodesUsed: number;
}

function fileSystems(machine: Machine): FileSystem[] {
  const memory = machine.memoryGiB;
  const root = { device: '/dev/nvme0n1p1', type: 'ext4', sizeGiB: 29.4, usedGiB: 9.7, mount: '/', inodes: 1_966_080, inodesUsed: 148_204 }; // prettier-ignore
  const own = machine.disks.map((disk) => ({
    device: disk.device,
    type: 'ext4',
    sizeGiB: disk.sizeGiB,
    usedGiB: disk.usedGiB,
    mount: disk.mount,
    inodes: Math.round(disk.sizeGiB * 65_536),
    inodesUsed: 2011 + disk.files.length * 61,
  }));
  const temporary = (mount: string, share: number, used: number) => ({ device: 'tmpfs', type: 'tmpfs', sizeGiB: memory * share, usedGiB: used, mount, inodes: Math.round(memory * 30_000), inodesUsed: 801 }); // prettier-ignore
  return [
    ...(own.some(({ mount }) => mount === '/') ? [] : [root]),
    temporary('/run', 0.1, 0.0011),
    temporary('/dev/shm', 0.5, 0.001),
    ...own,
  ];
}

/** GNU df: the file system's name padded to 14, figures right-aligned. */
export const df: HostCommand = ({ machine }, argv) => {
  const flags = argv.filter((word) => word.startsWith('-'));
  const paths = argv.filter((word) => !word.startsWith('-'));
  const bad = flags.find((flag) => !/^(-[hHTiklPma]+|--human-readable|--inodes|--print-type|--total|--portability)$/.test(flag)); // prettier-ignore
  if (bad !== undefined)
    return fail(`df: ${bad.startsWith('--') ? `unrecognized option '${bad}'` : `invalid option -- '${bad.slice(1, 2)}'`}\nTry 'df --help' for more information.`); // prettier-ignore
  const on = (letter: string, long: string) =>
    flags.some((flag) => flag === long || (!flag.startsWith('--') && flag.includes(letter)));
  const human = on('h', '--human-readable') || on('H', '--si');
  const inodes = on('i', '--inodes');
  const typed = on('T', '--print-type');
  const all = fileSystems(machine);
  const missing = paths.filter((path) => !path.startsWith('/dev/') && !isFolder(machine, path) && !filesOf(machine).some((file) => file.path === path)); // prettier-ignore
  const chosen =
    paths.length === 0
      ? all
      : paths
          .filter((path) => !missing.includes(path))
          .flatMap((path) =>
            all
              .filter((one) => one.device === path)
              .concat(holding(all, path))
              .slice(0, 1),
          );
  const size = (gib: number) => (human ? humanSize(gib) : String(kib(gib)));
  const rows = chosen.map((one) => {
    const used = inodes ? one.inodesUsed : one.usedGiB;
    const whole = inodes ? one.inodes : one.sizeGiB;
    const free = Math.max(0, whole - used);
    const count = (value: number) => (inodes ? (human ? humanCount(value) : String(value)) : size(value));
    return [one.device, ...(typed ? [one.type] : []), count(whole), count(used), count(free), `${whole > 0 ? Math.ceil((100 * used) / whole) : 0}%`, one.mount]; // prettier-ignore
  });
  const names = inodes ? ['Inodes', 'IUsed', 'IFree', 'IUse%'] : human ? ['Size', 'Used', 'Avail', 'Use%'] : ['1K-blocks', 'Used', 'Available', 'Use%']; // prettier-ignore
  const header = ['Filesystem', ...(typed ? ['Type'] : []), ...names, 'Mounted on'];
  const errors = missing.map((path) => `df: ${path}: No such file or directory\n`).join('');
  if (rows.length === 0 && missing.length > 0) return { ...fail(''), stderr: errors, exitCode: 1 };
  const left = typed ? [0, 1, header.length - 1] : [0, header.length - 1];
  const least = [14, ...(typed ? [4] : []), 5, 5, 5, 4, 0];
  return { ...out(aligned(header, rows, left, least)), stderr: errors, exitCode: missing.length > 0 ? 1 : 0 };
};

function humanCount(value: number): string {
  if (value < 1000) return String(value);
  return value < 1_000_000 ? `${Math.ceil(value / 1000)}K` : `${(Math.ceil(value / 100_000) / 10).toFixed(1)}M`;
}

function holding(all: readonly FileSystem[], path: string): FileSystem[] {
  return all
    .filter(({ mount }) => path === mount || path.startsWith(mount === '/' ? '/' : `${mount}/`))
    .sort((a, b) => b.mount.length - a.mount.length)
    .slice(0, 1);
}

function aligned(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[],
  least: readonly number[],
): string {
  const widths = header.map((title, at) =>
    Math.max(least[at] ?? 0, title.length, ...rows.map((row) => row[at]!.length)),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, at) =>
          at === row.length - 1 ? cell : left.includes(at) ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!),
        )
        .join(' '),
    )
    .join('\n');
}

/** `du -sh PATH…`, `du -h --max-depth=1 PATH`, `du -ah`. What was deleted and is still open it does not see. */
export const du: HostCommand = ({ machine, root }, argv) => {
  const flags = argv.filter((word, at) => word.startsWith('-') || argv[at - 1] === '-d');
  const paths = argv.filter((word, at) => !word.startsWith('-') && argv[at - 1] !== '-d');
  const has = (letter: string) => flags.some((flag) => /^-[a-zA-Z0-9]+$/.test(flag) && flag.includes(letter));
  const human = has('h') || flags.includes('--human-readable');
  const depthText = flags.find((flag) => /^--max-depth=\d+$/.test(flag))?.slice(12) ?? flags.find((flag) => /^-d\d+$/.test(flag))?.slice(2) ?? flags[flags.indexOf('-d') + 1]; // prettier-ignore
  const depth = has('s') || flags.includes('--summarize') ? 0 : flags.some((flag) => /^(-d|--max-depth)/.test(flag)) ? Number(depthText) : 99; // prettier-ignore
  const files = filesOf(machine);
  let stderr = '';
  let exitCode = 0;
  let total = 0;
  const lines: string[] = [];
  for (const path of paths.length > 0 ? paths : ['.']) {
    const plain = path === '.' ? '/home/oncall' : path.replace(/(.)\/+$/, '$1');
    const file = files.find((one) => one.path === plain);
    if (!file && !isFolder(machine, plain) && plain !== '/home/oncall') {
      stderr += `du: cannot access '${path}': No such file or directory\n`;
      exitCode = 1;
      continue;
    }
    const hidden = !root && /^\/(root|var\/lib\/postgresql\/[^/]+\/main)(\/|$)/.test(plain);
    if (hidden) {
      stderr += `du: cannot read directory '${path}': Permission denied\n`;
      exitCode = 1;
    }
    const sum = file
      ? file.gib
      : Math.max(0.000004, below(files, plain).reduce((all, one) => all + one.gib, 0) + baseOf(plain));
    total += sum;
    if (!file && depth > 0) walk(machine, plain, depth, has('a'), (entryPath, gib) => lines.push(`${show(gib, human)}\t${entryPath}`)); // prettier-ignore
    lines.push(`${show(hidden ? 0.000004 : sum, human)}\t${path}`);
  }
  if (has('c')) lines.push(`${show(total, human)}\ttotal`);
  return { ...out(lines.join('\n')), stderr, exitCode };
};

function show(gib: number, human: boolean): string {
  return human ? humanSize(gib) : String(kib(gib));
}

/** Folders that no scenario fills are as large as a fresh system's. */
function baseOf(path: string): number {
  const known: Record<string, number> = { '/': 9.7, '/var': 1.9, '/var/log': 0.21, '/var/lib': 1.1, '/usr': 5.6, '/etc': 0.006, '/tmp': 0.00004, '/opt': 0.4, '/home': 0.02 }; // prettier-ignore
  return known[path] ?? 0;
}

function walk(
  machine: Machine,
  folder: string,
  depth: number,
  filesToo: boolean,
  emit: (path: string, gib: number) => void,
): void {
  for (const entry of entriesOf(machine, folder)) {
    if (entry.isFolder) {
      if (depth > 1) walk(machine, entry.path, depth - 1, filesToo, emit);
      emit(entry.path, entry.gib);
    } else if (filesToo) emit(entry.path, entry.gib);
  }
}

/** LVM and file system grow together, as `lvextend -r` does; resize2fs then finds nothing to do. */
export const lvextend: HostCommand = (on, argv) => {
  if (!on.root) return fail('  WARNING: Running as a non-root user. Functionality may be unavailable.\n  /run/lock/lvm/P_global:aux: open failed: Permission denied', 5); // prettier-ignore
  const at = argv.findIndex((word) => /^(-L|-l|--size|--extents)/.test(word));
  const written = at < 0 ? undefined : (/^(?:-L|-l|--size=?|--extents=?)(.+)$/.exec(argv[at]!)?.[1] ?? argv[at + 1]);
  const device = argv.find((word) => word.startsWith('/dev/'));
  const disk = on.machine.disks.find((one) => one.device === device || device?.endsWith(`/${one.device.split('/').at(-1)}`)); // prettier-ignore
  if (written === undefined) return fail('  Please specify either size or extents.\n  Run `lvextend --help\' for more information.', 3); // prettier-ignore
  if (!disk) return fail(`  Volume group "${device?.split('/')[2] ?? ''}" not found\n  Cannot process volume group ${device?.split('/')[2] ?? ''}`, 5); // prettier-ignore
  return grow(disk, written);
};

function grow(disk: DiskView, written: string) {
  const gib = sizeAsked(disk, written);
  if (gib === null)
    return fail(`  Invalid argument for --size: ${written}\n  Error during parsing of command line.`, 3);
  if (gib <= 0) return fail(`  New size given (${Math.round((disk.sizeGiB + gib) * 256)} extents) not larger than existing size (${Math.round(disk.sizeGiB * 256)} extents)`, 5); // prettier-ignore
  const name = disk.device.split('/').slice(-2).join('/').replace('mapper/', '');
  const extents = (size: number) => `${size.toFixed(2)} GiB (${Math.round(size * 256)} extents)`;
  return out(
    `  Size of logical volume ${name} changed from ${extents(disk.sizeGiB)} to ${extents(disk.sizeGiB + gib)}.\n  Logical volume ${name} successfully resized.\nresize2fs 1.47.0 (5-Feb-2023)\nFilesystem at ${disk.device} is mounted on ${disk.mount}; on-line resizing required\nThe filesystem on ${disk.device} is now ${Math.round((disk.sizeGiB + gib) * 262_144)} (4k) blocks long.`,
    [{ do: 'disk.extend', disk: disk.id, gib }],
  );
}

function sizeAsked(disk: DiskView, written: string): number | null {
  if (/^\+?\d+%/.test(written)) return (Number(/\d+/.exec(written)![0]) / 100) * disk.sizeGiB;
  const gib = readSize(written);
  if (gib === null) return null;
  return written.startsWith('+') ? gib : gib - disk.sizeGiB;
}

export const resize2fs: HostCommand = ({ machine, root }, argv) => {
  const device = argv.find((word) => word.startsWith('/'));
  const disk = machine.disks.find((one) => one.device === device || one.mount === device);
  if (!root) return fail(`resize2fs 1.47.0 (5-Feb-2023)\nopen: Permission denied while opening ${device ?? ''}`);
  if (!disk)
    return fail(`resize2fs 1.47.0 (5-Feb-2023)\nopen: No such file or directory while opening ${device ?? ''}`);
  return out(`resize2fs 1.47.0 (5-Feb-2023)\nThe filesystem is already ${Math.round(disk.sizeGiB * 262_144)} (4k) blocks long.  Nothing to do!`); // prettier-ignore
};

export const lsblk: HostCommand = ({ machine }) =>
  out(
    aligned(
      ['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS'],
      [
        ['nvme0n1', '259:0', '0', '30G', '0', 'disk', ''],
        ['└─nvme0n1p1', '259:1', '0', '30G', '0', 'part', '/'],
        ...machine.disks.map((disk, at) => [disk.device.split('/').at(-1)!, `253:${at}`, '0', humanSize(disk.sizeGiB), '0', 'lvm', disk.mount]), // prettier-ignore
      ],
      [0, 5, 6],
      [],
    ),
  );

export const vgs: HostCommand = ({ machine, root }) => {
  if (!root) return fail('  WARNING: Running as a non-root user. Functionality may be unavailable.', 5);
  const size = machine.disks.reduce((sum, disk) => sum + disk.sizeGiB, 0);
  return out(`  VG   #PV #LV #SN Attr   VSize    VFree\n  data   1   ${machine.disks.length}   0 wz--n- ${(size * 2).toFixed(2)}g ${size.toFixed(2)}g`); // prettier-ignore
};

export type { HostContext };
