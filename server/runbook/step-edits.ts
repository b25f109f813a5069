import { linesOf, spliced } from './page-lines.ts';
import { propose } from './propose.ts';
import { renderStep } from './render.ts';
import { renumbered, withNumber } from './renumber.ts';
import type { CheckCondition, Runbook, RunbookStep } from './runbook.ts';

/** GAP-1: the line that the system refused goes, or gives way to one that worked. A fence that would be empty goes too. */
export function proposeForStale(runbook: Runbook, line: number, replacement: string | null): string | null {
  const lines = linesOf(runbook);
  const sameSteps = (edited: Runbook) => edited.steps.length === runbook.steps.length;
  if (replacement !== null) {
    const indent = /^\s*/.exec(lines[line - 1] ?? '')![0];
    const insert = replacement.split('\n').map((text) => indent + text);
    return propose(runbook, spliced(lines, line, 1, insert), sameSteps);
  }
  return propose(runbook, withoutLine(lines, line), () => true);
}

function withoutLine(lines: readonly string[], line: number): string[] {
  const alone = isFence(lines[line - 2]) && isFence(lines[line]);
  if (!alone) return spliced(lines, line, 1, []);
  const blank = (lines[line + 1] ?? '').trim() === '' ? 1 : 0;
  return spliced(lines, line - 1, 3 + blank, []);
}

/** GAP-2: the whole command of a step gives way to the one that worked. */
export function proposeCommand(runbook: Runbook, step: RunbookStep, command: number, line: string): string | null {
  const written = step.commands[command];
  if (!written) return null;
  const lines = linesOf(runbook);
  const indent = /^\s*/.exec(lines[written.line - 1] ?? '')![0];
  const count = written.text.split('\n').length;
  const insert = line.split('\n').map((text) => indent + text);
  return propose(runbook, spliced(lines, written.line, count, insert), (edited) =>
    edited.steps.some((one) => one.number === step.number && one.commands[command]?.text === line),
  );
}

/** GAP-4: a box at the end of a step, judged by the machine where a condition is known that was seen to turn true. */
export function proposeCheck(
  runbook: Runbook,
  step: RunbookStep,
  text: string,
  comment: string | null = null,
): string | null {
  const lines = linesOf(runbook);
  const indent = /^\s*/.exec(lines[step.endLine - 1] ?? '')![0];
  const box = `${indent}- [ ] ${text}${comment === null ? '' : ` ${comment}`}`;
  return propose(runbook, spliced(lines, step.endLine + 1, 0, ['', box]), (edited) => {
    const check = edited.steps.find(({ number }) => number === step.number)?.checks.at(-1);
    return check !== undefined && (comment === null || check.condition !== null);
  });
}

interface NewStep {
  title: string;
  why: string;
  command: string;
  check: { text: string; condition: CheckCondition | null };
}

/** GAP-6: the effective command as a step of its own after the step `after`, 0 = before all; later ones move on. */
export function proposeStep(runbook: Runbook, after: number, step: NewStep): string | null {
  const { steps } = runbook;
  const at = steps.findLastIndex(({ number }) => number <= after);
  const place = at < 0 ? (steps[0]?.line ?? null) : (steps[at]?.endLine ?? 0) + 1;
  if (place === null) return null;
  const markdown = renderStep({
    number: at + 2,
    title: step.title,
    why: step.why,
    text: '',
    commands: [{ language: 'sh', text: step.command, line: 0 }],
    checks: [{ text: step.check.text, line: 0, condition: step.check.condition }],
  }).split('\n');
  const insert = at < 0 ? [...markdown, ''] : ['', ...markdown];
  const order = [...steps.slice(0, at + 1).map(({ number }) => number), null, ...steps.slice(at + 1).map(({ number }) => number)]; // prettier-ignore
  const own = withOwnNumbers(linesOf(runbook), steps, order);
  return propose(
    runbook,
    spliced(renumbered(own, order), place, 0, insert),
    (edited) => edited.steps.length === steps.length + 1 && edited.steps[at + 1]?.commands[0]?.text === step.command,
  );
}

/** GAP-12: step `number` to its place after step `after`. */
export function proposeMove(runbook: Runbook, number: number, after: number): string | null {
  const { steps } = runbook;
  const moving = steps.find((step) => step.number === number);
  const target = steps.find((step) => step.number === after);
  if (!moving || !target || target.line <= moving.line) return null;
  const others = steps.filter((step) => step !== moving);
  const order = others.flatMap((step) => (step === target ? [step.number, number] : [step.number]));
  const lines = renumbered(withOwnNumbers(linesOf(runbook), steps, order), order);
  const block = lines.slice(moving.line - 1, moving.endLine);
  const withBoth = spliced(lines, target.endLine + 1, 0, ['', ...block]);
  const gap = (lines[moving.endLine] ?? '').trim() === '' ? 1 : 0;
  return propose(
    runbook,
    spliced(withBoth, moving.line, moving.endLine - moving.line + 1 + gap, []),
    (edited) =>
      edited.steps.length === steps.length &&
      edited.steps.every((step, i) => step.title === steps.find((one) => one.number === order[i])?.title),
  );
}

/** GAP-5: what a responder said of a step, where the next one reads it. */
export function proposeNote(runbook: Runbook, step: RunbookStep, note: string): string | null {
  const lines = linesOf(runbook);
  if (!/^#{1,6}\s/.test(lines[step.line - 1] ?? '')) return null;
  return propose(runbook, spliced(lines, step.line + 1, 0, ['', `> ${note}`]), (edited) => {
    const now = edited.steps.find(({ number }) => number === step.number);
    return (
      edited.steps.length === runbook.steps.length &&
      now?.text.includes(note) === true &&
      now.commands.length === step.commands.length
    );
  });
}

/** The lines with each step's own heading under its new number; steps that were taken out are left as they were. */
export function withOwnNumbers(
  lines: readonly string[],
  steps: readonly RunbookStep[],
  order: readonly (number | null)[],
): string[] {
  const renamed = [...lines];
  for (const step of steps) {
    const number = order.indexOf(step.number) + 1;
    if (number > 0) renamed[step.line - 1] = withNumber(renamed[step.line - 1] ?? '', number);
  }
  return renamed;
}

export function isFence(line: string | undefined): boolean {
  return /^\s*(`{3,}|~{3,})/.test(line ?? '');
}
