import type { LatencyRecord } from '../telemetry/latency.ts';

/** Users and their browsers: open arrivals, finite patience, a second and third try. */
export interface UsersState {
  /** Attempts under way: [second & 127][journey][attempt], as in a link. */
  out: Float64Array;
  outBySecond: Float64Array;
  oldest: number;
  /** Tries that wait for their second: [due & 127][journey][attempt]. */
  retry: Float64Array;
  retryBySecond: Float64Array;
  /** Tries that this second's failures will bring: [journey][attempt]. Empty between seconds. */
  again: Float64Array;
  outTotal: number;
  retryTotal: number;
  journeys: JourneyState[];
  /** Answers of the last second that nobody waited for any more. */
  dead: number;
}

export interface JourneyState {
  id: string;
  rate: number;
  /** Slow noise, an AR(1) process. */
  drift: number;
  /** Fault or facilitator: factor on the traffic, reached linearly. */
  factor: number;
  factorTarget: number;
  factorStep: number;
  /** Share of attempts that succeed, smoothed over 50 s: followers shrink with it. */
  success: number;
  // This second
  arrived: number;
  okNow: number;
  failedNow: number;
  /** Of those that failed: never got through the edge. */
  blockedNow: number;
  okTimeNow: number;
  failedTimeNow: number;
  /** Share that failed, and mean times of an answer and of a failure, over some seconds: what one try meets. */
  failingShare: number;
  /** Share that failed among those who got through the edge, over some seconds. */
  failingInside: number;
  okS: number;
  failedS: number;
  // Cumulative
  arrivals: number;
  ok: number;
  failed: number;
  blocked: number;
  /** Journeys that ended without success: no further try. */
  lost: number;
  /** Attempts by promise: good = ok and quick enough. */
  latency: LatencyRecord;
}

/** Tries that one user makes at most. */
export const CLIENT_ATTEMPTS = 4;
