import { calendar } from '../calendar.ts';

/** Times as command-line tools print them, UTC. */
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `2026-03-10T14:00:05Z` */
export function isoTime(ms: number): string {
  const at = calendar(ms);
  return `${at.year}-${two(at.month)}-${two(at.day)}T${clockTime(ms)}Z`;
}

/** `14:00:05` */
export function clockTime(ms: number): string {
  const at = calendar(ms);
  return `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
}

/** `Mar 10 14:00:05 2026 GMT`, as OpenSSL prints validity. */
export function opensslTime(ms: number): string {
  const at = calendar(ms);
  return `${MONTHS[at.month - 1]} ${String(at.day).padStart(2)} ${clockTime(ms)} ${at.year} GMT`;
}

/** `Tue, 10 Mar 2026 14:00:05 GMT`, as HTTP headers. */
export function httpTime(ms: number): string {
  const at = calendar(ms);
  return `${DAYS[at.weekday]}, ${two(at.day)} ${MONTHS[at.month - 1]} ${at.year} ${clockTime(ms)} GMT`;
}

/** `Tue Mar 10 14:00:05 2026`, as C's `%c` and `ps` print. */
export function calendarTime(ms: number): string {
  const at = calendar(ms);
  return `${DAYS[at.weekday]} ${MONTHS[at.month - 1]} ${String(at.day).padStart(2)} ${clockTime(ms)} ${at.year}`;
}

/** An age as Kubernetes writes it (`duration.HumanDuration`): `45s`, `4m10s`, `12m`, `3h5m`, `2d3h`, `341d`, `2y12d`. */
export function age(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 120) return `${s}s`;
  if (s < 600) return s % 60 ? `${Math.floor(s / 60)}m${s % 60}s` : `${s / 60}m`;
  if (s < 10800) return `${Math.floor(s / 60)}m`;
  if (s < 28800)
    return s % 3600 >= 60 ? `${Math.floor(s / 3600)}h${Math.floor((s % 3600) / 60)}m` : `${Math.floor(s / 3600)}h`;
  if (s < 172800) return `${Math.floor(s / 3600)}h`;
  const days = Math.floor(s / 86400);
  const hours = Math.floor((s % 86400) / 3600);
  if (days < 8) return hours === 0 ? `${days}d` : `${days}d${hours}h`;
  if (days < 730) return `${days}d`;
  return days < 2920 && days % 365 > 0 ? `${Math.floor(days / 365)}y${days % 365}d` : `${Math.floor(days / 365)}y`;
}

/** Reads `90s`, `10m`, `1h30m`, `2d` as seconds; null when it is none. */
export function readDuration(text: string): number | null {
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(text)) return null;
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };
  return [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!,
    0,
  );
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
