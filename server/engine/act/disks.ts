import { emitChange } from '../announce.ts';
import type { DiskState, FileState } from '../services/disk.ts';
import { breakDatabase } from '../services/run-disks.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** `rm`: an open file stays until its process ends, log and data of a database are the database. */
export function deleteFile(world: World, id: string, path: string, author: string): Outcome {
  return withFile(world, id, path, (disk, file) => {
    if (file.deleted) return refused(`rm: cannot remove '${path}': No such file or directory`);
    note(world, disk, `${path} deleted`, author);
    const harm = harmOf(world, disk, file);
    if (file.openBy !== null && harm === null) {
      file.deleted = true;
      return done('');
    }
    forget(disk, file);
    if (harm !== null) harm();
    return done('');
  });
}

/** `truncate -s 0`: the space is free at once, also that of a deleted file that is still open. */
export function truncateFile(world: World, id: string, path: string, author: string): Outcome {
  return withFile(world, id, path, (disk, file) => {
    note(world, disk, `${path} truncated`, author);
    const harm = harmOf(world, disk, file);
    file.gib = 0;
    if (harm !== null) harm();
    return done('');
  });
}

/** A larger volume, file system included. */
export function extendDisk(world: World, id: string, gib: number, author: string): Outcome {
  const disk = world.disks.find((one) => one.id === id);
  if (disk === undefined) return refused(`no volume "${id}"`);
  if (!(gib > 0) || disk.sizeGiB + gib > 16_384) return refused(`cannot extend ${id} by ${gib} GiB`);
  disk.sizeGiB += gib;
  note(world, disk, `${id} extended by ${gib} GiB to ${disk.sizeGiB} GiB`, author);
  return done(`${world.spec.disks![disk.index]!.device} extended to ${disk.sizeGiB} GiB`);
}

/** What happens to a database whose files are taken away; null = nothing. */
function harmOf(world: World, disk: DiskState, file: FileState): (() => void) | null {
  const database = world.databases.find(({ id }) => id === disk.of);
  if (database === undefined || database.storage.promoted !== null) return null;
  if (file.kind !== 'wal' && file.kind !== 'data') return null;
  const reason =
    file.kind === 'wal'
      ? 'PANIC:  could not locate a valid checkpoint record'
      : 'FATAL:  could not open file "base/16401/1259": No such file or directory';
  return () => {
    breakDatabase(world, database, reason);
  };
}

/** A file that somebody writes to is made anew, empty; any other is gone. */
function forget(disk: DiskState, file: FileState): void {
  file.gib = 0;
  file.keptGib = 0;
  if (file.growsGibPerH <= 0 && file.kind !== 'wal' && file.kind !== 'data')
    disk.files = disk.files.filter((one) => one !== file);
}

function note(world: World, disk: DiskState, summary: string, author: string): void {
  emitChange(world, { kind: 'config', target: disk.of, summary, author });
}

function withFile(
  world: World,
  id: string,
  path: string,
  then: (disk: DiskState, file: FileState) => Outcome,
): Outcome {
  const disk = world.disks.find((one) => one.id === id);
  const file = disk?.files.find((one) => one.path === path);
  return disk === undefined || file === undefined
    ? refused(`cannot access '${path}': No such file or directory`)
    : then(disk, file);
}
