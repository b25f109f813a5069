import { linesOf, spliced } from './page-lines.ts';
import { propose } from './propose.ts';
import type { Runbook } from './runbook.ts';

/** What `owner:` says in a proposal; the desk puts the name of whoever accepts it in its place. */
export const WHOEVER_ACCEPTS = 'whoever accepts this edit';

/** Diffs of the head carry no context: the line beside may name the owner, and a debrief names nobody. */
const NO_CONTEXT = 0;

/** GAP-7: the date of the drill that has just tested it. */
export function proposeTested(runbook: Runbook, date: string): string | null {
  const lines = withKey(linesOf(runbook), /^last[_-]?tested\s*:/i, `lastTested: ${date}`);
  return proposeHead(runbook, lines, (edited) => edited.lastTested === date);
}

/** GAP-18: a line for one person, filled in when somebody accepts it. */
export function proposeOwner(runbook: Runbook): string | null {
  const lines = withKey(linesOf(runbook), /^owner\s*:/i, `owner: ${WHOEVER_ACCEPTS}`);
  return proposeHead(runbook, lines, (edited) => edited.owner === WHOEVER_ACCEPTS);
}

/** GAP-8: the page claims the alert. */
export function proposeAlert(runbook: Runbook, alert: string): string | null {
  const alerts = [...runbook.alerts, alert];
  const lines = withKey(linesOf(runbook), /^alerts\s*:\s*(\[.*\]\s*)?$/i, `alerts: [${alerts.join(', ')}]`);
  return proposeHead(runbook, lines, (edited) => alerts.every((one) => edited.alerts.includes(one)));
}

/** GAP-17: the alert's literal words in the trigger, which search reads. */
export function proposeTrigger(runbook: Runbook, words: string): string | null {
  const trigger = runbook.trigger === '' ? words : `${runbook.trigger}; ${words}`;
  const lines = withKey(linesOf(runbook), /^trigger\s*:\s*\S/i, `trigger: ${JSON.stringify(trigger)}`);
  return proposeHead(runbook, lines, (edited) => edited.trigger === trigger);
}

/** A page is the same but for its head. */
function proposeHead(runbook: Runbook, lines: string[] | null, holds: (edited: Runbook) => boolean): string | null {
  const same = ({ id, title, steps }: Runbook) =>
    id === runbook.id && title === runbook.title && steps.length === runbook.steps.length;
  return propose(runbook, lines, (edited) => holds(edited) && same(edited), NO_CONTEXT);
}

/**
 * Front matter with a key's line replaced or added, a page without any gets one; null for a head of another kind, or when
 * the key's value goes over several lines.
 */
function withKey(lines: readonly string[], key: RegExp, line: string): string[] | null {
  if (lines[0] === '+++') return null;
  if (lines[0] !== '---') return ['---', line, '---', '', ...lines];
  const end = lines.indexOf('---', 1);
  if (end < 0) return null;
  const at = lines.slice(0, end).findIndex((text) => key.test(text));
  if (at < 0) return spliced(lines, end + 1, 0, [line]);
  return /^\s+\S|^\s*-\s/.test(lines[at + 1] ?? '') ? null : spliced(lines, at + 1, 1, [line]);
}
