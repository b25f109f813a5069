import type { Code, List, ListItem, Paragraph, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { readBlock } from './command-blocks.ts';
import { checkComment, parseCondition, withoutComment } from './condition.ts';
import { expectationIn, isCheckLabel } from './expectations.ts';
import { inlineCommands } from './inline-commands.ts';
import type { RunbookCheck, RunbookProblem, RunbookStep } from './runbook.ts';
import { boldLabel, endLineOf, lineOf, slice, type Section } from './sections.ts';
import { plainTitle, type Draft } from './step-draft.ts';
import { isStepTable, rowDrafts } from './table-steps.ts';

interface StepsResult {
  steps: RunbookStep[];
  /** What stands before the first step. */
  preamble: RootContent[];
  problems: RunbookProblem[];
}

/**
 * The steps of one section, numbered on from `from`. Steps are its sub-headings; without any, the items of its numbered
 * lists; without any, the rows of its tables of steps; without any, its bold labels; without any, the items of its bullet
 * lists; without any, each command with the prose before it; else one step. `asOne`: its heading is the step.
 */
export function readSteps(section: Section, source: string, from: number, asOne = false): StepsResult {
  const { drafts, preamble } = asOne ? { drafts: [whole(section)], preamble: [] } : draftSteps(section, source);
  const problems: RunbookProblem[] = [];
  const steps = drafts.map((draft, i) => finishStep(draft, from + i, section.heading, source, problems));
  return { steps, preamble, problems };
}

function whole(section: Section): Draft {
  const { line, headingEnd, nodes, heading } = section;
  const endLine = nodes.length > 0 ? endLineOf(nodes.at(-1)!) : headingEnd;
  return { title: plainTitle(heading), line, endLine, nodes, lead: '', opener: [] };
}

function draftSteps(section: Section, source: string): { drafts: Draft[]; preamble: RootContent[] } {
  const { nodes } = section;
  const sub = Math.min(7, ...nodes.filter((node) => node.type === 'heading').map((node) => node.depth));
  if (sub < 7)
    return split(
      nodes,
      (node) => (node.type === 'heading' && node.depth === sub ? [headingDraft(node)] : null),
      isStepTable,
    );
  const ways: ((node: RootContent) => Draft[] | null)[] = [
    (node) => (node.type === 'list' && node.ordered ? itemDrafts(node, source) : null),
    (node) => (isStepTable(node) ? rowDrafts(node, source) : null),
    labelOpener(nodes, source),
    (node) => (isPlainList(node) ? itemDrafts(node, source) : null),
  ];
  for (const way of ways) if (nodes.some((node) => way(node) !== null)) return split(nodes, way, isStepTable);
  return { drafts: byCommand(section, source), preamble: [] };
}

/** Nodes that `opens` turns into drafts begin steps; every other node belongs to the step before it. */
function split(
  nodes: RootContent[],
  opens: (node: RootContent) => Draft[] | null,
  headed: (node: RootContent) => boolean,
) {
  const drafts: Draft[] = [];
  const preamble: RootContent[] = [];
  for (const node of nodes) {
    const opened = opens(node);
    if (opened) {
      // The head of a table is no step: its lines go with the first row.
      if (headed(node) && opened[0]) opened[0].line = lineOf(node);
      drafts.push(...opened);
      continue;
    }
    const current = drafts.at(-1);
    if (!current) preamble.push(node);
    else {
      current.nodes.push(node);
      current.endLine = endLineOf(node);
    }
  }
  return { drafts, preamble };
}

function headingDraft(node: RootContent): Draft {
  const at = { line: lineOf(node), endLine: endLineOf(node) };
  return { title: plainTitle(toString(node)), ...at, nodes: [], lead: '', opener: [node] };
}

function itemDrafts(list: List, source: string): Draft[] {
  return list.children.map((item) => {
    const [first, ...rest] = item.children as RootContent[];
    const base = { line: lineOf(item), endLine: endLineOf(item) };
    if (first?.type !== 'paragraph') {
      return { ...base, title: '', nodes: item.children as RootContent[], lead: '', opener: [] };
    }
    const { title, lead } = leadOf(slice([first], source), toString(first));
    return { ...base, title, nodes: rest, lead, opener: [first] };
  });
}

/** "**Drain it**: …", twice or more, in a section that has no other order. */
function labelOpener(nodes: readonly RootContent[], source: string): (node: RootContent) => Draft[] | null {
  const draftOf = (node: RootContent): Draft[] | null => {
    const label = node.type === 'paragraph' ? boldLabel(node) : null;
    if (!label || isCheckLabel(label.text) || expectationIn(label.text) !== null || WHY_WORD.test(label.text))
      return null;
    const lead = source
      .slice(label.end, node.position?.end.offset)
      .replace(/^\s*[:：–—]\s*/, '')
      .trim();
    const at = { line: lineOf(node), endLine: endLineOf(node) };
    return [{ title: plainTitle(label.text), ...at, nodes: [], lead, opener: [node] }];
  };
  return nodes.filter((node) => draftOf(node) !== null).length > 1 ? draftOf : () => null;
}

/** "Restart it. Then wait." → title "Restart it.", lead "Then wait."; a short paragraph is all title. */
function leadOf(markdown: string, plain: string): { title: string; lead: string } {
  const sentence = /^([^\n]{3,120}?[.:!?。：])(?:\s+|$)/.exec(markdown);
  if (sentence && !/\b(e\.g|i\.e|etc|z\.B|p\.ex)\.$/.test(sentence[1]!) && outsideCode(sentence[1]!)) {
    return { title: plainTitle(sentence[1]!), lead: markdown.slice(sentence[0].length).trim() };
  }
  return plain.length <= 120 ? { title: plainTitle(markdown), lead: '' } : { title: '', lead: markdown };
}

/** A sentence does not end inside `a: b`. */
function outsideCode(text: string): boolean {
  return (text.match(/`/g)?.length ?? 0) % 2 === 0;
}

/** Without fences and lists: the prose up to and including each command is a step. */
function byCommand(section: Section, source: string): Draft[] {
  const drafts: Draft[] = [];
  let open: RootContent[] = [];
  const close = () => {
    if (open.length === 0) return;
    const at = { line: lineOf(open[0]!), endLine: endLineOf(open.at(-1)!) };
    drafts.push({ title: '', ...at, nodes: open, lead: '', opener: [] });
    open = [];
  };
  for (const [i, node] of section.nodes.entries()) {
    const result = isTaskList(node) || isAnswer(node, section.nodes[i - 1], source) || isExpectation(node);
    const last = drafts.at(-1);
    if (last && open.length === 0 && result) {
      last.nodes.push(node);
      last.endLine = endLineOf(node);
      continue;
    }
    open.push(node);
    if (node.type === 'code' && !isAnswer(node, section.nodes[i - 1], source)) close();
  }
  close();
  if (drafts.length === 1) drafts[0]!.title = plainTitle(section.heading);
  return drafts;
}

/** A block that shows what the command before it printed. */
function isAnswer(node: RootContent, before: RootContent | undefined, source: string): boolean {
  if (node.type !== 'code') return false;
  if (before?.type === 'paragraph' && expectationIn(toString(before)) === 'output') return true;
  return readBlock(node, source).command === null;
}

function isExpectation(node: RootContent): boolean {
  return node.type === 'paragraph' && expectationIn(toString(node)) !== null;
}

function finishStep(
  draft: Draft,
  number: number,
  section: string,
  source: string,
  problems: RunbookProblem[],
): RunbookStep {
  const prose: string[] = [];
  const step: RunbookStep = {
    number, title: draft.title, section, why: draft.why ?? '', text: '', line: draft.line, endLine: draft.endLine,
    commands: [...(draft.commands ?? [])], checks: [...(draft.checks ?? [])],
  }; // prettier-ignore
  // A title keeps the words of a link and not where it leads.
  const linked = draft.opener.filter((node) => node.type === 'heading' || node.type === 'paragraph');
  if (
    linked.some((node) => 'children' in node && node.children.some(({ type }) => type === 'link' || type === 'image'))
  )
    prose.push(...linked.map((node) => withoutHashes(slice([node], source))));
  else if (draft.lead) prose.push(draft.lead);
  readParts(draft.nodes, step, prose, source, problems);
  if (step.commands.length === 0) step.commands.push(...inlineCommands([...draft.opener, ...draft.nodes]));
  step.text = prose.filter(Boolean).join('\n\n');
  if (step.title === '') step.title = titleFromProse(step);
  return step;
}

/** Tells reason, commands, checks and prose of a step apart. */
function readParts(
  nodes: readonly RootContent[],
  step: RunbookStep,
  prose: string[],
  source: string,
  problems: RunbookProblem[],
): void {
  const judge = (text: string, line: number) => {
    if (!step.checks.some((check) => check.text === text)) step.checks.push({ text, line, condition: null });
  };
  for (const [i, node] of nodes.entries()) {
    const why = node.type === 'paragraph' ? whyOf(slice([node], source)) : null;
    const before = nodes[i - 1];
    const next = nodes[i + 1];
    if (why !== null && step.why === '') step.why = why;
    else if (node.type === 'code') readCode(node, isAnswer(node, before, source), step, prose, source);
    else if (isTaskList(node)) {
      for (const item of node.children) {
        const check = checkOf(item, source, problems);
        if (check.condition) step.checks.push(check);
        else judge(check.text, check.line);
      }
    } else if (node.type === 'paragraph' && isCheckLabel(toString(node)) && next && next.type !== 'code') continue;
    else if (node.type === 'paragraph' && expectationIn(toString(node)) !== null && !asksToRun(node, next, source))
      judge(withAnswer(oneLine(slice([node], source)), next), lineOf(node));
    else {
      prose.push(dedent(slice([node], source), node));
      step.commands.push(...nestedCode(node, source));
      const labelled = before !== undefined && introducesChecks(before);
      for (const { text, line } of nestedExpectations(node, source, labelled)) judge(text, line);
    }
  }
}

/** "Verify:", "You should see:" above a list. */
function introducesChecks(node: RootContent): boolean {
  if (node.type !== 'paragraph') return false;
  return isCheckLabel(toString(node)) || expectationIn(toString(node)) === 'output';
}

/** "Expected output:" with the block that it announces, when that is short. */
function withAnswer(text: string, next: RootContent | undefined): string {
  if (next?.type !== 'code' || !/[:：]$/.test(text)) return text;
  const answer = oneLine(next.value);
  return answer.length <= 160 ? `${text} ${answer}` : `${text} ${answer.slice(0, 159)}…`;
}

/** "Verify that it is up: `curl …`" tells to run something: that is prose with a command. */
function asksToRun(node: Paragraph, next: RootContent | undefined, source: string): boolean {
  if (expectationIn(toString(node)) === 'output') return false;
  return (
    inlineCommands([node]).length > 0 ||
    (next?.type === 'code' && readBlock(next, source).command !== null && /:$/.test(toString(node).trim()))
  );
}

function readCode(code: Code, answer: boolean, step: RunbookStep, prose: string[], source: string): void {
  const block = answer ? { command: null, output: code.value } : readBlock(code, source);
  if (block.command) step.commands.push(block.command);
  if (block.command && block.output === '') return;
  const shown =
    block.command === null && (code.lang || code.value === '') ? slice([code], source) : asText(block.output);
  prose.push(dedent(shown, code));
}

function asText(output: string): string {
  const longest = Math.max(2, ...(output.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${output}\n${fence}`;
}

function checkOf(item: ListItem, source: string, problems: RunbookProblem[]): RunbookCheck {
  const markdown = slice([item as RootContent], source).replace(/^(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s*/, '');
  const text = oneLine(withoutComment(markdown));
  const line = lineOf(item as RootContent);
  const comment = checkComment(markdown);
  if (comment === null) return { text, line, condition: null };
  const parsed = parseCondition(comment);
  if (parsed.ok) return { text, line, condition: parsed.condition };
  problems.push({ rule: 'check-syntax', line, message: `The check cannot be read: ${parsed.message}.` });
  return { text, line, condition: null };
}

const WHY_WORD =
  /^(?:why|reason|rationale|because|warum|grund|begründung|pourquoi|raison|por qué|por que|motivo|razón|理由|なぜ)$/i;
const WHY =
  /^\s{0,3}[*_]{0,2}(?:why|reason|rationale|because|warum|grund|begründung|pourquoi|raison|por qué|por que|motivo|razón|理由|なぜ)[*_]{0,2}\s?(?::|：|–|—)\s?[*_]{0,2}\s*(?=\S)/i;

function whyOf(markdown: string): string | null {
  const label = WHY.exec(markdown);
  return label ? oneLine(markdown.slice(label[0].length)) : null;
}

function isTaskList(node: RootContent): node is List {
  return (
    node.type === 'list' && node.children.length > 0 && node.children.every((item) => typeof item.checked === 'boolean')
  );
}

function isPlainList(node: RootContent): node is List {
  return node.type === 'list' && !node.ordered && !isTaskList(node);
}

/** Blocks of code inside a list or quote of the step; what is shown as an answer there stays prose. */
function nestedCode(node: RootContent, source: string): RunbookStep['commands'] {
  const found: RunbookStep['commands'] = [];
  const stack: RootContent[] = [node];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (!('children' in next)) continue;
    const children = next.children as RootContent[];
    const codes = children.flatMap((child, i) =>
      child.type === 'code' && !isAnswer(child, children[i - 1], source) ? [readBlock(child, source).command] : [],
    );
    found.push(...codes.filter((command) => command !== null));
    stack.push(...[...children].reverse());
  }
  return found.sort((a, b) => a.line - b.line);
}

/** "- Expected: three rows" inside a list of the step; every item of a list that a label calls checks. */
function nestedExpectations(node: RootContent, source: string, labelled: boolean): { text: string; line: number }[] {
  if (node.type !== 'list') return [];
  return node.children.flatMap((item) => {
    const [first, ...rest] = item.children as RootContent[];
    if (first?.type !== 'paragraph') return [];
    const here = (labelled || expectationIn(toString(first)) === 'check') && inlineCommands([first]).length === 0;
    const own = here ? [{ text: oneLine(slice([first], source)), line: lineOf(first) }] : [];
    return [...own, ...rest.flatMap((inner) => nestedExpectations(inner, source, false))];
  });
}

/** A node inside a list item keeps the item's indentation on its later lines; the text of a step does not. */
function dedent(markdown: string, node: RootContent): string {
  const column = (node.position?.start.column ?? 1) - 1;
  return column === 0 ? markdown : markdown.replaceAll(`\n${' '.repeat(column)}`, '\n');
}

function titleFromProse(step: RunbookStep): string {
  const first = step.text.split('\n').find((line) => line.trim() !== '') ?? step.commands[0]?.text.split('\n')[0] ?? '';
  const plain = plainTitle(first.replace(/^[#>*\s-]+/, ''));
  return plain.length <= 100 ? plain : `${plain.slice(0, 99)}…`;
}

function withoutHashes(markdown: string): string {
  return markdown.replace(/^#{1,6}\s+/, '').replace(/\n[=-]+\s*$/, '');
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
