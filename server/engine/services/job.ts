import type { LockNeed } from './lock-queue.ts';

/** A scheduled job that keeps connections: those of a service's pools, or sessions of its own. */
export interface JobState {
  index: number;
  id: string;
  running: boolean;
  paused: boolean;
  startedAtS: number | null;
  /** Connections it takes per second, and how many it wants at most. */
  perS: number;
  max: number;
  /** How long after losing connections it starts over; 0 = at once. */
  resumeAfterS: number;
  resumeAtS: number;
  /** Pace once it has lost connections, per second; `again` says that it has. */
  resumePerS: number;
  again: boolean;
  /** Wanted since the last whole connection. */
  wanting: number;
  holders: number;
  /** What each of its transactions locks; null = what its statement does. */
  lock: LockNeed | null;
}
