/** Simulated wall clock of a drill second, UTC: "14:06:20". */
export function wallClock(startsAtMs: number, atS: number): string {
  return new Date(startsAtMs + Math.floor(atS) * 1000).toISOString().slice(11, 19);
}

/** A length of time as people say it: "40 s", "3 min 20 s", "18 min", "1 h 5 min". */
export function lengthWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes >= 60)
    return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** A large figure that people can read: 23300 → "23,300". */
export function figureWords(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
