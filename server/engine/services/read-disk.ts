import type { DiskView } from '../inspect-platform.ts';
import type { World } from '../world.ts';
import { usedGiB } from './disk.ts';

/** Every disk with its files, in the order of the spec. Deleted files that a process keeps open are there, too. */
export function disks(world: World): DiskView[] {
  return world.disks.map((disk) => {
    const { host, mount, device } = world.spec.disks![disk.index]!;
    return {
      id: disk.id,
      of: disk.of,
      host,
      mount,
      device,
      sizeGiB: disk.sizeGiB,
      usedGiB: usedGiB(disk),
      growsGibPerH: disk.growth * 3600,
      files: disk.files.map(({ path, gib, keptGib, kind, deleted, openBy }) => ({
        path,
        gib: gib + keptGib,
        kind,
        deleted,
        openBy: openBy === null ? null : { ...openBy },
      })),
    };
  });
}
