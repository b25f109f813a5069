import type { RunbookStep } from '../runbook.ts';

export const runs = (step: RunbookStep): boolean => step.commands.length > 0;

/** Code, a link or a few sentences tell how a thing is done. */
export function saysHow(step: RunbookStep): boolean {
  return (
    runs(step) || /`[^`]+`|\]\([^)]+\)|https?:\/\//.test(`${step.title} ${step.text}`) || wordCount(step.text) >= 12
  );
}

/**
 * How one sees that it worked, in a box or in a sentence. `after`: what follows the command up to the next one or the
 * next heading, which on pages without headings for their steps may be read as the beginning of the next step.
 */
export function saysWhatToExpect(step: RunbookStep, after: string): boolean {
  return step.checks.length > 0 || EXPECTED.test(`${step.title}\n${step.text}\n${after}`);
}

const EXPECTED =
  /\b(you('ll| will)? (should )?see|should (now )?(be|see|show|return|list|say|print|read|answer|drop|fall|rise|end|have|come)|expect(ed|s)?|verif(y|ied|ication)|confirm|make sure|check (that|whether|if)|(wait )?until|must (be|show|say|read|return)|(it|output|this|which) (is|looks like|prints|shows|says|answers|returns|reads|lists)|look for|go (on|to|back)|continue|escalate|success(ful|fully)?|returns?|answers?|prints?|if (it|this|the|any|there|no|nothing|more|less)|healthy|ready|ok\b)/i;

/** Why the step exists, as "Why: …" or in its sentences. */
export function saysWhy(step: RunbookStep): boolean {
  return step.why !== '' || REASON.test(step.text);
}

const REASON =
  /\b(because|since|so that|so it|in order to|otherwise|this (shows|tells|means|frees|stops|gives|keeps|lets|makes|prevents|avoids|removes|is)|it (shows|tells|means|frees|stops|gives|keeps|lets|makes|prevents|avoids)|(which|that) (shows|tells|means|frees|stops|gives|keeps|lets|makes)|to (see|find|tell|avoid|keep|free|prevent|stop|let|learn|know|rule out|make sure|get))\b/i;

export function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

export function firstWords(text: string): string {
  const words = text.split(' ');
  return words.length <= 6 ? text : `${words.slice(0, 6).join(' ')} …`;
}

/** "Step 3". */
export const nameOf = (step: RunbookStep): string => `Step ${step.number}`;

/** "2, 3, 5 to 8": numbers of steps as one says them. */
export function stepNumbers(steps: readonly RunbookStep[]): string {
  const runs: [number, number][] = [];
  for (const { number } of steps) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (to - from < 2 ? (from === to ? `${from}` : `${from}, ${to}`) : `${from} to ${to}`)).join(', '); // prettier-ignore
}

/** What many steps lack is said once; a page with a remark at each line is read by nobody. */
export const MOST_REPEATS = 2;
