import { recordLatency } from '../telemetry/latency.ts';
import type { World } from '../world.ts';
import { ANSWER_CLASSES, answerClass, REFUSED_AT_ONCE } from './answer-buffer.ts';
import { answerUsers } from './answer-users.ts';
import { settle } from './flow.ts';
import type { Link } from './link.ts';
import { NOTHING, RING_MASK } from './queue.ts';
import { publish } from './run-queues.ts';
import type { ServiceState, Station } from './station.ts';
import { STATUS, statusIndex } from './station.ts';

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
