import type { LatencyRecord } from '../telemetry/latency.ts';
import type { AnswerBuffer } from './answer-buffer.ts';
import type { CanaryWatch } from './canary.ts';
import type { Link } from './link.ts';
import type { Pool } from './pool.ts';
import type { Queue } from './queue.ts';

/**
 * Where requests queue for slots: one replica, or a tier of equal replicas stepped as one. Amounts are real numbers of
 * requests; rates are per second.
 */
export interface Station {
  /** Index in its service; a replica keeps its seat over restarts. */
  seat: number;
  /** Replicas it stands for that run now: 0 or 1, or the tier's count when pooled. */
  size: number;
  /** Gets new requests: runs and is not draining. `ready` says whether the readiness probe agrees. */
  running: boolean;
  ready: boolean;
  probeFails: number;
  probePasses: number;
  /** Index in the service's version list, and what that version does here (environment, flags, schema applied). */
  version: number;
  behaviour: Behaviour;
  /** Environment that the running process was started with. */
  environment: Record<string, string>;

  queue: Queue;
  /** One per call of the service, in the order of `ServiceSpec.calls`, then the pool's when there is one. */
  links: Link[];
  pool: Pool | null;
  /** Requests that this station itself works on for longer than a second; null while no version here is that slow. */
  work: Link | null;

  // Figures of the capacity pass of this second
  capacity: number;
  waitS: number;
  /** What can still be taken in without waiting past this second. */
  room: number;
  // Figures of the last second
  arrived: number;
  admitted: number;
  /** Messages of queues done in this second. */
  consumed: number;
  arrivalRate: number;
  admitRate: number;
  /** Mean of the sub-second answers of dependencies, per request. */
  dependencyS: number;
  /** Processor use, 0..1: in the last second, and as the metrics pipeline averages it for the autoscaler. */
  cpu: number;
  cpuMean: number;
}

/** A version's behaviour as this replica runs it. */
export interface Behaviour {
  /** Own time that fits within a second. */
  timeS: number;
  /** Own time of a second or more, which holds its slot over seconds; 0 = none. Then `timeS` is 0. */
  workS: number;
  cpuS: number;
  leakShare: number;
  /** Error share and HTTP status by journey. */
  errorShare: Float64Array;
  errorStatus: Float64Array;
  /** What it writes for such an error, by journey. */
  errorLog: string[];
  failsAny: boolean;
}

/** One replica as the orchestrator sees it. Pods of a pooled tier share a station. */
export interface Pod {
  seat: number;
  name: string;
  /** Where it lies; '' in a world without nodes. */
  node: string;
  version: number;
  phase: 'running' | 'draining' | 'starting';
  /** When the phase ends; meaningless while running. */
  dueS: number;
  startedAtS: number;
  restarts: number;
  /** Removed when the draining ends instead of started again. */
  leaving: boolean;
  /** Version it starts with after draining. */
  nextVersion: number;
}

export interface ServiceState {
  index: number;
  id: string;
  stations: Station[];
  pods: Pod[];
  pooled: boolean;
  /** Some of its calls have a circuit breaker. */
  guarded: boolean;
  /** Replicas wanted. */
  desired: number;
  versions: string[];
  /** Version that new pods get. */
  version: number;
  config: Record<string, string>;
  /** Errors that a fault armed in a version: see `version.trip`. */
  trips: Trip[];
  /** Leak shares that a fault set, by version. */
  leaks: Record<string, number>;
  /** Version → processor seconds a request, where a fault says otherwise than its code. */
  costs?: Record<string, number>;
  rollout: Rollout | null;
  revisions: { revision: number; version: string; atS: number; summary: string; author: string }[];
  autoscaler: AutoscalerState | null;
  /** Seats that get requests this second (probe and panic rule applied). */
  route: number[];
  /** [service, call] of whoever calls this one; empty for the entry. */
  callers: { service: number; call: number }[];
  /** Link indices that a journey goes through, in order. */
  plan: number[][];
  /** Counts pods ever made, for names. */
  podsMade: number;
  /** Messages follow from what it answers well. */
  publishes: boolean;
  /** Answers by version × status (see `STATUS`), cumulative. */
  answers: Float64Array;
  /** Share of requests let in, 0..1, and how many were turned away, cumulative: see `admission.ts`. */
  letIn: number;
  shed: number;
  /** Times as long as its versions say, own time and processor. */
  slowness: number;
  /** Share of a journey's requests that will outlast their second here because of delayed answers. */
  late: Float64Array;
  latency: LatencyRecord;
  /** Answers of this second that go up together, see `answer-buffer.ts`. Empty between seconds. */
  buffer: AnswerBuffer;
  /** By link, cumulative: attempts, retries included; failures by `CALL_ERRORS`; attempts made again. */
  calls: Float64Array;
  callErrors: Float64Array;
  /** Of the attempts and of the failures: what a breaker refused without calling. */
  notPermitted: Float64Array;
  callRetries: Float64Array;
  /** Circuit breakers that somebody holds, by call: pods that start later take it over. */
  forced: ('open' | 'closed' | null)[];
}

export interface Trip {
  version: string;
  journey: string;
  share: number;
  status: number;
  log: string;
  /** Only in pods whose environment has this value; null = in which it is not set. */
  where?: { key: string; value: string | null };
}

export interface Rollout {
  kind: 'deploy' | 'rollback' | 'restart';
  from: string;
  to: string;
  state: 'progressing' | 'halted' | 'complete';
  /** Seats still to renew, in order; the first `waves[wave]` go next. */
  seats: number[];
  waves: number[];
  wave: number;
  /** Fixed pace of a pipeline; null = as soon as the wave before is ready. */
  everyS: number | null;
  nextWaveAtS: number;
  author: string;
  /** The first wave is one of canaries that are still watched. */
  canary: CanaryWatch | null;
}

export interface AutoscalerState {
  min: number;
  max: number;
  targetCpu: number;
  enabled: boolean;
  desired: number;
  /** Wanted sizes of the last 300 s, newest last, one per 15 s. */
  wanted: number[];
}

/** Statuses that a service answers with, in the order of `ServiceState.answers`. */
export const STATUS = [200, 500, 502, 503, 504] as const;

export function statusIndex(status: number): number {
  const index = (STATUS as readonly number[]).indexOf(status);
  return index < 0 ? 1 : index;
}
