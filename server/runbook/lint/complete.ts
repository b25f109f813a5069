import type { RunbookStep } from '../runbook.ts';
import { proseLines, type LintPage } from './lint-page.ts';
import { assignedIn, isExplained, placeholdersIn } from './placeholder.ts';
import { criterion, type Found } from './rule.ts';
import { MOST_REPEATS, nameOf, runs, saysWhy, stepNumbers } from './step-words.ts';
import { ASSUMES, UNFINISHED } from './vague.ts';

const RULES = {
  'too-large': { severity: 'must', title: 'Too large to be read', why: 'A page of this size is a book: neither people nor tools get through it.' },
  'too-deep': { severity: 'must', title: 'Nested too deeply to be read', why: 'Lists in lists in lists hide what to do next.' },
  'front-matter': { severity: 'must', title: 'The head cannot be read', why: 'Owner, alerts and dates in it count for nothing.' },
  placeholder: { severity: 'should', title: 'A gap without a word on its value', why: 'The command is complete only for whoever wrote it.' },
  'assumes-knowledge': { severity: 'should', title: 'Assumes knowledge', why: 'The person who is paged may have started last month.' },
  unfinished: { severity: 'should', title: 'Unfinished', why: 'The gap is found in the middle of an incident.' },
  why: { severity: 'may', title: 'A step without its reason', why: 'Who knows the reason can tell when the step does not fit tonight.' },
  prerequisites: { severity: 'may', title: 'No word on what access it needs', why: 'Missing access is found in the middle, when nobody can grant it.' },
  prevention: { severity: 'may', title: 'Nothing that stops it from coming back', why: 'The page is used again next month.' },
} as const; // prettier-ignore

type Here = Found<keyof typeof RULES>;

/** Nothing is missing that the reader would have to know already. */
export const complete = criterion(RULES, (page) => [
  ...page.runbook.problems.flatMap(({ rule, line, message }): Here[] =>
    rule === 'check-syntax' ? [] : [{ rule, line, message }],
  ),
  ...gaps(page),
  ...assumed(page),
  ...unfinished(page),
  ...reasons(page),
  ...missingParts(page),
]);

function gaps(page: LintPage): Here[] {
  const { steps, prerequisites, other } = page.runbook;
  const set = assignedIn(steps.flatMap(({ commands }) => commands.map(({ text }) => text)).join('\n'));
  const before = [
    ...prerequisites.map(({ text }) => text),
    ...other.map(({ markdown }) => markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '')),
  ];
  const told = [...before];
  const seen = new Set<string>();
  return steps.flatMap((step) => {
    told.push(step.title, step.why, step.text, ...step.checks.map(({ text }) => text));
    const found = step.commands.flatMap((command) =>
      placeholdersIn(command)
        .filter((gap) => !seen.has(gap.text) && !set.has(gap.text.replace(/[${}]/g, '')))
        .filter((gap) => !isExplained(gap, told.join('\n')) && !listedBefore(gap.words, steps, step))
        .map((gap): Here => {
          seen.add(gap.text);
          const message = `${nameOf(step)} does not say where ${gap.text} comes from; name the command or the place that gives it.`;
          return { rule: 'placeholder', line: command.line + gap.offset, message };
        }),
    );
    return found;
  });
}

/** `kubectl get pods` in an earlier step gives `<pod>`. */
function listedBefore(words: readonly string[], steps: readonly RunbookStep[], step: RunbookStep): boolean {
  const earlier = steps.filter(({ number }) => number < step.number).flatMap(({ commands }) => commands);
  const text = earlier.map((command) => command.text.toLowerCase()).join('\n');
  return words.some((word) => word.length >= 3 && new RegExp(`\\b${word}(?:s|es)?\\b`).test(text));
}

function assumed(page: LintPage): Here[] {
  const { steps } = page.runbook;
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return [];
  return proseLines(page, first.line, last.endLine).flatMap(({ line, text }): Here[] => {
    const said = ASSUMES.exec(text)?.[0];
    if (said === undefined) return [];
    return [{ rule: 'assumes-knowledge', line, message: `"${said}": say it, somebody reads this for the first time.` }];
  });
}

function unfinished(page: LintPage): Here[] {
  return proseLines(page).flatMap(({ line, text }): Here[] => {
    const said = UNFINISHED.exec(text.replace(/`[^`]*`/g, ''))?.[0];
    if (said === undefined) return [];
    return [{ rule: 'unfinished', line, message: `"${said}": write it, or take the place out until somebody knows.` }];
  });
}

function reasons(page: LintPage): Here[] {
  if (!page.english) return [];
  const without = page.runbook.steps.filter((step) => runs(step) && !saysWhy(step));
  const [first] = without;
  if (first && without.length > MOST_REPEATS) {
    const message = `Steps ${stepNumbers(without)} do not say why; add a paragraph "Why: …" to each.`;
    return [{ rule: 'why', line: first.line, message }];
  }
  return without.map((step) => ({
    rule: 'why',
    line: step.line,
    message: `${nameOf(step)} does not say why; add a paragraph "Why: …".`,
  }));
}

function missingParts({ runbook }: LintPage): Here[] {
  const last = runbook.steps.at(-1);
  if (!last) return [];
  const found: Here[] = [];
  if (runbook.prerequisites.length === 0 && runbook.steps.some(runs)) {
    const message =
      'It does not say what access the steps need; add "## Prerequisites" with a box for each, and test them in peace.';
    found.push({ rule: 'prerequisites', line: 1, message });
  }
  if (runbook.prevention === null) {
    const message = 'Nothing would stop this from coming back; add "## Prevention".';
    found.push({ rule: 'prevention', line: last.endLine, message });
  }
  return found;
}
