import type { StopRule } from '../../server/protocol/control.ts';

/** A rule as the dialog edits it: one number or word besides its kind. */
export interface StopForm {
  id: string;
  kind: StopRule['kind'];
  above: number;
  slo: string;
  minutes: number;
  word: string;
}

export const STOP_KINDS: readonly { kind: StopRule['kind']; label: string }[] = [
  { kind: 'word', label: 'Somebody writes a word' },
  { kind: 'unacknowledged', label: 'A page waits too long' },
  { kind: 'breached', label: 'A promise is broken too long' },
  { kind: 'user-minutes', label: 'Users have lost too much' },
];

/** A new rule with an id that no other has. */
export function newStop(others: readonly { id: string }[], slo: string): StopForm {
  const taken = new Set(others.map(({ id }) => id));
  let number = others.length + 1;
  while (taken.has(`stop-${number}`)) number += 1;
  return { id: `stop-${number}`, kind: 'word', above: 1000, slo, minutes: 10, word: 'stop the drill' };
}

export function stopFormOf(rule: StopRule, slo: string): StopForm {
  const base = { ...newStop([], slo), id: rule.id, kind: rule.kind };
  switch (rule.kind) {
    case 'user-minutes':
      return { ...base, above: rule.above };
    case 'breached':
      return { ...base, slo: rule.slo, minutes: rule.forS / 60 };
    case 'unacknowledged':
      return { ...base, minutes: rule.forS / 60 };
    case 'word':
      return { ...base, word: rule.word };
  }
}

export function stopRuleOf(form: StopForm): StopRule {
  const { id, kind } = form;
  const forS = Math.round(form.minutes * 60);
  switch (kind) {
    case 'user-minutes':
      return { id, kind, above: form.above };
    case 'breached':
      return { id, kind, slo: form.slo, forS };
    case 'unacknowledged':
      return { id, kind, forS };
    case 'word':
      return { id, kind, word: form.word.trim() };
  }
}
