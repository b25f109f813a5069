import { unifiedDiff } from './diff.ts';
import { renderStep } from './render.ts';
import type { Runbook, RunbookStep } from './runbook.ts';

/** GAP-1: the line that the system refused goes, or gives way to one that worked. A fence that would be empty goes too. */
export function proposeForStale(runbook: Runbook, line: number, replacement: string | null): string {
  const lines = runbook.source.split(/\r?\n/);
  const indent = /^\s*/.exec(lines[line - 1] ?? '')![0];
  if (replacement !== null) {
    return unifiedDiff(runbook.file, runbook.source, {
      at: line,
      remove: 1,
      insert: replacement.split('\n').map((text) => indent + text),
    });
  }
  const alone = isFence(lines[line - 2]) && isFence(lines[line]);
  if (!alone) return unifiedDiff(runbook.file, runbook.source, { at: line, remove: 1, insert: [] });
  const blank = (lines[line + 1] ?? '').trim() === '' ? 1 : 0;
  return unifiedDiff(runbook.file, runbook.source, { at: line - 1, remove: 3 + blank, insert: [] });
}

/** GAP-4: a box that a person can tick, for a start; better with a `<!-- check: … -->`. */
export function proposeCheck(runbook: Runbook, step: RunbookStep, text: string): string {
  const lines = runbook.source.split(/\r?\n/);
  const indent = /^\s*/.exec(lines[step.endLine - 1] ?? '')![0];
  return unifiedDiff(runbook.file, runbook.source, {
    at: step.endLine + 1,
    remove: 0,
    insert: ['', `${indent}- [ ] ${text}`],
  });
}

/** GAP-6: the effective command as a step of its own at the end of the procedure. */
export function proposeStep(
  runbook: Runbook,
  step: { title: string; why: string; command: string; check: string },
): string | null {
  const last = runbook.steps.at(-1);
  if (!last) return null;
  const markdown = renderStep({
    number: last.number + 1,
    title: step.title,
    why: step.why,
    text: '',
    commands: [{ language: 'sh', text: step.command, line: 0 }],
    checks: [{ text: step.check, line: 0, condition: null }],
  });
  return unifiedDiff(runbook.file, runbook.source, {
    at: last.endLine + 1,
    remove: 0,
    insert: ['', ...markdown.split('\n')],
  });
}

/**
 * GAP-7: the date of the drill that has just tested it, in the front matter; null when the page has none. Without context
 * lines, because the line beside it names the owner and a debrief names nobody.
 */
export function proposeTested(runbook: Runbook, date: string): string | null {
  const lines = runbook.source.split(/\r?\n/);
  if (lines[0] !== '---') return null;
  const end = lines.indexOf('---', 1);
  if (end < 0) return null;
  const known = lines.slice(0, end).findIndex((line) => /^last[_-]?tested\s*:/i.test(line));
  const edit = known >= 0 ? { at: known + 1, remove: 1 } : { at: end + 1, remove: 0 };
  return unifiedDiff(runbook.file, runbook.source, { ...edit, insert: [`lastTested: ${date}`] }, 0);
}

function isFence(line: string | undefined): boolean {
  return /^\s*(`{3,}|~{3,})/.test(line ?? '');
}
