import type { WorldYaml } from '../schema/world.ts';
import { refersTo, type Report } from './report.ts';

/** Names in the parts beyond services and databases that must meet, and numbers that must agree. */
export function checkPlatform(world: WorldYaml, report: Report): void {
  const services = Object.keys(world.services);
  const journeys = Object.keys(world.users.journeys);
  for (const [id, { producer, consumer, deadLetters }] of Object.entries(world.queues)) {
    const at = ['world', 'queues', id];
    refersTo(report, 'service', producer.service, services, [...at, 'producer', 'service']);
    refersTo(report, 'journey', producer.journey, journeys, [...at, 'producer', 'journey']);
    refersTo(report, 'service', consumer.service, services, [...at, 'consumer', 'service']);
    if (deadLetters === id) {
      report.error(
        'world/queue',
        [...at, 'deadLetters'],
        `queue "${id}" is its own dead-letter queue`,
        'give it another name',
      );
    }
  }
  checkDisks(world, report);
  const named = [services, world.databases, world.caches, world.thirdParties].flatMap((part) =>
    Array.isArray(part) ? part : Object.keys(part),
  );
  world.dns?.records.forEach((record, i) =>
    refersTo(report, 'component', record.of, named, ['world', 'dns', 'records', i, 'of']),
  );
  for (const [id, { replicas = {} }] of Object.entries(world.databases)) {
    const reads = Object.values(replicas).reduce((sum, replica) => sum + replica.reads, 0);
    if (reads > 1) {
      const message = `the replicas of "${id}" serve ${Math.round(reads * 100)} % of its reads`;
      report.error('world/shares', ['world', 'databases', id, 'replicas'], message, 'keep the sum at 100 % or below');
    }
  }
  checkNames(world, report);
}

function checkDisks(world: WorldYaml, report: Report): void {
  const owners = [...Object.keys(world.databases), ...Object.keys(world.services)];
  for (const [id, disk] of Object.entries(world.disks)) {
    refersTo(report, 'database or service', disk.of, owners, ['world', 'disks', id, 'of']);
    disk.journeys?.forEach((journey, i) =>
      refersTo(report, 'journey', journey, Object.keys(world.users.journeys), ['world', 'disks', id, 'journeys', i]),
    );
    const used = disk.files.reduce((sum, file) => sum + file.size, 0);
    if (used > disk.size) {
      const message = `the files of disk "${id}" take ${Math.round(used)} GiB of ${disk.size} GiB`;
      report.error('world/disk', ['world', 'disks', id, 'files'], message, 'make it larger, or the files smaller');
    }
    disk.files.forEach(({ path }, i) => {
      if (path.startsWith(`${disk.mount.replace(/\/$/, '')}/`)) return;
      const message = `file "${path}" does not lie below ${disk.mount}`;
      report.error('world/disk', ['world', 'disks', id, 'files', i, 'path'], message, 'begin it with the mount');
    });
  }
}

/** What a call or an action names must be one thing. */
function checkNames(world: WorldYaml, report: Report): void {
  const seen = new Map<string, string>();
  const kinds = [
    ['service', 'services', world.services],
    ['database', 'databases', world.databases],
    ['third party', 'thirdParties', world.thirdParties],
    ['cache', 'caches', world.caches],
    ['queue', 'queues', world.queues],
  ] as const;
  for (const [what, key, parts] of kinds) {
    for (const id of Object.keys(parts)) {
      const other = seen.get(id);
      if (other !== undefined) {
        report.error('world/name', ['world', key, id], `${what} "${id}" has the name of a ${other}`, 'rename one');
      }
      seen.set(id, what);
    }
  }
}
