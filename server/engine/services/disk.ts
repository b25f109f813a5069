import type { DiskFileSpec } from '../spec-platform.ts';
import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';

/** A file system and what lies on it. Sizes in GiB. */
export interface DiskState {
  index: number;
  id: string;
  of: string;
  sizeGiB: number;
  files: FileState[];
  /** Growth of the last minutes, GiB per second. */
  growth: number;
  full: boolean;
  /** Since when; null while it is not. */
  fullSinceS: number | null;
}

export interface FileState {
  path: string;
  kind: DiskFileSpec['kind'];
  gib: number;
  growsGibPerH: number;
  /** Write-ahead log kept for replicas that have not replayed it, beside `gib`. */
  keptGib: number;
  openBy: { command: string; pid: number; user: string } | null;
  /** Removed from its folder, but a process keeps it open: it uses space, and grows, until that process ends. */
  deleted: boolean;
}

export function buildDisks(spec: WorldSpec): DiskState[] {
  return (spec.disks ?? []).map((disk, index) => ({
    index,
    id: disk.id,
    of: disk.of,
    sizeGiB: disk.sizeGiB,
    files: disk.files.map(({ path, kind, gib, growsGibPerH, openBy }) => ({
      path,
      kind,
      gib,
      growsGibPerH,
      keptGib: 0,
      openBy: openBy === undefined ? null : { ...openBy },
      deleted: false,
    })),
    growth: 0,
    full: false,
    fullSinceS: null,
  }));
}

export function usedGiB(disk: DiskState): number {
  let sum = 0;
  for (const { gib, keptGib } of disk.files) sum += gib + keptGib;
  return sum < disk.sizeGiB ? sum : disk.sizeGiB;
}

/** A process ends: files that only it kept open are gone at last. `of` is what was restarted. */
export function closeFiles(world: World, of: string): void {
  for (const disk of world.disks) {
    if (disk.of !== of || !disk.files.some(({ deleted }) => deleted)) continue;
    const isDatabase = world.databases.some(({ id }) => id === of);
    disk.files = disk.files.filter(
      ({ deleted, openBy }) => !deleted || (isDatabase && openBy !== null && !openBy.command.startsWith('postgres')),
    );
  }
}
