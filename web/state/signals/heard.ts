import type { CustomerVoice } from '../../../server/protocol/signals.ts';

const keyOf = (drill: string) => `drillbook.heard.${drill}`;

/** Drill second up to which this person has read what customers say. */
export function readHeardUntil(drill: string): number {
  try {
    return Number(sessionStorage.getItem(keyOf(drill)) ?? -Infinity);
  } catch {
    return -Infinity;
  }
}

export function writeHeardUntil(drill: string, atS: number): void {
  try {
    sessionStorage.setItem(keyOf(drill), String(atS));
  } catch {
    // Forbidden storage: everything counts as new after a reload.
  }
}

export function unread(voices: readonly CustomerVoice[], untilS: number): number {
  return voices.filter(({ atS }) => atS > untilS).length;
}
