import type { Action } from '../../input.ts';
import { calendarTime } from '../when.ts';
import { fail, out, type ToolResult } from '../tool.ts';
import type { HostCommand, HostContext } from './command.ts';
import { below, entriesOf, expandPath, filesOf, isFolder, type HostFile } from './files.ts';
import { logsAt } from './log-files.ts';
import { bytes, humanSize, readSize } from './size.ts';

/** Folders that only root and the owner of the data may read. */
function closed({ root }: HostContext, path: string): boolean {
  return !root && /^\/(root|var\/lib\/postgresql\/[^/]+\/main)(\/|$)/.test(path);
}

export const ls: HostCommand = (on, argv) => {
  const flags = argv.filter((word) => word.startsWith('-')).join('');
  const long = flags.includes('l');
  const human = flags.includes('h');
  const paths = argv.filter((word) => !word.startsWith('-'));
  let stderr = '';
  const blocks: { path: string; entries: { name: string; gib: number; isFolder: boolean }[] }[] = [];
  const loose: { name: string; gib: number; isFolder: boolean }[] = [];
  for (const path of paths.length > 0 ? paths : ['/home/oncall']) {
    const plain = path.replace(/(.)\/+$/, '$1');
    const file = filesOf(on.machine).find((one) => one.path === plain);
    if (file) loose.push({ name: path, gib: file.gib, isFolder: false });
    else if (closed(on, plain)) stderr += `ls: cannot open directory '${path}': Permission denied\n`;
    else if (isFolder(on.machine, plain)) {
      if (flags.includes('d')) loose.push({ name: path, gib: 0, isFolder: true });
      else blocks.push({ path, entries: entriesOf(on.machine, plain) });
    } else if (plain === '/home/oncall') blocks.push({ path, entries: [] });
    else stderr += `ls: cannot access '${path}': No such file or directory\n`;
  }
  const sorted = <T extends { gib: number }>(entries: T[]) => {
    const by = flags.includes('S') ? [...entries].sort((a, b) => b.gib - a.gib) : entries;
    return flags.includes('r') ? [...by].reverse() : by;
  };
  const print = (entries: { name: string; gib: number; isFolder: boolean }[]) =>
    long
      ? longList(on, sorted(entries), human)
      : sorted(entries)
          .map(({ name }) => name)
          .join('\n');
  const many = blocks.length + loose.length > 1;
  const total = (entries: { gib: number }[]) => `total ${human ? humanSize(sum(entries)) : Math.ceil(sum(entries) * 1_048_576)}`; // prettier-ignore
  const texts = [
    ...(loose.length > 0 ? [print(loose)] : []),
    ...blocks.map(({ path, entries }) =>
      [...(many ? [`${path}:`] : []), ...(long ? [total(entries)] : []), print(entries)].filter(Boolean).join('\n'),
    ),
  ];
  return { ...out(texts.filter(Boolean).join('\n\n')), stderr, exitCode: stderr === '' ? 0 : 2 };
};

function sum(entries: readonly { gib: number }[]): number {
  return entries.reduce((all, { gib }) => all + gib, 0);
}

function longList(
  { machine, ctx }: HostContext,
  entries: readonly { name: string; gib: number; isFolder: boolean }[],
  human: boolean,
): string {
  const owner = machine.kind === 'database' || machine.kind === 'replica' ? 'postgres' : 'root';
  const size = (entry: { gib: number; isFolder: boolean }) =>
    entry.isFolder ? (human ? '4.0K' : '4096') : human ? humanSize(entry.gib) : String(bytes(entry.gib));
  const width = Math.max(0, ...entries.map((entry) => size(entry).length));
  const [, month, day, time] = calendarTime(ctx.nowMs).split(/\s+/);
  return entries
    .map(
      (entry) =>
        `${entry.isFolder ? 'drwxr-xr-x 2' : '-rw-r----- 1'} ${owner} ${owner} ${size(entry).padStart(width)} ${month} ${day!.padStart(2)} ${time!.slice(0, 5)} ${entry.name}`,
    ) // prettier-ignore
    .join('\n');
}

