import type { InjectWhen } from '../protocol/control.ts';
import { INCIDENT_ROLES, ROLE_NAMES } from '../protocol/roles.ts';

/** 510 → "00:08:30". */
export function timeCell(atS: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(atS / 3600))}:${two(Math.floor(atS / 60) % 60)}:${two(Math.floor(atS) % 60)}`;
}

/** "00:08:30", "8:30" and "1:02:03" → seconds; null for anything else. */
export function readTime(cell: string): number | null {
  const found = /^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})$/.exec(cell.trim());
  if (!found) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = found;
  if (Number(seconds) > 59 || (found[1] !== undefined && Number(minutes) > 59)) return null;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const SAID: Record<string, Extract<InjectWhen, { on: 'said' }>['what']> = {
  'the incident is declared': 'declare',
  'a CAN update was sent': 'can',
  'the all-clear was given': 'allclear',
  'a decision was recorded': 'decision',
  'a hypothesis was stated': 'hypothesis',
};

/** The words that `conditionWords` has for the triggers which a person may write; null for any others. */
export function readWhen(cell: string): Exclude<InjectWhen, { atS: number }> | null {
  const words = cell.trim().replace(/^when\s+/i, '');
  if (words === 'a page was acknowledged') return { on: 'acknowledged' };
  const what = SAID[words];
  if (what) return { on: 'said', what };
  const promise = /^(\S+) is (out of bound|back in bound)(?: for (\d+) (min|s))?$/.exec(words);
  if (promise) {
    const [, slo = '', side, length = '0', unit] = promise;
    const on = side === 'out of bound' ? 'breached' : 'restored';
    return { on, slo, forS: Number(length) * (unit === 'min' ? 60 : 1) };
  }
  const empty = /^(\d+) (min|s) have passed and nobody is (.+)$/.exec(words);
  const role = INCIDENT_ROLES.find((one) => one === empty?.[3] || ROLE_NAMES[one] === empty?.[3]);
  return empty && role ? { on: 'unfilled', role, afterS: Number(empty[1]) * (empty[2] === 'min' ? 60 : 1) } : null;
}
