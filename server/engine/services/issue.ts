import { recordLatency } from '../telemetry/latency.ts';
import type { World } from '../world.ts';
import { shed, SHED_S } from './admission.ts';
import { complete } from './answers.ts';
import { lookUp, missS } from './cache.ts';
import { failAtOnce } from './fail-at-once.ts';
import { failCall, finishCall, goOn, REASON } from './flow.ts';
import type { Link } from './link.ts';
import { OWN_POOL } from './link.ts';
import type { Pool } from './pool.ts';
import { enqueue, NOTHING, RING_MASK } from './queue.ts';
import type { ServiceState, Station } from './station.ts';
import { STATUS } from './station.ts';
import { askThirdParty } from './third-party.ts';

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
    failCall(world, service, station, link, j, attempt, refused, spentS, cameS, 503, SHED_S, REASON.refused);
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
    failCall(world, service, station, link, j, attempt, amount, spentS, cameS, 503, 0.002, REASON.refused);
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
  service.callErrors[link.index * 3 + REASON.refused]! += amount;
  service.notPermitted[link.index]! += amount;
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
