import { RING_S } from './queue.ts';

/**
 * What one station has asked of one callee and not yet heard. Cells are [second & 127][journey][attempt]; beside each
 * amount stand Σ amount × time already spent and Σ amount × second in which the request came to this station, so that an
 * answer finds its way back with its age. Requests waiting for a retry sit in a second ring by due second: they hold
 * their slot. Attempts are kept apart, so that a fresh request and a retried one are not averaged.
 */
export interface Link {
  /** Index in the station's `links`; -1 for what the station itself takes long for. */
  index: number;
  /** A service index, `OWN_POOL`, or less for a third party: see `partyIndex`. */
  callee: number;
  attempts: number;
  journeys: number;
  timeoutS: number;
  backoffS: number;
  cancelOnTimeout: boolean;
  retrySlow: boolean;
  /** Index of the cache that is asked first, and of the DNS record by which the callee is reached; -1 = none. */
  cache: number;
  record: number;
  /** While its breaker is open requests go on without the call. */
  fallback: boolean;
  breaker: Breaker | null;
  /** A timeout below one second, as it is; else null. Only third parties are timed that exactly. */
  shortTimeoutS: number | null;
  /** Mean time that the calls of [second & 127] take, where answers may outlast the second: see `delay.ts`. Null elsewhere. */
  delayS: Float64Array | null;

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
  /** Somebody holds it open or closed, whatever its rule says. */
  forced: 'open' | 'closed' | null;
}

/** `Link.callee` of the station's own connection pool. */
export const OWN_POOL = -1;

/** `Link.callee` of a third party, and back. */
export function partyCallee(party: number): number {
  return -2 - party;
}

/** Index of the third party that a link calls; negative when it calls none. */
export function partyIndex(link: Link): number {
  return -2 - link.callee;
}

/** Why a call failed, in the order of the call-error counters. */
export const CALL_ERRORS = ['timeout', 'error', 'refused'] as const;

/** What a station itself works on for longer than a second, as a call to itself that always ends well. */
export function createWork(journeys: number): Link {
  const work = { timeoutS: LONGEST_WORK_S, retries: 0, backoffS: 1, cancelOnTimeout: false };
  return createLink(-1, OWN_POOL, journeys, work, true);
}

/** As long as the rings allow. */
const LONGEST_WORK_S = 120;

const NO_PLACES = { cache: -1, record: -1 };

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
    fallback?: boolean;
    breaker?: { errorShare: number; minRate: number; openS: number };
  },
  delayed = false,
  places: { cache: number; record: number } = NO_PLACES,
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
    cache: places.cache,
    record: places.record,
    fallback: call.fallback ?? false,
    breaker: call.breaker ? { ...call.breaker, errors: 0, total: 0, state: 'closed', untilS: 0, forced: null } : null,
    shortTimeoutS: call.timeoutS < 1 ? call.timeoutS : null,
    delayS: delayed ? new Float64Array(RING_S) : null,
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
