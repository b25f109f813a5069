import type { Severity } from '../protocol/roles.ts';

/** `sev-2` → `SEV-2`. */
export function severityTitle(severity: Severity): string {
  return severity.toUpperCase();
}

/** 754 → `12:34`, from an hour `1:02:03`. Drill time, as screens show it. */
export function clockWords(atS: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor(atS / 3600);
  const minutes = Math.floor(atS / 60) % 60;
  const seconds = Math.floor(atS) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

/** Simulated wall clock of a drill second, `14:05`, UTC. */
export function wallWords(startsAtMs: number, atS: number): string {
  const minutes = Math.floor((startsAtMs / 1000 + atS) / 60);
  return `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
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

/** A measured number with the digits that a person reads: 6.2, 0.42, 177, 1,204. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 1 ? 1 : size >= 0.01 ? 2 : 4;
  const [whole = '0', fraction] = size.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '-' : ''}${grouped}${fraction ? `.${fraction}` : ''}`;
}
