import { nearest } from '../../scenario/did-you-mean.ts';
import { commandNames } from '../command-names.ts';
import type { RunbookStep } from '../runbook.ts';
import { dangerIn, WARNED } from './danger.ts';
import { fenceOf, proseLines, reworded, type LintPage } from './lint-page.ts';
import { criterion, type Found, type LintScene } from './rule.ts';
import { firstWords, MOST_REPEATS, nameOf, runs, saysHow, stepNumbers, wordCount } from './step-words.ts';
import { interactiveLine } from './tty.ts';
import { AS_ABOVE, VAGUE } from './vague.ts';

const RULES = {
  'no-steps': { severity: 'must', title: 'Nothing tells what to do', why: 'Somebody was woken to read it, and can only guess.' },
  'unknown-tool': { severity: 'must', title: 'A command that does not exist', why: 'The shell refuses it, and the step ends there.' },
  danger: { severity: 'must', title: 'A dangerous command without a warning', why: 'It is pasted at three in the morning by somebody who does not know what it takes away.' },
  'empty-step': { severity: 'should', title: 'A step that says nothing', why: 'A heading alone leaves the how to memory.' },
  vague: { severity: 'should', title: 'A step that says what and not how', why: 'Whoever could do it without being told how does not need the page.' },
  'as-above': { severity: 'should', title: 'A step that stands elsewhere', why: '"As above" makes people search the page, and breaks when a step is moved.' },
  screenshot: { severity: 'should', title: 'A step that is only a picture', why: 'A picture cannot be copied, searched or compared, and shows last year\'s screen.' },
  'too-long': { severity: 'should', title: 'Too long to follow', why: 'Under pressure nobody keeps the place on a page that never ends.' },
  prompt: { severity: 'may', title: 'A prompt in what is to be copied', why: '"$ " comes along with the copy, and the shell answers "command not found".' },
  interactive: { severity: 'may', title: 'A command that waits for keys', why: 'What to type inside is not on the page, and no script or drill can repeat it.' },
  'bare-url': { severity: 'may', title: 'An address without words', why: 'Nobody sees where it leads, and when it is dead nobody knows what to look for.' },
} as const; // prettier-ignore

type Here = Found<keyof typeof RULES>;

/** Each step can be done as it is written, by whoever is on call. */
export const actionable = criterion(RULES, (page, scene) => [
  ...missingSteps(page),
  ...tooLong(page, scene),
  ...emptySteps(page),
  ...page.runbook.steps.flatMap((step) => [...wording(step, page), ...commands(step, page, scene)]),
  ...bareUrls(page),
]);

function missingSteps({ runbook }: LintPage): Here[] {
  const unread = runbook.problems.some(({ rule }) => rule === 'too-large' || rule === 'too-deep');
  if (runbook.steps.length > 0 || unread) return [];
  return [
    {
      rule: 'no-steps',
      line: 1,
      message: 'Nothing here tells what to do; add "## Procedure" with a "### 1. …" for each step.',
    },
  ];
}

function tooLong(page: LintPage, { config }: LintScene): Here[] {
  const { steps } = page.runbook;
  const { mostSteps, mostWords } = config.limits;
  const words = proseLines(page).reduce((sum, { text }) => sum + wordCount(text), 0);
  if (steps.length > mostSteps) {
    const { line, endLine } = steps[mostSteps]!;
    const message = `${steps.length} steps; nobody follows more than ${mostSteps} at night. Split the page by symptom.`;
    return [{ rule: 'too-long', line, endLine, message }];
  }
  if (steps.length === 0 || words <= mostWords) return [];
  const message = `${words} words; a page is read in a hurry, keep it below ${mostWords}.`;
  return [{ rule: 'too-long', line: 1, message }];
}

function wording(step: RunbookStep, page: LintPage): Here[] {
  const { line, endLine } = step;
  const prose = proseLines(page, line, endLine);
  if (isPicture(step, prose)) {
    const message = `${nameOf(step)} is a picture; write down what to press or run, and keep the picture below it.`;
    return [{ rule: 'screenshot', line, endLine, message }];
  }
  const elsewhere = runs(step) ? undefined : prose.find(({ text }) => AS_ABOVE.test(text) && !/\bstep \d/i.test(text));
  const found: Here[] = [];
  if (elsewhere) {
    const said = AS_ABOVE.exec(elsewhere.text)![0];
    const message = `${nameOf(step)} says "${said}"; repeat the command, or name the step: "as in step 2".`;
    found.push({ rule: 'as-above', line: elsewhere.line, message });
  }
  if (!saysHow(step) && VAGUE.test(step.title)) {
    const message = `${nameOf(step)} says "${firstWords(step.title)}" and not how; give the command and what to look for.`;
    found.push({ rule: 'vague', line, message });
  }
  return found;
}

