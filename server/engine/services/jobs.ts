import type { WorldSpec } from '../spec.ts';
import type { JobState } from './job.ts';

export function createJobs(spec: WorldSpec): JobState[] {
  return spec.jobs.map((job, index) => ({
    index,
    id: job.id,
    running: false,
    paused: job.paused,
    startedAtS: null,
    perS: 0,
    max: 0,
    resumeAfterS: 0,
    resumeAtS: 0,
    resumePerS: 0,
    again: false,
    wanting: 0,
    holders: 0,
    lock: null,
  }));
}
