import { modeOfStatement } from '../services/lock-mode.ts';
import type { LockNeed } from '../services/lock-queue.ts';
import { startJob, stopJob } from '../services/run-jobs.ts';
import type { World } from '../world.ts';
import { lockOf } from './locks.ts';
import type { ActionWord, GuardWord, Params } from './word.ts';
import { jobOf, text, number } from './word.ts';

/** Scheduled jobs that keep connections. */
export const JOB_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'job.start': {
    params: {
      job: 'job',
      perS: 'connections it takes per second',
      max: 'connections it wants at most',
      'resumeAfterS?': 'seconds until it starts over after losing connections (0)',
      'resumePerS?': 'connections per second when it starts over (perS)',
      'table?': 'table that each of its transactions locks (those its query names)',
      'mode?': "lock mode, 'ACCESS SHARE' … 'ACCESS EXCLUSIVE' (what its query takes)",
    },
    meaning: 'The job runs and keeps the connections it takes, in the pools of its service or as sessions of its own.',
    run: (world, params) => {
      startJob(world, jobOf(world, params), {
        perS: number(params, 'perS'),
        max: number(params, 'max'),
        resumeAfterS: number(params, 'resumeAfterS', 0),
        resumePerS: number(params, 'resumePerS', number(params, 'perS')),
        lock: params['table'] === undefined ? null : jobLock(world, params),
      });
    },
  },
  'job.stop': {
    params: { job: 'job' },
    meaning: 'The job ends and gives its connections back.',
    run: (world, params) => {
      stopJob(world, jobOf(world, params));
    },
  },
};

export const JOB_GUARDS: Readonly<Record<string, GuardWord>> = {
  jobPaused: {
    params: { job: 'job' },
    meaning: 'The job is suspended.',
    holds: (world, params) => jobOf(world, params).paused,
  },
  noHolders: {
    params: { job: 'job' },
    meaning: 'The job keeps no connection.',
    holds: (world, params) => jobOf(world, params).holders === 0,
  },
};

function jobLock(world: World, params: Params): LockNeed {
  const of = world.spec.jobs[jobOf(world, params).index]!;
  const database = world.databases.find((candidate) => candidate.id === of.db);
  if (database === undefined) throw new Error(`there is no database "${of.db}"`);
  return lockOf(world, database, text(params, 'table'), text(params, 'mode', modeOfStatement(of.query)));
}
