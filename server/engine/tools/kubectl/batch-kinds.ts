import { jobs } from '../../read.ts';
import type { JobView } from '../../inspect.ts';
import type { World } from '../../world.ts';
import { ageOf, bornS, type Kind, stamp } from './kube-object.ts';
import { metadata } from './workload-kinds.ts';

export const cronJobKind: Kind = {
  plural: 'cronjobs',
  singular: 'cronjob',
  short: ['cj'],
  group: 'batch',
  kind: 'CronJob',
  namespaced: true,
  columns: [
    'NAME',
    'SCHEDULE',
    'TIMEZONE',
    'SUSPEND',
    'ACTIVE',
    'LAST SCHEDULE',
    'AGE',
    'CONTAINERS',
    'IMAGES',
    'SELECTOR',
  ],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  list: (world) =>
    jobs(world).map((job) => ({
      cells: [
        job.id,
        job.schedule,
        '<none>',
        job.paused ? 'True' : 'False',
        job.running ? '1' : '0',
        job.startedAtS === null ? '<none>' : ageOf(world, job.startedAtS),
        ageOf(world, bornS(world)),
        job.id,
        `registry.internal/${job.service}:latest`,
        '<none>',
      ],
      object: {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: metadata(world, 'cronjob', job.id, { app: job.service, job: job.id }),
        spec: { concurrencyPolicy: 'Forbid', schedule: job.schedule, suspend: job.paused },
        status: job.startedAtS === null ? {} : { lastScheduleTime: stamp(world, job.startedAtS) },
      },
    })),
};

export const jobKind: Kind = {
  plural: 'jobs',
  singular: 'job',
  short: [],
  group: 'batch',
  kind: 'Job',
  namespaced: true,
  columns: ['NAME', 'STATUS', 'COMPLETIONS', 'DURATION', 'AGE'],
  wide: [],
  list: (world) =>
    jobs(world).flatMap((job) =>
      job.startedAtS === null
        ? []
        : [
            {
              cells: [
                runName(world, job, job.startedAtS),
                job.running ? 'Running' : 'Complete',
                job.running ? '0/1' : '1/1',
                ageOf(world, job.startedAtS),
                ageOf(world, job.startedAtS),
              ],
              object: {
                apiVersion: 'batch/v1',
                kind: 'Job',
                metadata: {
                  ...metadata(world, 'job', runName(world, job, job.startedAtS), { app: job.service, job: job.id }),
                  creationTimestamp: stamp(world, job.startedAtS),
                  ownerReferences: [{ apiVersion: 'batch/v1', controller: true, kind: 'CronJob', name: job.id }],
                },
                status: {
                  ...(job.running ? { active: 1 } : { succeeded: 1 }),
                  startTime: stamp(world, job.startedAtS),
                },
              },
            },
          ],
    ),
};

/** A run is named after the minute that it was due, as the controller does. */
function runName(world: World, job: JobView, startedAtS: number): string {
  return `${job.id}-${Math.floor((world.spec.startsAtMs / 1000 + startedAtS) / 60)}`;
}
