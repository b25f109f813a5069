import { drawBell } from '../random.ts';
import type { WorldSpec } from '../spec.ts';
import type { LatencyRecord } from '../telemetry/latency.ts';
import { createLatencyRecord, recordLatency } from '../telemetry/latency.ts';
import type { World } from '../world.ts';
import { atOnce, splitAtOnce } from './delay.ts';
import { failCall, finishCall, REASON } from './flow.ts';
import { keepWaiting } from './late-answers.ts';
import type { Link } from './link.ts';
import { partyIndex } from './link.ts';
import { NOTHING } from './queue.ts';
import type { ServiceState, Station } from './station.ts';

/** Somebody else's service: nothing of it can be seen but its answers, and the page on which it says how it is. */
export interface ThirdPartyState {
  index: number;
  id: string;
  /** Mean time of an answer before noise; a fault moves it to `latencyTarget` by `latencyStep` a second. */
  latencyS: number;
  latencyTarget: number;
  latencyStep: number;
  /** Share of calls that it fails by itself, 0..1. */
  errorShare: number;
  /** Slow noise, an AR(1) process, and the mean time of what is asked in this second. */
  drift: number;
  answerS: number;
  /** Calls of this second, smoothed calls per second, and the share that its quota lets in. */
  asked: number;
  demand: number;
  withinQuota: number;
  /** By `PARTY_CODES`, cumulative. */
  answers: Float64Array;
  latency: LatencyRecord;
  /** Answers, failures and Σ time of this second as callers saw them, time-outs included. */
  heard: number;
  heardFailed: number;
  heardTime: number;
  /** The same smoothed over some seconds; kept while nobody calls. */
  seen: { latencyS: number; errorShare: number; callsPerS: number };
  page: { state: 'operational' | 'degraded' | 'outage'; says: string; updatedAtS: number };
}

/** How a call to a third party ended: what it answered, or that the caller gave up waiting. */
export const PARTY_CODES = ['200', '429', '500', 'timeout'] as const;
const OK = 0;
const TOO_MANY = 1;
const FAILED = 2;
const TIMED_OUT = 3;

/** "Too many requests" is said quickly. */
const TOO_MANY_S = 0.04;

export function createThirdParties(spec: WorldSpec): ThirdPartyState[] {
  return (spec.thirdParties ?? []).map((party, index) => ({
    index,
    id: party.id,
    latencyS: party.latencyS,
    latencyTarget: party.latencyS,
    latencyStep: 0,
    errorShare: party.errorShare,
    drift: 0,
    answerS: party.latencyS,
    asked: 0,
    demand: 0,
    withinQuota: 1,
    answers: new Float64Array(PARTY_CODES.length),
    latency: createLatencyRecord(),
    heard: 0,
    heardFailed: 0,
    heardTime: 0,
    seen: { latencyS: party.latencyS, errorShare: party.errorShare, callsPerS: 0 },
    page: { state: 'operational', says: party.statusPage.says, updatedAtS: -spec.prerollS - 86_400 },
  }));
}

/** Start of a second: how long the vendor takes now, and how much of what is asked its quota lets in. */
export function stepThirdParties(world: World): void {
  for (const party of world.thirdParties) {
    const gap = party.latencyTarget - party.latencyS;
    const step = party.latencyStep;
    if (step <= 0 || (gap < 0 ? -gap : gap) <= step) party.latencyS = party.latencyTarget;
    else party.latencyS += gap > 0 ? step : -step;
    party.drift = 0.9 * party.drift + 0.3 * drawBell(world.streams.thirdParties);
    party.answerS = party.latencyS * Math.max(0.5, 1 + 0.05 * party.drift);
    const { quotaPerS } = world.spec.thirdParties![party.index]!;
    party.withinQuota = quotaPerS === undefined || party.demand <= quotaPerS ? 1 : quotaPerS / party.demand;
  }
}

/** End of a second: what its callers saw of it. */
export function smoothThirdParties(world: World): void {
  for (const party of world.thirdParties) {
    party.demand = settle(party.demand + 0.5 * (party.asked - party.demand));
    party.seen.callsPerS = settle(party.seen.callsPerS + 0.25 * (party.asked - party.seen.callsPerS));
    if (party.heard > NOTHING) {
      party.seen.latencyS += 0.3 * (party.heardTime / party.heard - party.seen.latencyS);
      party.seen.errorShare = settle(
        party.seen.errorShare + 0.3 * (party.heardFailed / party.heard - party.seen.errorShare),
      );
    }
    party.asked = 0;
    party.heard = 0;
    party.heardFailed = 0;
    party.heardTime = 0;
  }
}

/** A smoothed figure that has faded is nothing: else it would fade for ever. */
function settle(value: number): number {
  return value < 1e-6 ? 0 : value;
}

/** A station calls the third party of `link`: what is answered within the second comes back at once, the rest waits in the link. */
export function askThirdParty(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  attempt: number,
  amount: number,
  spentS: number,
  cameS: number,
): void {
  const party = world.thirdParties[partyIndex(link)]!;
  party.asked += amount;
  if (party.withinQuota < 1) {
    const over = amount * (1 - party.withinQuota);
    hear(party, TOO_MANY, over, TOO_MANY_S);
    failCall(world, service, station, link, j, attempt, over, spentS, cameS, 503, TOO_MANY_S, REASON.refused);
    amount -= over;
  }
  splitAtOnce(party.answerS, link.shortTimeoutS);
  const { share, timeS, tooLate } = atOnce;
  const rest = amount * (1 - share - tooLate);
  if (rest > NOTHING) keepWaiting(world, link, j, attempt, rest, spentS, cameS, party.answerS);
  if (tooLate > 0) {
    const timeoutS = link.shortTimeoutS ?? link.timeoutS;
    hear(party, TIMED_OUT, amount * tooLate, timeoutS);
    const late = amount * tooLate;
    failCall(world, service, station, link, j, attempt, late, spentS, cameS, 504, timeoutS, REASON.timeout);
  }
  if (share > 0)
    answerOfParty(world, service, station, link, party, j, attempt, amount * share, spentS, cameS, timeS, timeS, true);
}

/** Callers gave up on `amount` calls. */
export function hearNothing(world: World, link: Link, amount: number): void {
  hear(world.thirdParties[partyIndex(link)]!, TIMED_OUT, amount, link.timeoutS);
}

/** The third party answers `amount` calls after `timeS`; some of its answers are errors. */
export function answerOfParty(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  party: ThirdPartyState,
  j: number,
  attempt: number,
  amount: number,
  spentS: number,
  cameS: number,
  timeS: number,
  subS: number,
  quick: boolean,
): void {
  const bad = amount * party.errorShare;
  if (bad > 0) {
    hear(party, FAILED, bad, timeS);
    failCall(world, service, station, link, j, attempt, bad, spentS, cameS, 502, timeS, REASON.error);
  }
  const good = amount - bad;
  if (good <= NOTHING) return;
  hear(party, OK, good, timeS);
  finishCall(world, service, station, link, j, attempt, good, spentS, cameS, 200, timeS, subS, quick);
}

function hear(party: ThirdPartyState, code: number, amount: number, timeS: number): void {
  party.answers[code]! += amount;
  party.heard += amount;
  party.heardTime += amount * timeS;
  if (code !== OK) party.heardFailed += amount;
  recordLatency(party.latency, amount, timeS, code === OK && timeS < 1 ? timeS : 0);
}
