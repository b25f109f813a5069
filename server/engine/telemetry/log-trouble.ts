import type { ServiceSpec } from '../spec.ts';
import type { World } from '../world.ts';
import { voiceOf } from './log-platform.ts';
import type { Voice } from './log-voice.ts';
import type { At } from './series-reader.ts';
import { seriesReader } from './series-reader.ts';
import { sampleTimeS } from './series.ts';

type Pods = (n: number) => readonly string[];

const NO_SPACE = 'could not extend file "base/16401/24617": No space left on device';

/** What is written when caches, disks and replicas fail, by them and by those who need them. `pods` by index of service. */
export function troubleVoices(world: World, pods: readonly Pods[]): Voice[] {
  return [
    ...world.spec.services.flatMap((service, index) => [
      ...lostCaches(world, service, pods[index]!),
      ...fullDisks(world, service, pods[index]!),
    ]),
    ...serverDisks(world),
    ...replicaVoices(world),
  ];
}

/** A cache that does not answer is a warning: the request goes on without it. */
function lostCaches(world: World, { id, calls, pool }: ServiceSpec, pods: Pods): Voice[] {
  const { value, rise } = seriesReader(world.telemetry);
  const used = new Set([...calls.map(({ cache }) => cache), pool?.cache]);
  return (world.spec.caches ?? [])
    .filter((cache) => used.has(cache.id))
    .map(({ id: cache, host, port }): Voice => {
      const up = value('cache_up', { cache });
      const misses = rise('cache_misses_total', { cache });
      return {
        service: id,
        level: 'warn',
        shape: `connect ECONNREFUSED …:${port}: reading without cache`,
        words: `${cache} ${host}`,
        count: (n) => (up(n) === 0 ? misses(n) : 0),
        most: 4,
        pods,
        say: () => ({
          message: `connect ECONNREFUSED ${host}:${port}: reading without cache`,
          fields: { cache, code: 'ECONNREFUSED' },
        }),
      };
    });
}

/** Requests that fail because there is no space: on the service's own disk, or on its database's. */
function fullDisks(world: World, { id, pool }: ServiceSpec, pods: Pods): Voice[] {
  const errors = seriesReader(world.telemetry).rise('http_requests_total', { service: id, code: '500' });
  const up = seriesReader(world.telemetry).value('pg_up', { db: pool?.db ?? '' });
  return (world.spec.disks ?? [])
    .filter(({ of }) => of === id || of === pool?.db)
    .map((disk): Voice => {
      const isFull = fullAt(world, disk);
      const own = disk.of === id;
      const message = own ? 'Error: ENOSPC: no space left on device, write' : `ERROR: ${NO_SPACE}`;
      return {
        service: id,
        level: 'error',
        shape: message,
        words: own ? disk.mount : `${disk.of} 53100`,
        count: (n) => (isFull(n) > 0 && (own || up(n) > 0) ? errors(n) : 0),
        most: 5,
        pods,
        say: () => ({
          message,
          fields: own ? { code: 'ENOSPC', path: disk.mount } : { pool: disk.of, sqlstate: '53100' },
        }),
      };
    });
}

/** What a database server writes while its disk is full, and when its files are gone. */
function serverDisks(world: World): Voice[] {
  const { value } = seriesReader(world.telemetry);
  return (world.spec.disks ?? []).flatMap((disk): Voice[] => {
    const index = world.spec.databases.findIndex(({ id }) => id === disk.of);
    if (index < 0) return [];
    const isFull = fullAt(world, disk);
    const up = value('pg_up', { db: disk.of });
    const voice = voiceOf(disk.of, [`${disk.of}-0`]);
    const stopAt = (n: number): { fromS: number; reason: string } | undefined => {
      const atS = sampleTimeS(world.telemetry, n);
      return world.databases[index]!.storage.stops.find(
        ({ fromS, toS }) => fromS <= atS && (toS === null || atS <= toS),
      );
    };
    const fresh = (n: number): boolean => (stopAt(n)?.fromS ?? -1e9) > sampleTimeS(world.telemetry, n) - 15;
    return [
      voice('error', (n) => (isFull(n) > 0 && up(n) > 0 ? 3 : 0), 3, `ERROR:  ${NO_SPACE}`),
      voice('error', (n) => (isFull(n) > 0 && up(n) > 0 ? 1 : 0), 1, 'HINT:  Check free disk space.'),
      voice(
        'fatal',
        (n) => (fresh(n) ? 1 : 0),
        1,
        'PANIC:  …',
        (n) => ({ message: stopAt(n)?.reason ?? '' }),
      ),
      voice(
        'fatal',
        (n) => (up(n) === 0 && stopAt(n) !== undefined && !fresh(n) ? 1 : 0),
        1,
        'FATAL:  …',
        (n) => ({
          message:
            isFull(n) > 0
              ? 'FATAL:  could not write lock file "postmaster.pid": No space left on device'
              : (stopAt(n)?.reason ?? ''),
        }),
      ),
      voice('info', (n) => (fresh(n) ? 1 : 0), 1, 'LOG:  all server processes terminated; reinitializing'),
    ];
  });
}

/** What a replica writes when it falls behind. */
function replicaVoices(world: World): Voice[] {
  const { value } = seriesReader(world.telemetry);
  return world.spec.databases.flatMap(({ id: db, replicas }) =>
    (replicas ?? []).flatMap(({ id: replica }): Voice[] => {
      const lag = value('pg_replication_lag_seconds', { db, replica });
      const voice = voiceOf(db, [replica]);
      return [
        voice(
          'info',
          () => 0.02,
          1,
          'LOG:  restartpoint complete: wrote … buffers',
          (_, draw) => ({
            message: `LOG:  restartpoint complete: wrote ${900 + (draw % 2600)} buffers; redo lsn=3A/${(draw >>> 8).toString(16).toUpperCase()}`,
          }),
        ),
        voice(
          'warn',
          (n) => (lag(n) > 30 ? 0.2 : 0),
          1,
          'LOG:  recovery still in progress, last replayed transaction was … s ago',
          (n) => ({
            message: `LOG:  recovery still in progress, last replayed transaction was ${Math.round(lag(n))} s ago`,
          }),
        ),
        voice('error', (n) => (lag(n) > 30 ? 0.1 : 0), 1, 'ERROR:  canceling statement due to conflict with recovery'),
      ];
    }),
  );
}

/** 1 while there is no space left, by sample. */
function fullAt(world: World, { host: instance, mount: mountpoint }: { host: string; mount: string }): At {
  const { value } = seriesReader(world.telemetry);
  const labels = { instance, mountpoint };
  const size = value('node_filesystem_size_bytes', labels);
  const free = value('node_filesystem_avail_bytes', labels);
  return (n) => (size(n) > 0 && free(n) < 1e6 ? 1 : 0);
}
