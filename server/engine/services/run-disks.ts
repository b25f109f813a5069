import { emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import { refreshBehaviours } from './behaviour.ts';
import type { DatabaseState } from './database.ts';
import type { DiskState } from './disk.ts';
import { usedGiB } from './disk.ts';
import { loseWrites } from './replica.ts';
import { removeSessions } from './sessions.ts';
import { WAL_GIB_PER_TX } from './storage.ts';

/** A database whose log has no room refuses writes; this long after, not even its own bookkeeping fits and it stops, s. */
const PANIC_AFTER_S = 90;
/** Until a server that could not start tries again, s. */
const TRY_AGAIN_S = 10;
/** A restore from the backup and the archived log, s; what the archive did not have yet is lost. */
const RESTORE_S = 600;
const ARCHIVE_EVERY_S = 60;

const CANNOT_EXTEND = 'could not extend file "base/16401/24617": No space left on device';

/** Each second, before the databases: files grow as far as there is room, and whoever owns a full disk feels it. */
export function stepDisks(world: World): void {
  for (const disk of world.disks) {
    grow(world, disk);
    const full = usedGiB(disk) >= disk.sizeGiB - 1e-6;
    if (full !== disk.full) fillOrFree(world, disk, full);
    const database = world.databases.find(({ id }) => id === disk.of);
    if (database === undefined || !disk.full || database.storage.promoted !== null) continue;
    const { fullSinceS } = disk;
    const hasLog = disk.files.some(({ kind }) => kind === 'wal');
    if (hasLog && database.downS === 0 && fullSinceS !== null && world.nowS - fullSinceS >= PANIC_AFTER_S)
      stopServer(world, database, 'PANIC:  could not write to file "pg_wal/xlogtemp.7203": No space left on device');
  }
}

/** Why the server cannot start now, in its words; null = it can. */
export function cannotStart(world: World, database: DatabaseState): string | null {
  const { broken, promoted } = database.storage;
  if (broken !== null) return broken;
  if (promoted !== null || world.disks.length === 0) return null;
  return world.disks.some(({ of, full }) => of === database.id && full)
    ? 'FATAL:  could not write lock file "postmaster.pid": No space left on device'
    : null;
}

/** It tries again in a while: the orchestrator does not give up. */
export function failStart(database: DatabaseState): void {
  database.downS = TRY_AGAIN_S;
}

/** The server is there again, or another one in its place. */
export function endStop({ nowS }: World, { storage }: DatabaseState): void {
  const last = storage.stops[storage.stops.length - 1];
  if (last?.toS === null) last.toS = nowS;
}

/** Files that the server cannot do without are gone: it stops and does not start again. */
export function breakDatabase(world: World, database: DatabaseState, reason: string): void {
  database.storage.broken = reason;
  stopServer(world, database, reason);
}

/**
 * Restores from the backup, then replays the archived log: ten minutes, and the writes that were not archived yet are lost.
 * @returns null when there is no backup; else the writes lost
 */
export function restoreDatabase(world: World, database: DatabaseState): number | null {
  const disks = world.disks.filter(({ of }) => of === database.id);
  const had = disks.some(({ index }) => world.spec.disks![index]!.files.some(({ kind }) => kind === 'backup'));
  if (had && !disks.some(({ files }) => files.some(({ kind, deleted }) => kind === 'backup' && !deleted))) return null;
  removeSessions(world, database, () => true);
  const lost = Math.round(database.storage.writeRate * ARCHIVE_EVERY_S);
  loseWrites(world, lost);
  database.storage.broken = null;
  database.downS = RESTORE_S;
  for (const disk of disks)
    for (const { path, kind, gib } of world.spec.disks![disk.index]!.files) {
      const file = disk.files.find((one) => one.path === path);
      if (file === undefined || (kind !== 'data' && kind !== 'wal') || file.gib >= gib) continue;
      file.gib += Math.min(gib - file.gib, Math.max(0, disk.sizeGiB - usedGiB(disk)));
    }
  return lost;
}

function grow(world: World, disk: DiskState): void {
  const database = world.databases.find(({ id }) => id === disk.of);
  const kept = database === undefined ? 0 : keptLogGiB(database);
  const before = usedGiB(disk);
  let free = disk.sizeGiB - before;
  for (const file of disk.files) {
    if (file.kind === 'wal') {
      const gap = kept - file.keptGib;
      // Segments that nobody needs any more are removed at the next checkpoints.
      const change = gap > 0 ? Math.min(Math.max(0, free), gap) : gap / 60;
      file.keptGib += change;
      free -= change;
    }
    const wanted = file.growsGibPerH / 3600;
    const grown = wanted > 0 ? Math.min(wanted, Math.max(0, free)) : Math.max(wanted, -file.gib);
    file.gib += grown;
    free -= grown;
  }
  disk.growth += 0.05 * (usedGiB(disk) - before - disk.growth);
}

/** The primary keeps its log until the slowest replica has it. */
function keptLogGiB(database: DatabaseState): number {
  let most = 0;
  for (const { behind, promoted } of database.storage.replicas) if (!promoted) most = Math.max(most, behind.total);
  return most * WAL_GIB_PER_TX;
}

function fillOrFree(world: World, disk: DiskState, full: boolean): void {
  disk.full = full;
  disk.fullSinceS = full ? world.nowS : null;
  const database = world.databases.find(({ id }) => id === disk.of);
  if (database === undefined) refreshBehaviours(world);
  else if (database.storage.promoted === null) {
    const anyFull = world.disks.some((one) => one.of === disk.of && one.full);
    database.storage.refusesWrites = anyFull ? `ERROR:  ${CANNOT_EXTEND}` : null;
  }
  const { mount } = world.spec.disks![disk.index]!;
  if (full) emitEvent(world, disk.of, 'Warning', 'DiskFull', `no space left on ${mount}`);
  world.raised.push(`${full ? 'full' : 'freed'}.${disk.id}`);
}

function stopServer(world: World, database: DatabaseState, reason: string): void {
  removeSessions(world, database, () => true);
  database.downS = TRY_AGAIN_S;
  database.cpu = 0;
  endStop(world, database);
  database.storage.stops.push({ fromS: world.nowS, toS: null, reason });
  emitEvent(world, database.id, 'Warning', 'BackOff', reason);
}
