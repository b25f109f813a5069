import type { World } from '../world.ts';
import { atOnce, due, dueAtAge, splitAtOnce } from './delay.ts';
import { finishCall, removeOut } from './flow.ts';
import type { Link } from './link.ts';
import { partyIndex } from './link.ts';
import { NOTHING, RING_MASK, RING_S } from './queue.ts';
import type { ServiceState, Station } from './station.ts';
import { answerOfParty } from './third-party.ts';

/** Requests that a station works on for longer than a second: they keep their slot until the work is done. */
export function startWork(
  world: World,
  service: ServiceState,
  station: Station,
  work: Link,
  j: number,
  amount: number,
  waitedS: number,
  cameS: number,
): void {
  const { workS } = station.behaviour;
  splitAtOnce(workS, null);
  const { share, timeS } = atOnce;
  const rest = amount * (1 - share);
  if (rest > NOTHING) keepWaiting(world, work, j, 0, rest, waitedS, cameS, workS);
  if (share > 0)
    finishCall(world, service, station, work, j, 0, amount * share, waitedS, cameS, 200, timeS, timeS, false);
}

/** Calls that outlast their second; the mean time of the second decides when they are answered. */
export function keepWaiting(
  world: World,
  link: Link,
  j: number,
  attempt: number,
  amount: number,
  spentS: number,
  cameS: number,
  meanS: number,
): void {
  const at = world.nowS & RING_MASK;
  const cell = (at * link.journeys + j) * link.attempts + attempt;
  link.delayS![at] = meanS;
  link.out[cell]! += amount;
  link.outSpent[cell]! += amount * spentS;
  link.outCame[cell]! += amount * cameS;
  link.outBySecond[at]! += amount;
  link.outTotal += amount;
}

/** Each second, before a station admits anything: the answers of earlier seconds' calls that arrive now, oldest first. */
export function answerWaiting(world: World, service: ServiceState, station: Station, link: Link): void {
  const party = partyIndex(link);
  for (let age = Math.min(link.timeoutS, RING_S - 1); age >= 1; age--) {
    const at = (world.nowS - age) & RING_MASK;
    if (link.outBySecond[at]! <= 0) continue;
    dueAtAge(link.delayS![at]!, age, link.timeoutS);
    const { share, timeS } = due;
    if (share <= 0) continue;
    for (let j = 0; j < link.journeys; j++) {
      for (let b = 0; b < link.attempts; b++) {
        const cell = (at * link.journeys + j) * link.attempts + b;
        const have = link.out[cell]!;
        if (have === 0) continue;
        const spentS = link.outSpent[cell]! / have;
        const cameS = link.outCame[cell]! / have;
        const taken = removeOut(link, cell, at, share);
        // What a station itself takes long for cannot fail here: a version's errors are known at admission.
        if (party < 0) finishCall(world, service, station, link, j, b, taken, spentS, cameS, 200, timeS, 0, false);
        else {
          const of = world.thirdParties[party]!;
          answerOfParty(world, service, station, link, of, j, b, taken, spentS, cameS, timeS, 0, false);
        }
      }
    }
  }
}