function emptySteps(page: LintPage): Here[] {
  const empty = page.runbook.steps.filter(
    (step) =>
      !saysHow(step) &&
      step.why === '' &&
      step.checks.length === 0 &&
      wordCount(`${step.title} ${step.text}`) < 8 &&
      !isPicture(step, proseLines(page, step.line, step.endLine)),
  );
  const [first] = empty;
  if (first && empty.length > MOST_REPEATS) {
    const message = `Steps ${stepNumbers(empty)} have neither command, reason nor check; say what to run or how one sees that it is done.`;
    return [{ rule: 'empty-step', line: first.line, endLine: first.endLine, message }];
  }
  return empty.map((step) => ({
    rule: 'empty-step',
    line: step.line,
    endLine: step.endLine,
    message: `${nameOf(step)} has neither command, reason nor check; say what to run or how one sees that it is done.`,
  }));
}

function isPicture(step: RunbookStep, prose: readonly { text: string }[]): boolean {
  const text = prose.map((line) => line.text).join('\n');
  if (runs(step) || step.checks.length > 0 || !/!\[[^\]]*\]\([^)]*\)|<img\b/.test(text)) return false;
  const words = text.replace(/!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>/g, '').replace(/^#+ .*$/gm, '');
  return wordCount(words) < 12 && !/`[^`]+`/.test(words);
}

function commands(step: RunbookStep, page: LintPage, scene: LintScene): Here[] {
  const found: Here[] = [];
  for (const command of step.commands) {
    found.push(...unknownTools(command, page, scene), ...unwarned(step, command, page));
    const lines = command.text.split('\n');
    for (const [offset, text] of lines.entries()) {
      const waits = interactiveLine(text);
      if (!waits) continue;
      const line = command.line + offset;
      const message = `"${firstWords(text.trim())}" ${waits.what}; give one line that does it, or say what to type inside.`;
      const suggestion = waits.instead === null ? null : reworded(page, line, text.trim(), waits.instead);
      found.push({ rule: 'interactive', line, message, suggestion });
    }
    found.push(...prompts(command, page));
  }
  return found;
}

/** Of a list that is complete everything else is unknown; of one that is not, only what looks like a slip of the pen. */
function unknownTools(command: RunbookStep['commands'][number], page: LintPage, { tools, config }: LintScene): Here[] {
  if (!tools || ['sql', 'promql', 'powershell', 'cmd'].includes(command.language)) return [];
  const own = new Set([...config.known.tools, ...functionsIn(command.text)]);
  return commandNames(command.text).flatMap(({ name, offset }): Here[] => {
    if (tools.known.includes(name) || own.has(name)) return [];
    const names = [...tools.known, ...config.known.tools];
    const near = tools.all ? nearest(name, names) : (names.find((known) => isSlip(name, known)) ?? null);
    if (!tools.all && near === null) return [];
    const line = command.line + offset;
    const message = tools.all
      ? `No terminal of the drill knows "${name}"${near ? `; did you mean "${near}"?` : '.'}`
      : `There is no tool "${name}" that we know of; did you mean "${near}"? A tool of your own goes under known.tools.`;
    return [
      { rule: 'unknown-tool', line, message, suggestion: near === null ? null : reworded(page, line, name, near) },
    ];
  });
}

/**
 * One letter left out, doubled or exchanged, or two that changed places. A letter more makes another tool (mail, mailq),
 * and short names are near to everything.
 */
function isSlip(written: string, known: string): boolean {
  if (known.length < 5 || written === known) return false;
  const at = [...written].findIndex((letter, i) => letter !== known[i]);
  const from = at < 0 ? written.length : at;
  const [rest, meant] = [written.slice(from), known.slice(from)];
  if (written.length === known.length - 1) return rest === meant.slice(1);
  if (written.length === known.length + 1) return rest.slice(1) === meant && written[from] === written[from - 1];
  if (written.length !== known.length) return false;
  return rest.slice(1) === meant.slice(1) || (rest[0] === meant[1] && rest[1] === meant[0] && rest.slice(2) === meant.slice(2)); // prettier-ignore
}

function functionsIn(shell: string): string[] {
  return [...shell.matchAll(/^\s*(?:function\s+)?([A-Za-z_]\w*)\s*\(\)\s*\{/gm)].map(([, name]) => name!);
}

function unwarned(step: RunbookStep, command: RunbookStep['commands'][number], page: LintPage): Here[] {
  const danger = dangerIn(command.text);
  if (!danger) return [];
  const { runbook } = page;
  const stops = runbook.other.filter(({ heading }) =>
    /\b(stop|warning|caution|danger|do not|don['’]t)\b/i.test(heading),
  );
  const comments = command.text.split('\n').filter((text) => /^\s*(?:#|--)/.test(text));
  const told = [step.title, step.why, step.text, ...step.checks.map(({ text }) => text), ...comments];
  if (stops.length > 0 || WARNED.test(told.join('\n'))) return [];
  const line = command.line + danger.line;
  const message = `"${firstWords(danger.text)}" ${danger.does}, and nothing here says stop; say when it is right, and what must be true first.`;
  const indent = /^\s*/.exec(page.lines[fenceOf(page, command) - 1] ?? '')![0];
  const warning = `${indent}**Stop:** this ${danger.does}. Go on only if a second person agrees.`;
  return [
    { rule: 'danger', line, message, suggestion: { at: fenceOf(page, command), remove: 0, insert: [warning, ''] } },
  ];
}

/** Prompts in front of every line, and no answer below: nobody gains by them. A transcript with answers keeps its own. */
function prompts(command: RunbookStep['commands'][number], page: LintPage): Here[] {
  const block: { line: number; text: string }[] = [];
  for (let line = command.line; page.kinds[line - 1] === 'code'; line++) {
    const text = page.lines[line - 1]!;
    if (/^\s*(?:`{3,}|~{3,})/.test(text)) break;
    if (text.trim() !== '') block.push({ line, text });
  }
  if (block.length === 0 || block.some(({ text }) => !/^\s*\$ \S/.test(text))) return [];
  const [first] = block;
  const at = first!.line;
  const last = block.at(-1)!.line;
  const insert = page.lines.slice(at - 1, last).map((text) => text.replace(/^(\s*)\$ /, '$1'));
  const message = 'The prompt "$ " is copied along with the command; leave it out.';
  return [{ rule: 'prompt', line: at, endLine: last, message, suggestion: { at, remove: insert.length, insert } }];
}

