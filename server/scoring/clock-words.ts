/** Simulated wall clock of a drill second, UTC: "14:06:20". */
export function wallClock(startsAtMs: number, atS: number): string {
  return new Date(startsAtMs + Math.floor(atS) * 1000).toISOString().slice(11, 19);
}

export { lengthWords } from '../drill/words.ts';

/** A large figure that people can read: 23300 → "23,300". */
export function figureWords(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
