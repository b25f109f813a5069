import type { StopRule } from '../protocol/control.ts';
import type { Session } from './session.ts';
import { clockWords } from './words.ts';

/** A stop rule in a sentence: what would pause the drill. */
export function stopSentence({ scenario }: Session, rule: StopRule): string {
  switch (rule.kind) {
    case 'user-minutes':
      return `Pause when users have lost more than ${rule.above} minutes.`;
    case 'breached': {
      const title = scenario.world.slos.find(({ id }) => id === rule.slo)?.title ?? rule.slo;
      return `Pause when “${title}” has been broken for ${clockWords(rule.forS)}.`;
    }
    case 'unacknowledged':
      return `Pause when a page has waited for ${clockWords(rule.forS)}.`;
    case 'word':
      return `Pause when somebody writes “${rule.word}”.`;
  }
}
