import { drawIndex } from '../random.ts';
import type { World } from '../world.ts';
import { openSession, sessionRoom } from './build-databases.ts';
import type { DatabaseState } from './database.ts';
import type { JobState } from './job.ts';
import type { LockNeed } from './lock-queue.ts';
import { askLocks, needsOf } from './lock-queue.ts';
import { holdSession, releaseSessions, removeSessions } from './sessions.ts';

/** Running jobs take the connections they want: of a random replica's pool, or sessions of their own. */
export function runJobs(world: World): void {
  for (const job of world.jobs) {
    if (!job.running || job.paused || world.nowS < job.resumeAtS) continue;
    job.wanting += job.again ? job.resumePerS : job.perS;
    while (job.wanting >= 1) {
      job.wanting -= 1;
      if (job.holders < job.max) take(world, job);
    }
  }
}

/**
 * The job begins to take connections: `perS` per second, at most `max`. After losing some it starts over `resumeAfterS`
 * later, then at `resumePerS`: workers that lost their session all reconnect, they do not ramp up again.
 */
export function startJob(
  world: World,
  job: JobState,
  pace: { perS: number; max: number; resumeAfterS: number; resumePerS: number; lock: LockNeed | null },
): void {
  job.perS = pace.perS;
  job.max = pace.max;
  job.resumeAfterS = pace.resumeAfterS;
  job.resumePerS = pace.resumePerS;
  job.lock = pace.lock;
  job.again = false;
  if (!job.running) job.startedAtS = world.nowS;
  job.running = true;
  job.wanting = 0;
}

/** The job is over: it gives its connections back. */
export function stopJob(world: World, job: JobState): void {
  job.running = false;
  job.startedAtS = null;
  for (const database of world.databases) {
    const ofPools = database.sessions.filter(({ heldBy, service }) => heldBy === job.id && service >= 0);
    releaseSessions(world, database, ofPools);
    removeSessions(world, database, (session) => session.heldBy === job.id);
  }
  job.holders = 0;
}

function take(world: World, job: JobState): void {
  const of = world.spec.jobs[job.index]!;
  if (of.pool === undefined) {
    connectAlone(world, job, of.db);
    return;
  }
  const service = world.services.find(({ id }) => id === of.pool);
  if (service === undefined) return;
  const ready = service.stations.filter((station) => station.running && station.ready);
  if (ready.length === 0) return;
  const { seat } = ready[drawIndex(world.streams.jobs, ready.length)]!;
  const database = world.databases[service.stations[seat]!.pool!.database]!;
  if (holdSession(world, service.index, seat, job.id, jobNeeds(world, database, job)) !== null) job.holders++;
}

function connectAlone(world: World, job: JobState, db: string): void {
  const database = world.databases.find(({ id }) => id === db);
  if (database === undefined || database.downS > 0) return;
  if (database.sessions.length >= sessionRoom(world.spec, database)) {
    database.refused++;
    database.refusedTotal++;
    return;
  }
  openSession(database, -1, job.index, world.nowS);
  const session = database.sessions[database.sessions.length - 1]!;
  session.heldBy = job.id;
  session.heldSinceS = world.nowS;
  job.holders++;
  askLocks(world, database, session.pid, jobNeeds(world, database, job));
}

/** What a job's transaction locks: what its fault says, else what its statement says. */
function jobNeeds(world: World, database: DatabaseState, job: JobState): readonly LockNeed[] {
  return job.lock === null ? needsOf(world, database, world.spec.jobs[job.index]!.query) : [job.lock];
}
