import type { World } from '../../world.ts';

/** `--since` as Unix milliseconds: `2 hours ago`, `2.hours`, `yesterday`, `2026-03-09`, `2026-03-10 12:00`; null when it is none. */
export function readSince(world: World, typed: string): number | null {
  const nowMs = world.spec.startsAtMs + world.nowS * 1000;
  const text = typed.trim().toLowerCase().replaceAll('.', ' ');
  if (text === 'yesterday') return nowMs - 86_400_000;
  if (text === 'today' || text === 'midnight') return nowMs - (nowMs % 86_400_000);
  const ago = /^(\d+|an?|one|two|three) (second|sec|minute|min|hour|day|week|month|year)s?( ago)?$/.exec(text);
  if (ago) {
    const words: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3 };
    return nowMs - (words[ago[1]!] ?? Number(ago[1])) * UNITS[ago[2]!]! * 1000;
  }
  const brief = /^(\d+)([smhdw])$/.exec(text);
  if (brief) return nowMs - Number(brief[1]) * { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[brief[2] as 's']! * 1000;
  const date = /^(\d{4})-(\d\d)-(\d\d)(?:[t ](\d\d):(\d\d)(?::(\d\d))?z?)?$/.exec(text);
  if (!date) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = date.map(String);
  return (
    daysSinceEpoch(Number(year), Number(month), Number(day)) * 86_400_000 +
    (clock(hour) * 3600 + clock(minute) * 60 + clock(second)) * 1000
  );
}

const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  sec: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

function clock(text: string): number {
  return text === 'undefined' ? 0 : Number(text);
}

/** Civil date to days, by Howard Hinnant's arithmetic (the inverse of `calendar`). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
