import type { PoolSpec } from '../spec.ts';
import type { Queue } from './queue.ts';
import { createQueue } from './queue.ts';

/** One replica's connection pool. Connections are counted in whole ones; the work going through them is fluid. */
export interface Pool {
  database: number;
  size: number;
  /** Connections to the database, and those that somebody keeps: a leak, or a job inside a transaction. */
  open: number;
  holders: number;
  acquireTimeoutS: number;
  holdS: number;
  /** Connection-seconds per request relative to `holdS`, by journey; 0 = needs none. */
  weight: Float64Array;
  /** A bit per journey whose transactions write. */
  writes: number;
  /** Connections expected to leak in the last second. */
  leaked: number;
  /** Idle connections reaching their end of life since the last whole one. */
  retired: number;
  /** A bit per journey whose next transaction would wait for a lock. */
  blocked: number;
  /** Transactions that wait for one, and Σ of their amounts. */
  lockWaits: LockWait[];
  lockWaiting: number;

  queue: Queue;
  /** Smoothed arrivals per second and mean weight of a request. */
  arrivalRate: number;
  meanWeight: number;
  arrived: number;
  // Figures of this second
  serviceS: number;
  capacity: number;
  /** Requests per second that a pooler behind it lets through; no bound without one. */
  most: number;
  waitS: number;
  room: number;
  served: number;
  /** Σ served × weight. */
  weighted: number;
  /** Of what was served, the transactions that write. */
  wrote: number;
  busy: number;
  oldestWaitS: number;
  timeouts: number;
}

/** A request whose transaction has a connection and waits for a lock: no processor time, but a connection and a slot. */
export interface LockWait {
  pid: number;
  journey: number;
  /** About one request: waiting ones are whole, for each has a session of its own. */
  amount: number;
  /** Second of the call, and what the request has behind it: see `Link`. */
  calledS: number;
  spentS: number;
  cameS: number;
  /** Its statement was cancelled or its session ended. */
  failed: boolean;
}

export function createPool(spec: PoolSpec, database: number, journeys: string[], writes: number): Pool {
  return {
    database,
    size: spec.size,
    open: 0,
    holders: 0,
    acquireTimeoutS: spec.acquireTimeoutS,
    holdS: spec.holdS,
    weight: Float64Array.from(journeys, (id) => spec.perRequest?.[id] ?? 1),
    writes,
    leaked: 0,
    retired: 0,
    blocked: 0,
    lockWaits: [],
    lockWaiting: 0,
    queue: createQueue(journeys.length),
    arrivalRate: 0,
    meanWeight: 1,
    arrived: 0,
    serviceS: spec.holdS,
    capacity: 0,
    most: Number.MAX_VALUE,
    waitS: 0,
    room: 0,
    served: 0,
    weighted: 0,
    wrote: 0,
    busy: 0,
    oldestWaitS: 0,
    timeouts: 0,
  };
}

/** Connections that requests can use. "At least one usable" is `>= 0.5` everywhere. */
export function usable(pool: Pool): number {
  return pool.open > pool.holders ? pool.open - pool.holders : 0;
}

/** The session of a waiting transaction is gone, or its statement cancelled: the request fails when the pool is stepped next. */
export function failLockWait(pool: Pool, pid: number): void {
  const wait = pool.lockWaits.find((one) => one.pid === pid);
  if (wait !== undefined) wait.failed = true;
}
