import type { InjectDraft, InjectWhen } from '../../server/protocol/control.ts';
import { ROLE_NAMES } from '../../server/protocol/roles.ts';
import { clock } from '../kit/format.ts';

export const LANES: readonly { value: InjectDraft['lane']; label: string }[] = [
  { value: 'chat', label: 'in the channel' },
  { value: 'staff', label: 'somebody of the staff' },
  { value: 'traffic', label: 'traffic' },
  { value: 'fault', label: 'a fault' },
];

/** "at 08:30", "when a page is acknowledged". */
export function whenWords(when: InjectWhen | null, slos: readonly { id: string; title: string }[] = []): string {
  if (when === null) return 'when the scenario says';
  if ('atS' in when) return `at ${clock(when.atS)}`;
  const title = 'slo' in when ? (slos.find(({ id }) => id === when.slo)?.title ?? when.slo) : '';
  switch (when.on) {
    case 'breached':
      return `when “${title}” is broken for ${clock(when.forS)}`;
    case 'restored':
      return `when “${title}” holds again for ${clock(when.forS)}`;
    case 'said':
      return `when somebody says: ${when.what}`;
    case 'acknowledged':
      return 'when a page is acknowledged';
    case 'unfilled':
      return `when nobody is ${ROLE_NAMES[when.role]} after ${clock(when.afterS)}`;
  }
}

/** By their time; those that wait for something come last, as they were written. */
export function inOrder(injects: readonly InjectDraft[]): InjectDraft[] {
  const atS = ({ when }: InjectDraft) => (when !== null && 'atS' in when ? when.atS : Infinity);
  return injects.toSorted((a, b) => (atS(a) === atS(b) ? 0 : atS(a) - atS(b)));
}

/** "8:30", "8" (minutes), "1:02:03" → seconds; null for anything else, and for more than a day. */
export function secondsIn(text: string): number | null {
  if (!/^\d{1,4}(:[0-5]?\d){0,2}$/.test(text.trim())) return null;
  const parts = text.trim().split(':').map(Number);
  const [a = 0, b = 0, c = 0] = parts;
  const total = parts.length === 3 ? a * 3600 + b * 60 + c : a * 60 + b;
  return total <= 86_400 ? total : null;
}

/** What keeps an inject from being taken, in words; null when nothing does. */
export function injectWrong({ from, text, fault, lane }: InjectDraft, at: string): string | null {
  if (from.trim() === '') return 'Say who it comes from.';
  if (text.trim() === '') return 'Say what arrives.';
  if (secondsIn(at) === null) return 'Write the time as minutes and seconds, such as 8:30.';
  const needsFault = (lane === 'fault' || lane === 'traffic') && fault === null;
  return needsFault ? 'Choose the fault that it fires.' : null;
}

/**
 * An imported list laid over the one that is there: a row of an inject that is in it takes its place, and a new one that
 * was imported before, word for word, comes once.
 */
export function withImported(injects: readonly InjectDraft[], fresh: readonly InjectDraft[]): InjectDraft[] {
  const isOf = (a: InjectDraft, b: InjectDraft) =>
    a.id === null ? b.id === null && a.from === b.from && a.text === b.text : a.id === b.id;
  return [...injects.filter((one) => !fresh.some((other) => isOf(one, other))), ...fresh];
}
