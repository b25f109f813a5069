import { SHAPE, WEIGHTS } from '../telemetry/latency.ts';
import type { Link } from './link.ts';
import { RING_MASK, RING_S } from './queue.ts';

/**
 * Answers that may take longer than the second of the call. Nothing is scheduled: calls stay in their link's ring by second
 * of issue, and each second the share of a cohort goes whose time is up. Times spread around the cohort's mean like those of
 * any service (nine mass points, cv about 0.5). A point of d ≥ 1 s is answered d seconds later on average: between the two
 * whole seconds around d in proportion, so that what is in flight is rate × time. What would take longer than the timeout is
 * left for `expire.ts`, which fails it at exactly that age. So nothing can be lost or doubled, whatever happens in between.
 */

/** Result of `splitAtOnce`. Scratch, not state. */
export const atOnce = {
  /** Share answered within the second of the call, 0..1, and its mean time. */
  share: 0,
  timeS: 0,
  /** Share that fails within the second at a timeout shorter than one. */
  tooLate: 0,
};

/** How calls with the mean time `meanS` fare within their own second; the result is in `atOnce`. */
export function splitAtOnce(meanS: number, shortTimeoutS: number | null): void {
  let share = 0;
  let time = 0;
  let tooLate = 0;
  for (let k = 0; k < SHAPE.length; k++) {
    const d = meanS * SHAPE[k]!;
    if (shortTimeoutS !== null && d > shortTimeoutS) {
      tooLate += WEIGHTS[k]!;
    } else if (d < 1) {
      share += WEIGHTS[k]!;
      time += WEIGHTS[k]! * d;
    }
  }
  // The weights add up to one but for a rounding that must not stay behind.
  atOnce.share = share > 1 - 1e-9 ? 1 : share;
  atOnce.timeS = share > 0 ? time / share : 0;
  atOnce.tooLate = tooLate > 1 - 1e-9 ? 1 : share + tooLate > 1 - 1e-9 ? 1 - share : tooLate;
}

/** Share of calls that outlast their second. */
export function lateShare(meanS: number, shortTimeoutS: number | null): number {
  if (meanS * LONGEST < 1) return 0;
  splitAtOnce(meanS, shortTimeoutS);
  return Math.max(0, 1 - atOnce.share - atOnce.tooLate);
}

/** Times the mean that the slowest answers take. */
export const LONGEST = SHAPE[SHAPE.length - 1]!;

/** Result of `dueAtAge`. Scratch, not state. */
export const due = {
  /** Share of what is left of a cohort that is answered now, 0..1, and its mean time. */
  share: 0,
  timeS: 0,
};

/** Of a cohort that is `ageS` (≥ 1) seconds old and takes `meanS` on average: what is answered in this second. */
export function dueAtAge(meanS: number, ageS: number, timeoutS: number): void {
  // Replicas call alike and ask twice a second: what was computed last for an age mostly holds.
  if (known.meanS[ageS] === meanS && known.timeoutS[ageS] === timeoutS) {
    due.share = known.share[ageS]!;
    due.timeS = known.timeS[ageS]!;
    return;
  }
  computeDue(meanS, ageS, timeoutS);
  known.meanS[ageS] = meanS;
  known.timeoutS[ageS] = timeoutS;
  known.share[ageS] = due.share;
  known.timeS[ageS] = due.timeS;
}

/** By age; a pure function of its arguments, so sharing it between worlds is safe. */
const known = {
  meanS: new Float64Array(RING_S).fill(-1),
  timeoutS: new Float64Array(RING_S),
  share: new Float64Array(RING_S),
  timeS: new Float64Array(RING_S),
};

function computeDue(meanS: number, ageS: number, timeoutS: number): void {
  let now = 0;
  let time = 0;
  let left = 0;
  for (let k = 0; k < SHAPE.length; k++) {
    const d = meanS * SHAPE[k]!;
    if (d < 1) continue;
    const weight = WEIGHTS[k]!;
    if (d > timeoutS) {
      left += weight;
      continue;
    }
    const floor = Math.floor(d);
    const later = d - floor;
    if (floor >= ageS) left += weight;
    else if (floor + 1 === ageS) left += weight * later;
    const part = floor === ageS ? weight * (1 - later) : floor + 1 === ageS ? weight * later : 0;
    now += part;
    time += part * d;
  }
  due.share = left <= 0 ? 1 : now >= left - 1e-12 ? 1 : now / left;
  due.timeS = now > 0 ? time / now : ageS;
}

/** What a delayed link will answer in second `t`: those slots come free in it. */
export function answersDue(link: Link, t: number): number {
  const { delayS } = link;
  if (delayS === null || link.outTotal <= 0) return 0;
  let sum = 0;
  for (let age = 1; age <= link.timeoutS && age < RING_S; age++) {
    const at = (t - age) & RING_MASK;
    const out = link.outBySecond[at]!;
    if (out <= 0) continue;
    dueAtAge(delayS[at]!, age, link.timeoutS);
    sum += out * due.share;
  }
  return sum;
}
