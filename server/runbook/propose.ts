import { diffOf } from './diff.ts';
import { parseRunbook } from './parse.ts';
import type { Runbook } from './runbook.ts';

/**
 * A change to a page as a diff, or null when the page would not be what it should: the edited text is read again, must
 * have no new trouble, and must show what the change is for. A proposal that a machine cannot vouch for is none.
 */
export function propose(
  runbook: Runbook,
  lines: readonly string[] | null,
  holds: (edited: Runbook) => boolean,
  context?: number,
): string | null {
  if (lines === null) return null;
  const before = runbook.source.replaceAll('\r\n', '\n');
  const after = lines.join('\n');
  if (before === after) return null;
  const edited = parseRunbook(after, runbook.file);
  if (edited.problems.length > runbook.problems.length || !holds(edited)) return null;
  return diffOf(runbook.file, before, after, context);
}
