import type { World } from '../world.ts';
import { recordLatency } from '../telemetry/latency.ts';
import { shed, SHED_S } from './admission.ts';
import { ANSWER_CLASSES, answerClass, REFUSED_AT_ONCE } from './answer-buffer.ts';
import { answerUsers } from './answer-users.ts';
import { lookUp, missS } from './cache.ts';
import { failAtOnce } from './fail-at-once.ts';
import type { Link } from './link.ts';
import { OWN_POOL } from './link.ts';
import type { Pool } from './pool.ts';
import { enqueue, NOTHING, RING_MASK } from './queue.ts';
import { publish } from './run-queues.ts';
import type { ServiceState, Station } from './station.ts';
import { STATUS, statusIndex } from './station.ts';
import { askThirdParty } from './third-party.ts';

/** Failures slower than this are not tried again unless the link says so: a retry after a timeout doubles the wait. */
const SLOW_FAILURE_S = 3;
const TIMEOUT = 0;
const ERROR = 1;
const REFUSED = 2;
/** Dust of sums that is not worth looking for in a neighbouring second. */
const DUST = 1e-10;

/**
 * A station asks the callee of `link`: `amount` requests of journey `j`, try number `attempt` (0 = first), that have spent
 * `spentS` here and came to the station in second `cameS`.
 */
export function issue(
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
  if (isObstructed(world, station, link)) overcome(world, service, station, link, j, attempt, amount, spentS, cameS);
  else send(world, service, station, link, j, attempt, amount, spentS, cameS);
}

/** Something may keep a call of this link from its callee: see `overcome`. Nearly always nothing does. */
function isObstructed(world: World, station: Station, link: Link): boolean {
  if (link.cache >= 0 || link.record >= 0 || link.callee < OWN_POOL) return true;
  if (link.breaker !== null && link.breaker.state !== 'closed') return true;
  if (link.callee >= 0) return world.services[link.callee]!.letIn < 1;
  const { writes, database } = station.pool!;
  return writes !== 0 && world.databases[database]!.storage.refusesWrites !== null;
}

/** A cache may answer, a breaker refuse, a name lead nowhere, a third party be far away, the callee shed its load. */
function overcome(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  attempt: number,
  asked: number,
  alreadyS: number,
  cameS: number,
): void {
  let amount = asked;
  let spentS = alreadyS;
  if (link.cache >= 0 && attempt === 0) {
    amount = lookUp(world, service, station, link, j, amount, spentS, cameS);
    if (amount <= NOTHING) return;
    spentS += missS(world, link);
  }
  const { breaker } = link;
  if (breaker !== null && breaker.state !== 'closed') {
    const refused = breaker.state === 'open' ? amount : amount * 0.9;
    refuseByBreaker(world, service, station, link, j, refused, spentS, cameS);
    amount -= refused;
    if (amount <= NOTHING) return;
  }
  if (link.record >= 0 || link.callee === OWN_POOL) {
    const failed = failAtOnce(world, service, station, link, j, attempt, amount, spentS, cameS);
    link.issued += failed;
    amount -= failed;
    if (amount <= NOTHING) return;
  }
  if (link.callee < OWN_POOL) {
    link.issued += amount;
    askThirdParty(world, service, station, link, j, attempt, amount, spentS, cameS);
    return;
  }
  const callee = link.callee < 0 ? null : world.services[link.callee]!;
  if (callee !== null && callee.letIn < 1 && callee.route.length > 0) {
    const refused = shed(callee, amount);
    link.issued += refused;
    failCall(world, service, station, link, j, attempt, refused, spentS, cameS, 503, SHED_S, REFUSED);
    amount -= refused;
    if (amount <= NOTHING) return;
  }
  send(world, service, station, link, j, attempt, amount, spentS, cameS);
}

/** The call reaches its callee: it passes within the second, or waits there. */
function send(
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
  const t = world.nowS;
  link.issued += amount;
  const callee = link.callee < 0 ? null : world.services[link.callee]!;
  if (callee !== null && callee.route.length === 0) {
    failCall(world, service, station, link, j, attempt, amount, spentS, cameS, 503, 0.002, REFUSED);
    return;
  }
  const straightS = callee === null ? throughPool(station.pool!, j, amount) : throughTier(callee, amount);
  if (straightS >= 0) {
    finishCall(world, service, station, link, j, attempt, amount, spentS, cameS, 200, straightS, straightS, true);
    return;
  }
  const at = t & RING_MASK;
  const cell = (at * link.journeys + j) * link.attempts + attempt;
  link.out[cell]! += amount;
  link.outSpent[cell]! += amount * spentS;
  link.outCame[cell]! += amount * cameS;
  link.outBySecond[at]! += amount;
  link.outTotal += amount;
  if (callee === null) {
    const pool = station.pool!;
    enqueue(pool.queue, t, j, amount);
    pool.arrived += amount;
    pool.room -= amount;
    return;
  }
  const { route, stations } = callee;
  const share = amount / route.length;
  for (let i = 0; i < route.length; i++) {
    const target = stations[route[i]!]!;
    enqueue(target.queue, t, j, share);
    target.arrived += share;
    target.room -= share;
  }
}

/** An open breaker answers instead of the callee: with an error, or as if all was well where the request can do without. */
function refuseByBreaker(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  amount: number,
  spentS: number,
  cameS: number,
): void {
  service.calls[link.index]! += amount;
  service.callErrors[link.index * 3 + REFUSED]! += amount;
  if (link.fallback) goOn(world, service, station, link, j, amount, spentS, cameS, 0);
  else complete(world, service, station, j, amount, cameS, spentS, 0, 503);
}

