import type { World } from '../world.ts';
import { complete } from './answers.ts';
import { issue } from './issue.ts';
import type { Link } from './link.ts';
import { NOTHING, RING_MASK } from './queue.ts';
import type { ServiceState, Station } from './station.ts';

/** Failures slower than this are not tried again unless the link says so: a retry after a timeout doubles the wait. */
const SLOW_FAILURE_S = 3;
/** Why a call failed: its place in the call-error counters, see `CALL_ERRORS`. */
export const REASON = { timeout: 0, error: 1, refused: 2 } as const;
/** Dust of sums that is not worth looking for in a neighbouring second. */
const DUST = 1e-10;

/**
 * The callee of `link` answers `amount` requests of journey `j` that were issued in `second`. Takes them out of what is
 * outstanding; a shortfall is borrowed from the oldest, because callees know arrival seconds only as means: what means
 * left behind would otherwise wait for its timeout.
 * @returns what nobody waits for any more: work done for nothing
 */
export function settle(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  second: number,
  j: number,
  amount: number,
  status: number,
  timeS: number,
  subS: number,
): number {
  const t = world.nowS;
  if (t - second > link.timeoutS) return amount;
  let rest = amount - takeAnswered(world, service, station, link, second, j, amount, status, timeS, subS);
  for (let other = t - link.timeoutS; rest > DUST && other <= t && link.outTotal > DUST; other++) {
    rest -= takeAnswered(world, service, station, link, other, j, rest, status, timeS, subS);
  }
  return rest > DUST ? rest : 0;
}

function takeAnswered(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  second: number,
  j: number,
  amount: number,
  status: number,
  timeS: number,
  subS: number,
): number {
  const at = second & RING_MASK;
  if (link.outBySecond[at]! <= 0) return 0;
  const first = (at * link.journeys + j) * link.attempts;
  let there = 0;
  for (let b = 0; b < link.attempts; b++) there += link.out[first + b]!;
  if (there <= NOTHING) return 0;
  const share = amount >= there - DUST ? 1 : amount / there;
  for (let b = 0; b < link.attempts; b++) {
    const cell = first + b;
    const have = link.out[cell]!;
    if (have === 0) continue;
    const spentS = link.outSpent[cell]! / have;
    const cameS = link.outCame[cell]! / have;
    const taken = removeOut(link, cell, at, share);
    finishCall(world, service, station, link, j, b, taken, spentS, cameS, status, timeS, subS, second === world.nowS);
  }
  return share === 1 ? Math.max(amount < there ? amount : there, 0) : amount;
}

/** Takes `share` of a cell and its sums out of what is outstanding; returns the amount. */
export function removeOut(link: Link, cell: number, at: number, share: number): number {
  const have = link.out[cell]!;
  const taken = share >= 1 ? have : have * share;
  if (share >= 1) {
    link.out[cell] = 0;
    link.outSpent[cell] = 0;
    link.outCame[cell] = 0;
  } else {
    link.out[cell] = have - taken;
    link.outSpent[cell]! *= 1 - share;
    link.outCame[cell]! *= 1 - share;
  }
  const left = link.outBySecond[at]! - taken;
  link.outBySecond[at] = left < NOTHING ? 0 : left;
  const total = link.outTotal - taken;
  link.outTotal = total < NOTHING ? 0 : total;
  return taken;
}

/** A call is answered after `timeS`: the next of the journey's calls follows, or the request is done; a failure goes to `failCall`. */
export function finishCall(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  attempt: number,
  amount: number,
  spentS: number,
  cameS: number,
  status: number,
  timeS: number,
  subS: number,
  quick: boolean,
): void {
  if (status !== 200) {
    failCall(
      world,
      service,
      station,
      link,
      j,
      attempt,
      amount,
      spentS,
      cameS,
      status,
      timeS,
      status === 503 && timeS < 1 ? REASON.refused : REASON.error,
    );
    return;
  }
  if (quick) {
    link.quick += amount;
    link.quickTime += amount * (timeS < 1 ? timeS : 1);
  }
  if (link.breaker !== null) link.breaker.total += amount;
  if (link.cache >= 0) world.caches[link.cache]!.filledNow += amount;
  goOn(world, service, station, link, j, amount, spentS + timeS, cameS, subS);
}

/** After the call of `link` comes the journey's next one, or the request is done. A flag may have taken calls out of the plan meanwhile. */
export function goOn(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  amount: number,
  spentS: number,
  cameS: number,
  subS: number,
): void {
  const plan = service.plan[j]!;
  let next = 0;
  while (next < plan.length && plan[next]! <= link.index) next++;
  if (next < plan.length) issue(world, service, station, station.links[plan[next]!]!, j, 0, amount, spentS, cameS);
  else complete(world, service, station, j, amount, cameS, spentS, subS, 200);
}

/** A call that failed after `timeS`: tried again a second or more later, half each in two neighbouring seconds, or given up. */
export function failCall(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  attempt: number,
  amount: number,
  spentS: number,
  cameS: number,
  status: number,
  timeS: number,
  reason: number,
): void {
  service.callErrors[link.index * 3 + reason]! += amount;
  if (link.breaker !== null) {
    link.breaker.total += amount;
    link.breaker.errors += amount;
  }
  const again =
    attempt + 1 < link.attempts &&
    (timeS <= SLOW_FAILURE_S || link.retrySlow) &&
    (link.breaker === null || link.breaker.state === 'closed');
  if (!again) {
    complete(world, service, station, j, amount, cameS, spentS + timeS, 0, status);
    return;
  }
  let delayS = link.backoffS;
  for (let i = 0; i < attempt; i++) delayS *= 2;
  const first = Math.max(1, Math.min(60, Math.floor(delayS)));
  service.callRetries[link.index]! += amount;
  for (let half = 0; half < 2; half++) {
    const at = (world.nowS + first + half) & RING_MASK;
    const cell = (at * link.journeys + j) * link.attempts + attempt + 1;
    link.retry[cell]! += 0.5 * amount;
    link.retrySpent[cell]! += 0.5 * amount * (spentS + timeS + first + half);
    link.retryCame[cell]! += 0.5 * amount * cameS;
    link.retryBySecond[at]! += 0.5 * amount;
  }
  link.retryTotal += amount;
}
