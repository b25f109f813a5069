import { RING_S } from './queue.ts';

/**
 * What one station has asked of one callee and not yet heard. Cells are [second & 127][journey][attempt]; beside each
 * amount stand Σ amount × time already spent and Σ amount × second in which the request came to this station, so that an
 * answer finds its way back with its age. Requests waiting for a retry sit in a second ring by due second: they hold
 * their slot. Attempts are kept apart, so that a fresh request and a retried one are not averaged.
 */
export interface Link {
  /** Index in the station's `links`; `callee` is a service index, or -1 for the station's own pool. */
  index: number;
  callee: number;
  attempts: number;
  journeys: number;
  timeoutS: number;
  backoffS: number;
  cancelOnTimeout: boolean;
  retrySlow: boolean;
  breaker: Breaker | null;

  out: Float64Array;
  outSpent: Float64Array;
  outCame: Float64Array;
  outBySecond: Float64Array;
  outTotal: number;
  retry: Float64Array;
  retrySpent: Float64Array;
  retryCame: Float64Array;
  retryBySecond: Float64Array;
  retryTotal: number;

  /** Issued and answered within this second. */
  issued: number;
  quick: number;
  quickTime: number;
  /** Smoothed sub-second answer, s, and calls per second. */
  answerS: number;
  rate: number;
}

export interface Breaker {
  errorShare: number;
  minRate: number;
  openS: number;
  errors: number;
  total: number;
  state: 'closed' | 'open' | 'half-open';
  untilS: number;
}

/** Why a call failed, in the order of the call-error counters. */
export const CALL_ERRORS = ['timeout', 'error', 'refused'] as const;

export function createLink(
  index: number,
  callee: number,
  journeys: number,
  call: {
    timeoutS: number;
    retries: number;
    backoffS: number;
    cancelOnTimeout: boolean;
    retrySlow?: boolean;
    breaker?: { errorShare: number; minRate: number; openS: number };
  },
): Link {
  const attempts = call.retries + 1;
  const cells = RING_S * journeys * attempts;
  return {
    index,
    callee,
    attempts,
    journeys,
    timeoutS: Math.max(1, Math.min(RING_S - 3, Math.round(call.timeoutS))),
    backoffS: call.backoffS,
    cancelOnTimeout: call.cancelOnTimeout,
    retrySlow: call.retrySlow ?? false,
    breaker: call.breaker ? { ...call.breaker, errors: 0, total: 0, state: 'closed', untilS: 0 } : null,
    out: new Float64Array(cells),
    outSpent: new Float64Array(cells),
    outCame: new Float64Array(cells),
    outBySecond: new Float64Array(RING_S),
    outTotal: 0,
    retry: new Float64Array(cells),
    retrySpent: new Float64Array(cells),
    retryCame: new Float64Array(cells),
    retryBySecond: new Float64Array(RING_S),
    retryTotal: 0,
    issued: 0,
    quick: 0,
    quickTime: 0,
    answerS: 0,
    rate: 0,
  };
}