/**
 * Nobody waits for a connection and there are enough: the requests pass within the second, as they would through the
 * queue. Returns their time, or -1 when they have to queue.
 */
function throughPool(pool: Pool, j: number, amount: number): number {
  if (pool.queue.total > 0 || amount > pool.room) return -1;
  pool.arrived += amount;
  pool.room -= amount;
  pool.served += amount;
  pool.weighted += amount * pool.weight[j]!;
  if (((pool.writes >> j) & 1) === 1) pool.wrote += amount;
  return pool.waitS + (pool.serviceS / pool.meanWeight) * pool.weight[j]!;
}

/** The same for a tier that calls nobody, is stepped as one and is well. */
function throughTier(callee: ServiceState, amount: number): number {
  if (callee.route.length !== 1) return -1;
  const target = callee.stations[callee.route[0]!]!;
  const { links, queue, behaviour } = target;
  if (
    callee.publishes ||
    links.length > 0 ||
    queue.total > 0 ||
    amount > target.room ||
    behaviour.failsAny ||
    behaviour.workS > 0
  )
    return -1;
  target.arrived += amount;
  target.admitted += amount;
  target.room -= amount;
  const timeS = target.waitS + target.behaviour.timeS;
  callee.answers[target.version * STATUS.length]! += amount;
  recordLatency(callee.latency, amount, timeS, timeS);
  return timeS;
}

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
      status === 503 && timeS < 1 ? REFUSED : ERROR,
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

/** Reason codes for callers of `failCall`. */
export const REASON = { timeout: TIMEOUT, error: ERROR, refused: REFUSED } as const;

/** A station is done with `amount` requests that came in `cameS` and took `timeS` so far; frees their slots by answering the caller. */
export function complete(
  world: World,
  service: ServiceState,
  station: Station,
  j: number,
  amount: number,
  cameS: number,
  timeS: number,
  subS: number,
  status: number,
): void {
  const ownS = station.behaviour.timeS;
  service.answers[station.version * STATUS.length + statusIndex(status)]! += amount;
  if (service.publishes && status === 200) publish(world, service, j, amount);
  answerCallers(world, service, Math.round(cameS), j, amount, status, timeS + ownS, subS + ownS);
}

/** Answers whoever asked in `second`: at once, or together with what other replicas answer alike in this second. */
export function answerCallers(
  world: World,
  service: ServiceState,
  second: number,
  j: number,
  amount: number,
  status: number,
  timeS: number,
  subS: number,
): void {
  const kind = second === world.nowS ? answerClass(status, timeS) : -1;
  if (kind < 0) {
    recordLatency(service.latency, amount, timeS, subS);
    hand(world, service, second, j, amount, status, timeS, subS);
    return;
  }
  const { buffer } = service;
  const cell = j * ANSWER_CLASSES + kind;
  buffer.dirty = true;
  buffer.amount[cell]! += amount;
  buffer.time[cell]! += amount * timeS;
  buffer.sub[cell]! += amount * subS;
}

/** Hands up what was gathered, callees before callers, from place `last` in the order of the demand pass. */
export function handUpAnswers(world: World, last: number): void {
  for (let o = last; o >= 0; o--) {
    const service = world.services[world.order[o]!]!;
    const { buffer } = service;
    if (!buffer.dirty) continue;
    buffer.dirty = false;
    for (let cell = 0; cell < buffer.amount.length; cell++) {
      const amount = buffer.amount[cell]!;
      if (amount === 0) continue;
      const timeS = buffer.time[cell]! / amount;
      const subS = buffer.sub[cell]! / amount;
      buffer.amount[cell] = 0;
      buffer.time[cell] = 0;
      buffer.sub[cell] = 0;
      const j = Math.floor(cell / ANSWER_CLASSES);
      recordLatency(service.latency, amount, timeS, subS);
      const status = cell - j * ANSWER_CLASSES === REFUSED_AT_ONCE ? 503 : 200;
      hand(world, service, world.nowS, j, amount, status, timeS, subS);
    }
  }
}

/** Users at the entry, else the callers in proportion to what each waits for. */
function hand(
  world: World,
  service: ServiceState,
  second: number,
  j: number,
  amount: number,
  status: number,
  timeS: number,
  subS: number,
): void {
  const { callers } = service;
  if (callers.length === 0) {
    answerUsers(world, second, j, amount, status, timeS, subS);
    return;
  }
  if (callers.length === 1) {
    const caller = world.services[callers[0]!.service]!;
    if (caller.stations.length === 1) {
      const station = caller.stations[0]!;
      settle(world, caller, station, station.links[callers[0]!.call]!, second, j, amount, status, timeS, subS);
      return;
    }
  }
  let waiting = 0;
  for (const { service: s, call } of callers) {
    for (const station of world.services[s]!.stations) waiting += waitingFor(station.links[call]!, second, j);
  }
  let rest = amount;
  for (const { service: s, call } of callers) {
    const caller = world.services[s]!;
    for (const station of caller.stations) {
      const link = station.links[call]!;
      const part = waiting > 0 ? (amount * waitingFor(link, second, j)) / waiting : rest;
      if (part > NOTHING && link.outTotal > 0) {
        rest -= part - settle(world, caller, station, link, second, j, Math.min(part, rest), status, timeS, subS);
      }
    }
  }
}

function waitingFor(link: Link, second: number, j: number): number {
  const first = ((second & RING_MASK) * link.journeys + j) * link.attempts;
  let amount = 0;
  for (let b = 0; b < link.attempts; b++) amount += link.out[first + b]!;
  return amount;
}
