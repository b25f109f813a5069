import { endOfSection, headingsOf, linesOf, spliced, withSection } from './page-lines.ts';
import { propose } from './propose.ts';
import { renumbered } from './renumber.ts';
import type { Runbook, RunbookStep } from './runbook.ts';
import { isFence, withOwnNumbers } from './step-edits.ts';

/** GAP-13: a box for the access that was missing. */
export function proposePrerequisite(runbook: Runbook, text: string, access: string): string | null {
  const lines = linesOf(runbook);
  const box = `- [ ] ${text} <!-- access: ${access} -->`;
  const holds = (edited: Runbook) =>
    edited.prerequisites.some((item) => item.access === access) && edited.steps.length === runbook.steps.length;
  const last = runbook.prerequisites.at(-1);
  if (last) return propose(runbook, spliced(lines, last.line + 1, 0, [box]), holds);
  return propose(runbook, withSection(lines, procedureLine(lines, runbook), 'Prerequisites', [box]), holds);
}

/** GAP-15: whom to call when the steps do not help. */
export function proposeEscalation(runbook: Runbook, words: string): string | null {
  const lines = linesOf(runbook);
  const holds = (edited: Runbook) => edited.escalation?.markdown.includes(words) === true;
  if (runbook.escalation) {
    const end = endOfSection(lines, runbook.escalation.line);
    return propose(runbook, spliced(lines, end + 1, 0, ['', words]), holds);
  }
  return propose(runbook, withSection(lines, afterwardsLine(runbook), 'Escalation', [words]), holds);
}

/** GAP-10: the step's command goes, and the page says why not to run it. A step that has nothing else goes with it. */
export function proposeStop(runbook: Runbook, step: RunbookStep, command: number, words: string): string | null {
  const written = step.commands[command];
  if (!written) return null;
  const whole = step.commands.length === 1;
  const fence = fenceOf(linesOf(runbook), written);
  if (!whole && fence === null) return null;
  const order = runbook.steps.map(({ number }) => number).filter((number) => !whole || number !== step.number);
  const lines = withOwnNumbers(linesOf(runbook), runbook.steps, order);
  const [from, to] = whole ? [step.line, step.endLine] : fence!;
  const blank = (lines[to] ?? '').trim() === '' ? 1 : 0;
  const warned = withStopLine(runbook, lines, `- ${words}`);
  // The warning stands below the steps, so that their lines are where they were.
  const text = renumbered(spliced(warned, from, to - from + 1 + blank, []), order);
  return propose(
    runbook,
    text,
    (edited) =>
      edited.steps.length === order.length &&
      !edited.steps.some(({ commands }) => commands.some(({ text: left }) => left === written.text)),
  );
}

function withStopLine(runbook: Runbook, lines: readonly string[], line: string): string[] {
  const lastStep = runbook.steps.at(-1)?.endLine ?? 0;
  const stop = headingsOf(lines).find(({ line: at, text }) => at > lastStep && /^(stop|do not|don[’']t)\b/i.test(text));
  if (stop) return spliced(lines, endOfSection(lines, stop.line) + 1, 0, ['', line]);
  const next = headingsOf(lines).find(({ line: at }) => at > lastStep);
  return withSection(lines, next?.line ?? null, 'Stop', [line]);
}

/** GAP-14, GAP-16: what the page does not handle, and where that is handled; a claim of it goes. */
export function proposeSendOn(runbook: Runbook, what: string, to: string, claim: string | null): string | null {
  const item = `- ${what}: ${to}`;
  const lines = linesOf(runbook);
  const holds = (edited: Runbook) =>
    edited.scope.doesNotHandle.some((text) => text.endsWith(to)) &&
    (claim === null || !edited.scope.handles.includes(claim)) &&
    edited.steps.length === runbook.steps.length;
  if (runbook.scope.line === 0) {
    const body = ['Does not handle:', '', item];
    return propose(runbook, withSection(lines, procedureLine(lines, runbook), 'Scope', body), holds);
  }
  const end = endOfSection(lines, runbook.scope.line);
  const label = lines.findIndex((line, i) => i >= runbook.scope.line && i < end && /^[*_\s]*does(n[’']t|\s+not)\s+(handle|cover)/i.test(line)); // prettier-ignore
  const insert = label < 0 ? ['', 'Does not handle:', '', item] : [item];
  const added = spliced(lines, end + 1, 0, insert);
  const at = claim === null ? -1 : added.findIndex((line) => line.replace(/^\s*[-*+]\s+/, '').trim() === claim);
  return propose(runbook, at < 0 ? added : spliced(added, at + 1, 1, []), holds);
}

/** GAP-19: steps that were not needed go below the rest of the page, as something to read another time. */
export function proposeShorter(runbook: Runbook, needed: readonly number[], note: string): string | null {
  const kept = runbook.steps.filter(({ number }) => needed.includes(number));
  const gone = runbook.steps.filter((step) => !kept.includes(step));
  if (kept.length === 0 || gone.length === 0) return null;
  const order = kept.map(({ number }) => number);
  const lines = withOwnNumbers(linesOf(runbook), kept, order);
  const moved = gone.flatMap(({ line, endLine }) => [...lines.slice(line - 1, endLine), '']).map(demoted);
  const rest = lines.filter((_, i) => !gone.some(({ line, endLine }) => i >= line - 1 && i < endLine));
  const body = [note, '', ...moved.slice(0, -1)];
  return propose(
    runbook,
    renumbered(withSection(squeezed(rest), null, 'For another time', body), order),
    (edited) => edited.steps.length === kept.length,
  );
}

/** A heading of a step inside a section that holds no steps. */
function demoted(line: string): string {
  return /^#{1,5}\s/.test(line) ? `#${line}` : line;
}

/** No more than one blank line in a row. */
function squeezed(lines: readonly string[]): string[] {
  return lines.filter((line, i) => line.trim() !== '' || (lines[i - 1] ?? '').trim() !== '' || i === 0);
}

/** The heading above the first step, below which nothing but steps stands; null when there is none. */
function procedureLine(lines: readonly string[], { steps }: Runbook): number | null {
  const first = steps[0];
  if (!first) return null;
  const above = headingsOf(lines).filter(({ line }) => line < first.line);
  const section = above.findLast(({ depth }) => depth === Math.max(...above.map((heading) => heading.depth)));
  return section && section.depth > 1 ? section.line : first.line;
}

/** The first of the parts that come after an escalation. */
function afterwardsLine({ postIncident, lessons, prevention }: Runbook): number | null {
  const lines = [postIncident, lessons, prevention].flatMap((part) => (part ? [part.line] : []));
  return lines.length === 0 ? null : Math.min(...lines);
}

/** First and last line of the fence around a command. */
function fenceOf(lines: readonly string[], { line, text }: { line: number; text: string }): [number, number] | null {
  const last = line + text.split('\n').length - 1;
  return isFence(lines[line - 2]) && isFence(lines[last]) ? [line - 1, last + 1] : null;
}
