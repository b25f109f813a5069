import type { RoundView } from '../../server/protocol/tabletop.ts';
import { duration } from '../kit/format.ts';

type Timer = RoundView['timer'];

/** Seconds left of the discussion; never below 0. @param nowMs wall clock, Unix milliseconds */
export function secondsLeft(timer: Timer, nowMs: number): number {
  if (timer.endsAtMs === null) return Math.max(0, timer.leftS);
  return Math.max(0, (timer.endsAtMs - nowMs) / 1000);
}

/** What the timer does, beside its digits: "of 5 min", "of 5 min, stands", "time is up". */
export function timerWords(timer: Timer, nowMs: number): string {
  const of = `of ${duration(timer.lengthS)}`;
  if (secondsLeft(timer, nowMs) === 0) return `${of}, time is up`;
  if (timer.endsAtMs !== null) return of;
  return timer.leftS < timer.lengthS ? `${of}, stopped` : `${of}, not started`;
}
