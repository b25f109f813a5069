import type { StopRule } from '../../server/protocol/control.ts';
import { duration } from '../kit/format.ts';

/** When a rule stops the drill: "users have lost more than 5000 minutes". */
export function stopWords(rule: StopRule, slos: readonly { id: string; title: string }[] = []): string {
  switch (rule.kind) {
    case 'user-minutes':
      return `users have lost more than ${rule.above} minutes`;
    case 'breached':
      return `“${slos.find(({ id }) => id === rule.slo)?.title ?? rule.slo}” has been broken for ${duration(rule.forS)}`;
    case 'unacknowledged':
      return `a page has waited for ${duration(rule.forS)}`;
    case 'word':
      return `somebody wrote “${rule.word}”`;
  }
}