/** `find PATH [-xdev] [-type f] [-name GLOB] [-size +1G] [-delete] [-exec rm|ls -lh {} ;]`. */
export const find: HostCommand = (on, argv) => {
  const firstTest = argv.findIndex((word) => word.startsWith('-'));
  const roots = argv.slice(0, firstTest < 0 ? argv.length : firstTest);
  const after = (flag: string) => (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined);
  const name = after('-name');
  const size = after('-size');
  const kind = after('-type');
  const atLeast = size?.startsWith('+') ? readSize(size.slice(1).replace(/c$/, '')) : null;
  const atMost = size?.startsWith('-') ? readSize(size.slice(1).replace(/c$/, '')) : null;
  const pattern = name === undefined ? null : new RegExp(`/${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]')}$`); // prettier-ignore
  const places = roots.length > 0 ? roots : ['.'];
  const missing = places.filter((path) => path !== '.' && !isFolder(on.machine, path) && !filesOf(on.machine).some((one) => one.path === path)); // prettier-ignore
  const found = places.flatMap((path) =>
    [...below(filesOf(on.machine), path), ...filesOf(on.machine).filter((one) => one.path === path)].filter(
      (one) =>
        kind !== 'd' &&
        (pattern === null || pattern.test(one.path)) &&
        (atLeast === null || one.gib > atLeast) &&
        (atMost === null || one.gib < atMost),
    ),
  );
  const stderr = missing.map((path) => `find: ‘${path}’: No such file or directory\n`).join('');
  const exec = argv.indexOf('-exec');
  const paths = found.map((one) => one.path);
  const then = argv.includes('-delete') ? rm(on, ['-f', ...paths], '') : exec < 0 ? null : argv[exec + 1] === 'rm' ? rm(on, ['-f', ...paths], '') : argv[exec + 1] === 'ls' ? ls(on, ['-lh', ...paths], '') : null; // prettier-ignore
  if (then && paths.length > 0) return { ...then, stderr: stderr + then.stderr };
  return { ...out(paths.join('\n')), stderr, exitCode: missing.length > 0 ? 1 : 0 };
};

/** Deletes files of this host only. Data of a running system is as easy to delete as in life. */
export const rm: HostCommand = (on, argv) => {
  const flags = argv.filter((word) => word.startsWith('-') && word !== '--').join('');
  const paths = argv.filter((word) => !word.startsWith('-')).flatMap((path) => expandPath(on.machine, path));
  const force = flags.includes('f');
  const recursive = /[rR]|recursive/.test(flags);
  if (paths.length === 0) return force ? out('') : fail("rm: missing operand\nTry 'rm --help' for more information.");
  let stderr = '';
  const actions: Action[] = [];
  for (const path of paths) {
    const plain = path.replace(/(.)\/+$/, '$1');
    if (plain === '/' && recursive) {
      stderr +=
        "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n";
      continue;
    }
    const files = filesOf(on.machine);
    const file = files.find((one) => one.path === plain);
    const inside = below(files, plain);
    if (!file && inside.length === 0) {
      if (isFolder(on.machine, plain))
        stderr += recursive ? `rm: cannot remove '${path}': Permission denied\n` : `rm: cannot remove '${path}': Is a directory\n`; // prettier-ignore
      else if (!force) stderr += `rm: cannot remove '${path}': No such file or directory\n`;
    } else if (!file && !recursive) stderr += `rm: cannot remove '${path}': Is a directory\n`;
    else if (!on.root) stderr += `rm: cannot remove '${path}': Permission denied\n`;
    else
      for (const one of file ? [file] : inside) actions.push({ do: 'disk.delete', disk: one.disk.id, path: one.path });
  }
  return { stdout: '', stderr, exitCode: stderr === '' ? 0 : 1, actions };
};

/** `truncate -s 0 FILE`, also through `/proc/PID/fd/N` for a file that is deleted and still open. */
export const truncate: HostCommand = (on, argv) => {
  const at = argv.findIndex((word) => /^(-s|--size)/.test(word));
  const written = at < 0 ? undefined : (/^(?:-s|--size=)(.+)$/.exec(argv[at]!)?.[1] ?? argv[at + 1]);
  if (written === undefined) return fail("truncate: you must specify either ‘--size’ or ‘--reference’\nTry 'truncate --help' for more information."); // prettier-ignore
  const paths = argv.filter((word, i) => !word.startsWith('-') && !(i === at + 1 && argv[at] === '-s'));
  if (readSize(written) !== 0) return fail('truncate: only a size of 0 frees space here');
  if (paths.length === 0) return fail("truncate: missing file operand\nTry 'truncate --help' for more information.");
  return emptied(on, paths, 'truncate: cannot open');
};

/** Empties files: `truncate -s 0`, `> file`, `cat /dev/null > file`. */
export function emptied(on: HostContext, paths: readonly string[], words: string): ToolResult {
  let stderr = '';
  const actions: Action[] = [];
  for (const path of paths.flatMap((one) => expandPath(on.machine, one))) {
    const target = openFile(on, path);
    if (!target) {
      const where = words.startsWith('bash') ? `bash: line 1: ${path}` : `${words} '${path}' for writing`;
      stderr += `${where}: ${on.root ? 'No such file or directory' : 'Permission denied'}\n`;
    } else if (!on.root)
      stderr += words.startsWith('bash') ? `bash: line 1: ${path}: Permission denied\n` : `${words} '${path}' for writing: Permission denied\n`; // prettier-ignore
    else actions.push({ do: 'disk.truncate', disk: target.disk.id, path: target.path });
  }
  return { stdout: '', stderr, exitCode: stderr === '' ? 0 : 1, actions };
}

