import type { Runbook, RunbookStep } from '../runbook/runbook.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Session } from './session.ts';

export function findRunbook(scenario: Scenario, id: string): Runbook | undefined {
  return scenario.runbooks.find((runbook) => runbook.id === id);
}

/** A step by its number as printed, from 1. */
export function findStep(scenario: Scenario, runbook: string, step: number): RunbookStep | undefined {
  return findRunbook(scenario, runbook)?.steps.find(({ number }) => number === step);
}

/**
 * The runbook step that a typed line carries out: the same command, white space aside, in a runbook that is open.
 * A placeholder such as `<pid>` in the runbook stands for any one word.
 */
export function stepOfLine(session: Session, line: string): { runbook: string; step: number; command: number } | null {
  return stepAmong(
    [...session.opened.keys()].flatMap((id) => findRunbook(session.scenario, id) ?? []),
    line,
  );
}

/** The first step of these runbooks that a line carries out. */
export function stepAmong(
  runbooks: readonly Runbook[],
  line: string,
): { runbook: string; step: number; command: number } | null {
  for (const { id, steps } of runbooks) {
    for (const step of steps) {
      const command = step.commands.findIndex(({ text }) => sameCommand(text, line));
      if (command >= 0) return { runbook: id, step: step.number, command };
    }
  }
  return null;
}

/** Compares word by word; a word of the runbook with a `<placeholder>` in it matches any word that has its fixed parts. */
export function sameCommand(written: string, typed: string): boolean {
  const wanted = words(written);
  const given = words(typed);
  return wanted.length > 0 && wanted.length === given.length && wanted.every((word, at) => fits(word, given[at]!));
}

function fits(written: string, typed: string): boolean {
  const [before = '', ...rest] = written.split(/<[a-z][a-z0-9_ -]*>/i);
  if (rest.length === 0) return written === typed;
  const after = rest.at(-1) ?? '';
  return typed.length > before.length + after.length && typed.startsWith(before) && typed.endsWith(after);
}

/** White space separates words, except inside a `<placeholder>`, which may hold some. */
function words(text: string): string[] {
  return text
    .replace(/\\\n/g, ' ')
    .replace(/<[a-z][a-z0-9_ -]*>/gi, (placeholder) => placeholder.replace(/\s+/g, '_'))
    .split(/\s+/)
    .filter((word) => word !== '');
}