function bareUrls(page: LintPage): Here[] {
  const part = page.runbook.steps;
  const from = part[0]?.line ?? 1;
  const to = part.at(-1)?.endLine ?? 0;
  return proseLines(page, from, to).flatMap(({ line, text }): Here[] => {
    const bare = /^\s*(?:[-*+]\s+|\d+[.)]\s+)?<?(https?:\/\/[^\s<>]+?)>?\s*$/.exec(text)?.[1];
    const here = /\[(?:here|link|this|this link|click here)\]\((https?:\/\/[^)]+)\)/i.exec(text);
    const url = bare ?? here?.[1];
    if (url === undefined) return [];
    const words = wordsOfUrl(url);
    const message = 'An address without words: say what one finds there, and what to look at.';
    const linked = words === null ? null : `[${words}](${url})`;
    const suggestion =
      linked === null
        ? null
        : reworded(page, line, here?.[0] ?? (text.includes(`<${url}>`) ? `<${url}>` : url), linked);
    return [{ rule: 'bare-url', line, message, suggestion }];
  });
}

/** "https://grafana.example/d/x1/checkout-errors?orgId=1" → "checkout errors". */
function wordsOfUrl(url: string): string | null {
  const parts = url.replace(/^https?:\/\/[^/]+/, '').replace(/[?#].*$/, '').split('/'); // prettier-ignore
  const words = parts.reverse().find((part) => /^[A-Za-z]+(?:[-_][A-Za-z]+)+$/.test(part));
  return words?.replace(/[-_]+/g, ' ') ?? null;
}
