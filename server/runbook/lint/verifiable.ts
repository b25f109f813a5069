import { metricsIn, RECORDED_NAMES } from '../../engine/promql/metric-names.ts';
import { parsePromql } from '../../engine/promql/parse.ts';
import { nearest } from '../../scenario/did-you-mean.ts';
import type { RunbookStep } from '../runbook.ts';
import { reworded, type LintPage } from './lint-page.ts';
import { criterion, type Found } from './rule.ts';
import { MOST_REPEATS, nameOf, runs, saysWhatToExpect, stepNumbers } from './step-words.ts';
import { VAGUE_CHECK } from './vague.ts';

const RULES = {
  'check-syntax': { severity: 'must', title: 'A machine check that cannot be read', why: 'It is never true, so the step never counts as done.' },
  'unknown-metric': { severity: 'must', title: 'A machine check of a series that does not exist', why: 'It is never true, so the step never counts as done.' },
  verification: { severity: 'should', title: 'A step that does not say how one sees that it worked', why: 'People go on to the next step on top of one that failed.' },
  'vague-check': { severity: 'should', title: 'A check that everybody reads differently', why: '"Looks normal" is true for whoever is tired enough.' },
} as const; // prettier-ignore

type Here = Found<keyof typeof RULES>;

/** After each step one sees whether it worked. */
export const verifiable = criterion(RULES, (page) => [
  ...page.runbook.problems.flatMap(({ rule, line, message }): Here[] =>
    rule === 'check-syntax' ? [{ rule, line, message }] : [],
  ),
  ...unverified(page),
  ...page.runbook.steps.flatMap((step) => step.checks.flatMap((check) => judgeCheck(check, page))),
]);

/** A part of its own for verification serves every step. */
function unverified(page: LintPage): Here[] {
  const { steps } = page.runbook;
  if (!page.english || hasVerifySection(page)) return [];
  const without = steps.filter((step) => runs(step) && !saysWhatToExpect(step, proseAfter(step, page)));
  const [first] = without;
  if (first && without.length > MOST_REPEATS) {
    const message = `Steps ${stepNumbers(without)} do not say how one sees that they worked; add "- [ ] …" to each, with <!-- check: … --> where a figure tells.`;
    return [{ rule: 'verification', line: first.endLine, message, suggestion: checkFor(first, page) }];
  }
  return without.map((step) => ({
    rule: 'verification',
    line: step.endLine,
    message: `${nameOf(step)} does not say how one sees that it worked; add "- [ ] …", with <!-- check: … --> where a figure tells.`,
    suggestion: checkFor(step, page),
  }));
}

/** The prose below a step's last command, up to the next command or heading. */
function proseAfter(step: RunbookStep, { lines, kinds }: LintPage): string {
  const said: string[] = [];
  let line = step.commands.at(-1)?.line ?? step.line;
  while (kinds[line - 1] === 'code') line++;
  for (; line <= lines.length && kinds[line - 1] === 'prose'; line++) {
    if (/^#{1,6}\s/.test(lines[line - 1]!)) break;
    said.push(lines[line - 1]!);
  }
  return said.join('\n');
}

function hasVerifySection({ lines, kinds }: LintPage): boolean {
  return lines.some(
    (text, i) =>
      kinds[i] === 'prose' && /^#{2,4}\s+\W*(?:\d+[.)]\s*)?(?:verif|validat|confirm|expected|how to (?:verify|confirm))/i.test(text),
  ); // prettier-ignore
}

/** A box in the words of what the command does; null when the command says too little. */
function checkFor(step: RunbookStep, { lines }: LintPage) {
  const text = step.commands.map((command) => command.text).join('\n');
  const words = CHECKS.find(([pattern]) => pattern.test(text))?.[1];
  if (words === undefined) return null;
  const indent = /^\s*/.exec(lines[step.endLine - 1] ?? '')![0];
  return { at: step.endLine + 1, remove: 0, insert: ['', `${indent}- [ ] ${words}`] };
}

const CHECKS: [RegExp, string][] = [
  [/\brollout\s+undo\b|\bdeploy\s+rollback\b|\bhelm\s+rollback\b/, 'No pod runs the new version any more'],
  [/\brollout\s+restart\b|\bdelete\s+pods?\b/, 'Every pod is ready, and none of them restarts'],
  [/\bkubectl\s+(?:\S+\s+)*scale\b/, 'As many pods are ready as were asked for'],
  [/\bsystemctl\s+(?:re)?start\b|\bservice\s+\S+\s+(?:re)?start\b/, 'The unit is active, and its log shows no error since'],
  [/pg_terminate_backend|pg_cancel_backend|\bkill\b/, 'The sessions or processes are gone, and do not come back within a minute'],
  [/\bflag\s+set\b/, 'The list shows the flag as it was set'],
  [/\bjob\s+pause\b/, 'The list shows the job as paused'],
  [/\brm\b|\btruncate\b|\bdocker\s+system\s+prune\b/, 'The disk has at least a fifth of its space free'],
]; // prettier-ignore

function judgeCheck({ text, line, condition }: RunbookStep['checks'][number], page: LintPage): Here[] {
  if (condition) return unknownMetrics(condition.expression, line, page);
  if (!VAGUE_CHECK.test(text.trim())) return [];
  const message = `"${text.trim()}": two people answer differently; name a figure, a state or a line of output.`;
  return [{ rule: 'vague-check', line, message }];
}

function unknownMetrics(expression: string, line: number, page: LintPage): Here[] {
  const parsed = parsePromql(expression);
  if (!parsed.ok) return [];
  return metricsIn(parsed.expr)
    .filter((name) => !RECORDED_NAMES.includes(name))
    .map((name) => {
      const near = nearest(name, RECORDED_NAMES);
      const message = `The check reads ${name}, and no drill records a series of that name${near ? `; did you mean ${near}?` : '.'}`;
      return {
        rule: 'unknown-metric',
        line,
        message,
        suggestion: near === null ? null : reworded(page, line, name, near),
      };
    });
}
