import type { Runbook } from '../runbook.ts';
import type { PageProblem } from './read-page.ts';

/** Characters that turn the direction of what follows: a command then reads otherwise than it runs. */
const TURNS = /[\u202A-\u202E\u2066-\u2069]/;

/** A command that does not read as it runs, with its line. In prose such characters are somebody's language. */
export function hiddenDirection(runbook: Runbook): PageProblem | null {
  for (const { text, line } of runbook.steps.flatMap((step) => step.commands)) {
    const at = text.search(TURNS);
    if (at < 0) continue;
    const code = text.codePointAt(at)!.toString(16).toUpperCase();
    return {
      line: line + text.slice(0, at).split('\n').length - 1,
      message: `A command holds U+${code}, which turns the direction of writing: it does not read as it runs.`,
      hint: 'Remove the character, and look at the command closely.',
    };
  }
  return null;
}
