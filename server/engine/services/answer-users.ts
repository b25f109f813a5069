import { countAttempt } from '../slo.ts';
import { recordLatency } from '../telemetry/latency.ts';
import type { World } from '../world.ts';
import { NOTHING, RING_MASK } from './queue.ts';
import { CLIENT_ATTEMPTS } from './users.ts';

const DUST = 1e-10;
/** Nobody waits longer: see `expireUsers`. */
const MOST_PATIENT_S = 120;

/** The entry answers `amount` attempts of journey `j` that users made in `second`. Whoever gave up meanwhile hears nothing. */
export function answerUsers(
  world: World,
  second: number,
  j: number,
  amount: number,
  status: number,
  timeS: number,
  subS: number,
): void {
  const { users } = world;
  if (world.nowS - second > MOST_PATIENT_S) {
    users.dead += amount;
    return;
  }
  let rest = amount - takeWaiting(world, second, j, amount, status, timeS, subS);
  for (let other = users.oldest; rest > DUST && other <= world.nowS && users.outTotal > DUST; other++) {
    rest -= takeWaiting(world, other, j, rest, status, timeS, subS);
  }
  if (rest > DUST) users.dead += rest;
}

function takeWaiting(
  world: World,
  second: number,
  j: number,
  amount: number,
  status: number,
  timeS: number,
  subS: number,
): number {
  const { users } = world;
  const at = second & RING_MASK;
  if (second < users.oldest || users.outBySecond[at]! <= 0) return 0;
  const first = (at * users.journeys.length + j) * CLIENT_ATTEMPTS;
  let there = 0;
  for (let a = 0; a < CLIENT_ATTEMPTS; a++) there += users.out[first + a]!;
  if (there <= NOTHING) return 0;
  const share = amount >= there - DUST ? 1 : amount / there;
  for (let a = 0; a < CLIENT_ATTEMPTS; a++) {
    const have = users.out[first + a]!;
    if (have === 0) continue;
    const taken = share === 1 ? have : have * share;
    leave(world, first + a, at, taken);
    if (status === 200) succeedAttempt(world, j, taken, timeS, subS);
    else failAttempt(world, j, a, taken, timeS, false);
  }
  return share === 1 && amount > there ? there : amount;
}

/** Takes `amount` out of a cell of attempts under way. */
export function leave(world: World, cell: number, at: number, amount: number): void {
  const { users } = world;
  const left = users.out[cell]! - amount;
  users.out[cell] = left < NOTHING ? 0 : left;
  const second = users.outBySecond[at]! - amount;
  users.outBySecond[at] = second < NOTHING ? 0 : second;
  const total = users.outTotal - amount;
  users.outTotal = total < NOTHING ? 0 : total;
}

function succeedAttempt(world: World, j: number, amount: number, timeS: number, subS: number): void {
  const journey = world.users.journeys[j]!;
  journey.okNow += amount;
  journey.okTimeNow += amount * timeS;
  journey.ok += amount;
  recordLatency(journey.latency, amount, timeS, subS);
  countAttempt(world, j, amount, timeS, true);
}

/**
 * `amount` attempts failed after `timeS`. A share of these users tries again, spread over 2·delay + 2 seconds; for the rest
 * the journey is lost.
 */
export function failAttempt(
  world: World,
  j: number,
  attempt: number,
  amount: number,
  timeS: number,
  blocked: boolean,
): void {
  const { users } = world;
  const journey = users.journeys[j]!;
  journey.failedNow += amount;
  journey.failedTimeNow += amount * timeS;
  if (blocked) {
    journey.blocked += amount;
    journey.blockedNow += amount;
  } else journey.failed += amount;
  recordLatency(journey.latency, amount, timeS, 0);
  countAttempt(world, j, amount, timeS, false);
  const { clientRetries, valuePerSuccess } = world.spec.journeys[j]!;
  const again = attempt < clientRetries.times && attempt + 1 < CLIENT_ATTEMPTS ? amount * clientRetries.share : 0;
  if (again > 0) {
    users.again[j * CLIENT_ATTEMPTS + attempt + 1]! += again;
    users.retryTotal += again;
  }
  const lost = amount - again;
  journey.lost += lost;
  if (world.nowS >= 0) {
    world.impact.failedRequests += lost;
    // A lost journey costs its user a minute beside the time waited: to notice, to go elsewhere or to come back.
    world.impact.userMinutesLost += lost + (amount * timeS) / 60;
    world.impact.moneyLost += lost * (valuePerSuccess ?? 0);
  }
}

/** End of the second: those who will try again are spread over the next 2·delay + 2 seconds. */
export function scheduleRetries(world: World): void {
  const { users, nowS } = world;
  for (let i = 0; i < users.again.length; i++) {
    const again = users.again[i]!;
    if (again === 0) continue;
    users.again[i] = 0;
    const j = Math.floor(i / CLIENT_ATTEMPTS);
    const seconds = Math.min(60, Math.round(2 * world.spec.journeys[j]!.clientRetries.delayS) + 2);
    const part = again / seconds;
    for (let s = 1; s <= seconds; s++) {
      const at = (nowS + s) & RING_MASK;
      users.retry[at * users.again.length + i]! += part;
      users.retryBySecond[at]! += part;
    }
  }
}
