import type { z } from 'zod';
import { certificates, changes, databases, edge, flags, jobs } from './platform.ts';
import { block, duration, id, moment } from './scalars.ts';
import { services } from './services.ts';
import { caches, disks, queues } from './stores.ts';
import { dns, nodes, thirdParties } from './surroundings.ts';
import { slos, users } from './users.ts';

/** The simulated world of a scenario as authors write it. */
export const world = block('the world', {
  starts: moment.describe('Simulated wall clock when the drill starts, UTC.'),
  preroll: duration.prefault('1h').describe('Healthy history simulated before that.'),
  entry: id.describe('The service where users enter.'),
  users,
  slos,
  services,
  databases: databases.prefault({}),
  edge: edge.optional(),
  certificates: certificates.prefault({}),
  jobs: jobs.prefault({}),
  flags: flags.prefault({}),
  thirdParties: thirdParties.prefault({}),
  caches: caches.prefault({}),
  queues: queues.prefault({}),
  dns: dns.optional(),
  disks: disks.prefault({}),
  nodes: nodes.prefault({}),
  changes: changes.prefault([]),
});

export type WorldYaml = z.output<typeof world>;
