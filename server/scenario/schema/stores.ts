import type { z } from 'zod';
import { block, decimal, duration, growth, id, list, named, oneOf, rate, share, size, text, whole } from './scalars.ts';

const cache = block('a cache', {
  host: text.optional().describe('Host name; without it, the cache’s name.'),
  port: whole(1, 65_535).prefault(6379),
  engine: oneOf(['redis']).prefault('redis'),
  version: text.prefault('7.2.4'),
  hitRatio: share.describe('Share of look-ups that hit once it is warm.'),
  hit: duration.prefault('1ms').describe('Time of a hit.'),
  fill: duration.describe('Healthy traffic of this length warms it to 63 %; only answered misses fill it.'),
  maxMemory: size.describe('Such as 512MiB.'),
  keys: whole(1, 1_000_000_000),
  holds: text.describe('What it holds, for people: "product pages".'),
});
export const caches = named('a cache', cache).describe('Key-value caches by name; calls and pools look there first.');

const queue = block('a queue', {
  engine: oneOf(['rabbitmq', 'kafka']).prefault('rabbitmq'),
  host: text.optional().describe('Host name; without it, the queue’s name.'),
  port: whole(1, 65_535).prefault(5672),
  producer: block('a producer', {
    service: id,
    journey: id,
    perSuccess: decimal(0, 1000).prefault(1).describe('Messages per successful journey.'),
  }),
  consumer: block('a consumer', {
    service: id,
    perReplica: rate.describe('Messages one replica can do, such as 12/s.'),
  }),
  partitions: whole(1, 1000).prefault(1),
  maxAttempts: whole(0, 1000).prefault(5).describe('Attempts before a message is given up; 0 = for ever.'),
  deadLetters: id.optional().describe('Queue for given-up messages; without it they are lost.'),
  carries: text.describe('What a message is, for people: "order confirmation mails".'),
});
export const queues = named('a queue', queue).describe('Message queues by name.');

const FILE_KINDS = ['data', 'wal', 'log', 'tmp', 'backup', 'core'] as const;

const disk = block('a disk', {
  of: id.describe('The database or service whose writes stop when it is full.'),
  host: text.optional().describe('Host name; without it, the owner’s.'),
  mount: text.describe('Such as /var/lib/postgresql.'),
  device: text.prefault('/dev/nvme1n1'),
  size: size.describe('Such as 200GiB.'),
  journeys: list('journeys', id).optional().describe('Journeys that fail when the disk of a service is full.'),
  files: list(
    'files',
    block('a file', {
      path: text,
      size,
      grows: growth.prefault('0GiB/h').describe('Such as 12GiB/h.'),
      kind: oneOf(FILE_KINDS).describe('Deleting data or wal corrupts, an open log frees nothing, the rest is safe.'),
      openBy: block('a process', { command: text, pid: whole(1, 4_194_304), user: text })
        .optional()
        .describe('The process that keeps it open.'),
    }),
  ),
});
export const disks = named('a disk', disk).describe('File systems by name.');

export type Caches = z.output<typeof caches>;
export type Queues = z.output<typeof queues>;
export type Disks = z.output<typeof disks>;
