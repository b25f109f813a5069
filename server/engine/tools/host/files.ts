import type { DiskView } from '../../inspect-platform.ts';
import type { Machine } from './machine.ts';

/** A file of a simulated host. */
export interface HostFile {
  path: string;
  gib: number;
  disk: DiskView;
  file: DiskView['files'][number];
}

/** What a folder shows: files, and the part below other folders. */
export interface FolderEntry {
  name: string;
  path: string;
  gib: number;
  isFolder: boolean;
}

/** Files that have a name: a deleted one that is still open has none. */
export function filesOf(machine: Machine): HostFile[] {
  return machine.disks.flatMap((disk) =>
    disk.files.filter((file) => !file.deleted).map((file) => ({ path: file.path, gib: file.gib, disk, file })),
  );
}

export function below(files: readonly HostFile[], folder: string): HostFile[] {
  const inside = folder === '/' ? '/' : `${folder.replace(/\/+$/, '')}/`;
  return files.filter(({ path }) => path.startsWith(inside));
}

/** True for a folder that some file or mount lies in. */
export function isFolder(machine: Machine, path: string): boolean {
  const plain = path.replace(/(.)\/+$/, '$1');
  const known = ['/', '/var', '/var/log', '/var/lib', '/tmp', '/etc', '/home', '/opt', '/usr', '/root', '/proc'];
  return (
    known.includes(plain) ||
    machine.disks.some(({ mount }) => mount === plain || mount.startsWith(`${plain}/`)) ||
    below(filesOf(machine), plain).length > 0
  );
}

export function entriesOf(machine: Machine, folder: string): FolderEntry[] {
  const plain = folder.replace(/(.)\/+$/, '$1');
  const prefix = plain === '/' ? '/' : `${plain}/`;
  const found = new Map<string, FolderEntry>();
  for (const { path, gib } of below(filesOf(machine), plain)) {
    const [name = '', ...deeper] = path.slice(prefix.length).split('/');
    const known = found.get(name);
    found.set(name, { name, path: prefix + name, gib: (known?.gib ?? 0) + gib, isFolder: deeper.length > 0 });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Paths that a pattern of the shell stands for; itself when nothing matches. */
export function expandPath(machine: Machine, pattern: string): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const whole = safePattern(`^${source}$`);
  if (whole === null) return [pattern];
  const candidates = new Set<string>();
  for (const { path } of filesOf(machine)) {
    const parts = path.split('/');
    for (let at = 2; at <= parts.length; at++) candidates.add(parts.slice(0, at).join('/'));
  }
  const matching = [...candidates].filter((path) => whole.test(path)).sort();
  return matching.length > 0 ? matching : [pattern];
}

function safePattern(source: string): RegExp | null {
  try {
    return new RegExp(source);
  } catch {
    return null;
  }
}
