import { getContext, setContext } from 'svelte';
import { clock, timeOfDay } from './format.ts';

/** How a page says when something happened: `drill` counts from the start ("03:10"), `day` is the world's clock ("14:03"). */
export type Times = 'drill' | 'day';

const KEY = Symbol('times');

/** The page, or a part of it, says moments in this way. Call during initialisation. */
export function sayTimes(times: Times): void {
  setContext(KEY, times);
}

/** How moments are said here: by the world's clock, unless the page chose otherwise. Call during initialisation. */
export function saidTimes(): Times {
  return getContext<Times | undefined>(KEY) ?? 'day';
}

/**
 * A moment in words.
 * @param atS drill second; before the start it is negative
 * @param startS when the drill began in its world, seconds (see `timeOfDay`)
 */
export function momentWords(times: Times, atS: number, startS: number, withSeconds = false): string {
  return times === 'drill' ? clock(atS) : timeOfDay(atS, startS, withSeconds);
}
