import { drawBell } from '../random.ts';
import type { World } from '../world.ts';
import { shed, SHED_S } from './admission.ts';
import { failAttempt } from './answer-users.ts';
import { passEdge } from './certificate.ts';
import { enqueue, NOTHING, RING_MASK } from './queue.ts';
import { usersResolving } from './run-names.ts';
import { CLIENT_ATTEMPTS } from './users.ts';

/**
 * Users of this second: open arrivals x = max(0, λ·m·(1 + ½·noise·A) + 0.9·√λ·g) with A an AR(1) process (the slow part that
 * makes charts look alive) and √λ·g the Poisson part, and those who try again. All pass the edge to the entry service.
 */
export function arrive(world: World): void {
  const { users, spec, nowS: t } = world;
  const at = t & RING_MASK;
  users.outBySecond[at] = 0;
  let attempts = 0;
  for (let j = 0; j < users.journeys.length; j++) {
    const journey = users.journeys[j]!;
    const { rate, follows } = spec.journeys[j]!;
    stepFactor(journey);
    let base = rate * journey.factor * surge(world, journey.id);
    if (follows !== undefined) base *= 0.25 + 0.75 * successOf(world, follows);
    journey.drift = 0.985 * journey.drift + 0.17 * drawBell(world.streams.traffic);
    const noise = 0.9 * Math.sqrt(base) * drawBell(world.streams.traffic);
    const x = base * (1 + 0.5 * spec.noise * journey.drift) + noise;
    journey.arrived = x > 0 ? x : 0;
    journey.rate = base;
    journey.arrivals += journey.arrived;
    journey.okNow = 0;
    journey.failedNow = 0;
    journey.blockedNow = 0;
    journey.okTimeNow = 0;
    journey.failedTimeNow = 0;
    attempts += journey.arrived;
  }
  attempts += users.retryBySecond[at]!;
  users.retryTotal -= users.retryBySecond[at]!;
  if (users.retryTotal < 1e-12) users.retryTotal = 0;
  const resolving = world.names === null ? 1 : usersResolving(world);
  const passing = resolving * (world.edge === null ? 1 : passEdge(world, world.edge, attempts * resolving));
  for (let j = 0; j < users.journeys.length; j++) {
    tryNow(world, j, 0, users.journeys[j]!.arrived, passing);
    if (users.retryBySecond[at] === 0) continue;
    for (let a = 1; a < CLIENT_ATTEMPTS; a++) {
      const cell = (at * users.journeys.length + j) * CLIENT_ATTEMPTS + a;
      const again = users.retry[cell]!;
      users.retry[cell] = 0;
      if (again > 0) tryNow(world, j, a, again, passing);
    }
  }
  users.retryBySecond[at] = 0;
}

/** End of the second: how well each journey goes, over some 50 s. */
export function smoothJourneys(world: World): void {
  for (const journey of world.users.journeys) {
    const ended = journey.okNow + journey.failedNow;
    if (ended <= 0) continue;
    journey.success += 0.02 * (journey.okNow / ended - journey.success);
    journey.failingShare += 0.2 * (journey.failedNow / ended - journey.failingShare);
    const inside = ended - journey.blockedNow;
    if (inside > NOTHING)
      journey.failingInside += 0.2 * (Math.max(0, 1 - journey.okNow / inside) - journey.failingInside);
    if (journey.okNow > 0) journey.okS += 0.2 * (journey.okTimeNow / journey.okNow - journey.okS);
    if (journey.failedNow > 0) journey.failedS += 0.2 * (journey.failedTimeNow / journey.failedNow - journey.failedS);
  }
}

function tryNow(world: World, j: number, attempt: number, amount: number, passing: number): void {
  const { users, nowS: t } = world;
  if (amount <= 0) return;
  let through = amount * passing;
  if (through < amount) failAttempt(world, j, attempt, amount - through, 0.1, true);
  if (through <= 0) return;
  const entry = world.services[world.order[0]!]!;
  const { route } = entry;
  if (route.length === 0) {
    failAttempt(world, j, attempt, through, 0.01, false);
    return;
  }
  if (entry.letIn < 1) {
    const refused = shed(entry, through);
    failAttempt(world, j, attempt, refused, SHED_S, false);
    through -= refused;
    if (through <= 0) return;
  }
  const at = t & RING_MASK;
  users.out[(at * users.journeys.length + j) * CLIENT_ATTEMPTS + attempt]! += through;
  users.outBySecond[at]! += through;
  users.outTotal += through;
  const share = through / route.length;
  for (let i = 0; i < route.length; i++) {
    const station = entry.stations[route[i]!]!;
    enqueue(station.queue, t, j, share);
    station.arrived += share;
  }
}

function stepFactor(journey: { factor: number; factorTarget: number; factorStep: number }): void {
  const gap = journey.factorTarget - journey.factor;
  if (gap === 0) return;
  const step = journey.factorStep;
  journey.factor =
    step <= 0 || (gap > 0 ? gap <= step : -gap <= step)
      ? journey.factorTarget
      : journey.factor + (gap > 0 ? step : -step);
}

/** Height of the scenario's surges for a journey now, 1 = none. */
function surge(world: World, journey: string): number {
  let factor = 1;
  for (const of of world.spec.surges) {
    if (of.journey !== journey || world.nowS < of.atS) continue;
    const since = world.nowS - of.atS;
    const rampS = Math.max(1, of.rampS);
    if (since < rampS) factor += (of.by * since) / rampS;
    else if (of.holdS === undefined || since < rampS + of.holdS) factor += of.by;
    else if (since < 2 * rampS + of.holdS) factor += of.by * (1 - (since - rampS - of.holdS) / rampS);
  }
  return factor;
}

function successOf(world: World, journey: string): number {
  for (const of of world.users.journeys) if (of.id === journey) return of.success;
  return 1;
}