/** A file by its path or by the descriptor of the process that keeps it open. */
function openFile({ machine }: HostContext, path: string): HostFile | undefined {
  const descriptor = /^\/proc\/(\d+)\/fd\/(\d+)$/.exec(path);
  if (!descriptor) return filesOf(machine).find((one) => one.path === path);
  return keptOpen(machine).find(({ pid, fd }) => pid === Number(descriptor[1]) && fd === Number(descriptor[2]));
}

/** Files that a process keeps open, with the descriptor that lsof shows. */
export function keptOpen(machine: HostContext['machine']): (HostFile & { pid: number; fd: number })[] {
  const counts = new Map<number, number>();
  return machine.disks.flatMap((disk) =>
    disk.files.flatMap((file) => {
      if (!file.openBy) return [];
      const { pid } = file.openBy;
      const fd = (counts.get(pid) ?? 2) + 1;
      counts.set(pid, fd);
      return [{ path: file.path, gib: file.gib, disk, file, pid, fd }];
    }),
  );
}

/** `cat`, `tail`, `head` of what a host's files say: logs follow the model, data is binary. */
export const tail: HostCommand = (on, argv, stdin) => lines(on, 'tail', argv, stdin);
export const head: HostCommand = (on, argv, stdin) => lines(on, 'head', argv, stdin);

function lines(on: HostContext, name: 'head' | 'tail', argv: readonly string[], stdin: string): ToolResult {
  const flag = argv.findIndex((word) => /^-(n|\d|-lines)/.test(word));
  const written = flag < 0 ? '10' : (/^-(?:n|-lines=)?(-?\+?\d+)$/.exec(argv[flag]!)?.[1] ?? argv[flag + 1] ?? '10');
  const count = Math.abs(Number(written)) || 0;
  const paths = argv.filter((word, at) => !word.startsWith('-') && !(at === flag + 1 && argv[flag] === '-n'));
  const pick = (text: string) => {
    const all = text.replace(/\n$/, '').split('\n');
    return name === 'head' ? all.slice(0, count) : count === 0 ? [] : all.slice(-count);
  };
  if (paths.length === 0) return out(pick(stdin).join('\n'));
  const texts = paths.flatMap((path) => expandPath(on.machine, path)).map((path) => ({ path, read: readFile(on, path, Math.max(200, count)) })); // prettier-ignore
  const stderr = texts.map(({ path, read }) => ('problem' in read ? `${name}: cannot open '${path}' for reading: ${read.problem}\n` : '')).join(''); // prettier-ignore
  const bodies = texts.flatMap(({ path, read }) => ('text' in read ? [(texts.length > 1 ? `==> ${path} <==\n` : '') + pick(read.text).join('\n')] : [])); // prettier-ignore
  return { ...out(bodies.join('\n\n')), stderr, exitCode: stderr === '' ? 0 : 1 };
}

export const cat: HostCommand = (on, argv, stdin) => {
  const paths = argv.filter((word) => !word.startsWith('-')).flatMap((path) => expandPath(on.machine, path));
  if (paths.length === 0) return out(stdin);
  const texts = paths.map((path) => ({ path, read: readFile(on, path, 1000) }));
  const stderr = texts.map(({ path, read }) => ('problem' in read ? `cat: ${path}: ${read.problem}\n` : '')).join('');
  const body = texts.map(({ read }) => ('text' in read ? read.text : '')).join('');
  return { ...out(body), stderr, exitCode: stderr === '' ? 0 : 1 };
};

/** A file's text, or why it cannot be read. */
export function readFile(on: HostContext, path: string, most: number): { text: string } | { problem: string } {
  if (path === '/dev/null') return { text: '' };
  if (path === '/etc/hostname') return { text: `${on.machine.name}\n` };
  if (path === '/proc/loadavg')
    return { text: `${(on.machine.cpu * on.machine.cores).toFixed(2)} 0.30 0.25 1/412 40113\n` };
  const log = logsAt(on, path, most);
  if (log !== null) return { text: log };
  if (closed(on, path)) return { problem: 'Permission denied' };
  const file = filesOf(on.machine).find((one) => one.path === path);
  if (file) return on.root ? { text: '' } : { problem: 'Permission denied' };
  if (isFolder(on.machine, path)) return { problem: 'Is a directory' };
  return { problem: 'No such file or directory' };
}
