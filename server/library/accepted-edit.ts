import { applyPatch, parsePatch, reversePatch } from 'diff';
import { WHOEVER_ACCEPTS } from '../runbook/head-edits.ts';
import { parseRunbook } from '../runbook/parse.ts';

/** Who accepts a proposal, and the day on which the drill behind it ran, "2026-03-12". */
export interface Acceptance {
  name: string;
  day: string;
}

/** Line ends as they are, and a line more or less around a change. */
const AS_WRITTEN = { fuzzFactor: 1, autoConvertLineEndings: true } as const;

/**
 * A page's newest text with a proposed edit in it, with the name of whoever accepts it where the edit leaves room for one
 * and the day of the drill as date of the test. The text itself when it says all that already; null when its lines are not
 * there any more.
 */
export function acceptedText(text: string, proposal: string, { name, day }: Acceptance): string | null {
  const edit = proposal
    .replace(`+owner: ${WHOEVER_ACCEPTS}`, () => `+owner: ${JSON.stringify(name)}`)
    .replace(/^\+lastTested: .*$/m, `+lastTested: ${day}`);
  const edited = applyPatch(text, edit, AS_WRITTEN);
  if (edited !== false && edited !== '' && edited !== text) return edited;
  const [back] = parsePatch(edit).map((patch) => reversePatch(patch));
  return back && applyPatch(text, back, { autoConvertLineEndings: true }) !== false ? text : null;
}

/**
 * A page whose head says that it was tested on `day`. It stays as it is when its head says so of a later day, when it has
 * none, or when its head cannot be changed in one line.
 */
export function testedOn(text: string, file: string, day: string): string {
  const page = parseRunbook(text, file);
  const head = /^---\r?\n(?:.*\r?\n)*?(?=---\r?(?:\n|$))/.exec(text)?.[0];
  if (head === undefined || (page.lastTested ?? '') >= day) return text;
  const end = head.endsWith('\r\n') ? '\r\n' : '\n';
  const line = /^last[_-]?tested[ \t]*:[^\r\n]*/im;
  const newHead = line.test(head) ? head.replace(line, `lastTested: ${day}`) : `${head}lastTested: ${day}${end}`;
  const tested = newHead + text.slice(head.length);
  const read = parseRunbook(tested, file);
  return read.lastTested === day && read.id === page.id && read.steps.length === page.steps.length ? tested : text;
}
