import type { Code, List, ListItem, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { checkComment, parseCondition, withoutComment } from './condition.ts';
import type { RunbookCheck, RunbookProblem, RunbookStep } from './runbook.ts';
import { endLineOf, lineOf, slice, type Section } from './sections.ts';

interface StepsResult {
  steps: RunbookStep[];
  /** What stands before the first step. */
  preamble: RootContent[];
  problems: RunbookProblem[];
}

/** A step before its parts are told apart. */
interface Draft {
  title: string;
  line: number;
  endLine: number;
  nodes: RootContent[];
  /** Rest of the paragraph whose beginning became the title. */
  lead: string;
}

/**
 * The steps of one section, numbered on from `from`. Steps are its sub-headings; without any, the items of its numbered
 * lists; without any, the items of its bullet lists; without any, each command with the prose before it; else one step.
 */
export function readSteps(section: Section, source: string, from: number): StepsResult {
  const { drafts, preamble } = draftSteps(section, source);
  const problems: RunbookProblem[] = [];
  const steps = drafts.map((draft, i) => finishStep(draft, from + i, source, problems));
  return { steps, preamble, problems };
}

function draftSteps(section: Section, source: string): { drafts: Draft[]; preamble: RootContent[] } {
  const { nodes } = section;
  const sub = Math.min(7, ...nodes.filter((node) => node.type === 'heading').map((node) => node.depth));
  if (sub < 7)
    return split(nodes, (node) => (node.type === 'heading' && node.depth === sub ? [headingDraft(node)] : null));
  const ordered = (node: RootContent) => (node.type === 'list' && node.ordered ? itemDrafts(node, source) : null);
  if (nodes.some((node) => ordered(node) !== null)) return split(nodes, ordered);
  const bullets = (node: RootContent) => (isPlainList(node) ? itemDrafts(node, source) : null);
  if (nodes.some((node) => bullets(node) !== null)) return split(nodes, bullets);
  return { drafts: byCommand(section), preamble: [] };
}

/** Nodes that `opens` turns into drafts begin steps; every other node belongs to the step before it. */
function split(nodes: RootContent[], opens: (node: RootContent) => Draft[] | null) {
  const drafts: Draft[] = [];
  const preamble: RootContent[] = [];
  for (const node of nodes) {
    const opened = opens(node);
    if (opened) {
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
  return { title: plainTitle(toString(node)), line: lineOf(node), endLine: endLineOf(node), nodes: [], lead: '' };
}

function itemDrafts(list: List, source: string): Draft[] {
  return list.children.map((item) => {
    const [first, ...rest] = item.children as RootContent[];
    const base = { line: lineOf(item), endLine: endLineOf(item) };
    if (first?.type !== 'paragraph') return { ...base, title: '', nodes: item.children as RootContent[], lead: '' };
    const { title, lead } = leadOf(slice([first], source), toString(first));
    return { ...base, title, nodes: rest, lead };
  });
}

/** "Restart it. Then wait." → title "Restart it.", lead "Then wait."; a short paragraph is all title. */
function leadOf(markdown: string, plain: string): { title: string; lead: string } {
  const sentence = /^([^\n]{3,120}?[.:!?])(?:\s+|$)([\s\S]*)$/.exec(markdown);
  if (sentence && !/\b(e\.g|i\.e|etc)\.$/.test(sentence[1]!)) {
    return { title: plainTitle(sentence[1]!), lead: sentence[2]!.trim() };
  }
  return plain.length <= 120 ? { title: plainTitle(markdown), lead: '' } : { title: '', lead: markdown };
}

/** Without fences and lists: the prose up to and including each command is a step. */
function byCommand(section: Section): Draft[] {
  const drafts: Draft[] = [];
  let open: RootContent[] = [];
  const close = () => {
    if (open.length === 0) return;
    drafts.push({ title: '', line: lineOf(open[0]!), endLine: endLineOf(open.at(-1)!), nodes: open, lead: '' });
    open = [];
  };
  for (const node of section.nodes) {
    const after = drafts.length > 0 && open.length === 0 && isTaskList(node);
    if (after) {
      drafts.at(-1)!.nodes.push(node);
      drafts.at(-1)!.endLine = endLineOf(node);
      continue;
    }
    open.push(node);
    if (node.type === 'code') close();
  }
  close();
  if (drafts.length === 1) drafts[0]!.title = plainTitle(section.heading);
  return drafts;
}

function finishStep(draft: Draft, number: number, source: string, problems: RunbookProblem[]): RunbookStep {
  const prose: string[] = draft.lead ? [draft.lead] : [];
  const step: RunbookStep = {
    number, title: draft.title, why: '', text: '', line: draft.line, endLine: draft.endLine, commands: [], checks: [],
  }; // prettier-ignore
  for (const node of draft.nodes) {
    const why = node.type === 'paragraph' ? whyOf(slice([node], source)) : null;
    if (why !== null && step.why === '') step.why = why;
    else if (node.type === 'code' && isCommand(node)) step.commands.push(commandOf(node, source));
    else if (isTaskList(node)) step.checks.push(...node.children.map((item) => checkOf(item, source, problems)));
    else if (!isCheckLabel(node)) {
      prose.push(dedent(slice([node], source), node));
      step.commands.push(...nestedCode(node).map((code) => commandOf(code, source)));
    }
  }
  step.text = prose.filter(Boolean).join('\n\n');
  if (step.title === '') step.title = titleFromProse(step);
  return step;
}

function checkOf(item: ListItem, source: string, problems: RunbookProblem[]): RunbookCheck {
  const markdown = slice([item as RootContent], source).replace(/^(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s*/, '');
  const text = withoutComment(markdown).trim().replace(/\s+/g, ' ');
  const line = lineOf(item as RootContent);
  const comment = checkComment(markdown);
  if (comment === null) return { text, line, condition: null };
  const parsed = parseCondition(comment);
  if (parsed.ok) return { text, line, condition: parsed.condition };
  problems.push({ rule: 'check-syntax', line, message: `The check cannot be read: ${parsed.message}.` });
  return { text, line, condition: null };
}

const WHY =
  /^\s*(?:[*_]{1,2})?(?:why|reason|rationale|because)(?:[*_]{1,2})?\s*(?::|–|—)\s*(?:[*_]{1,2})?\s*([\s\S]+)$/i;

function whyOf(markdown: string): string | null {
  return WHY.exec(markdown)?.[1]?.trim().replace(/\s+/g, ' ') ?? null;
}

/** "Verify:" alone above the boxes says nothing that the boxes do not. */
function isCheckLabel(node: RootContent): boolean {
  return node.type === 'paragraph' && /^(verif(y|ication)|checks?|expected)\s*:?$/i.test(toString(node).trim());
}

function isTaskList(node: RootContent): node is List {
  return (
    node.type === 'list' && node.children.length > 0 && node.children.every((item) => typeof item.checked === 'boolean')
  );
}

function isPlainList(node: RootContent): node is List {
  return node.type === 'list' && !node.ordered && !isTaskList(node);
}

/** Languages of fences that show something instead of asking to run it. */
const SHOWN = new Set([
  'text', 'txt', 'output', 'log', 'logs', 'plain', 'plaintext', 'yaml', 'yml', 'json', 'toml', 'ini', 'xml', 'html', 'diff',
  'go', 'java', 'python', 'py', 'js', 'ts', 'mermaid', 'hcl', 'markdown', 'md', 'csv', 'conf', 'nginx', 'dockerfile',
]); // prettier-ignore

function isCommand(code: Code): boolean {
  return !SHOWN.has((code.lang ?? '').toLowerCase()) && code.value.trim() !== '';
}

function commandOf(code: Code, source: string): RunbookStep['commands'][number] {
  const fenced = /^[`~]/.test(source.slice(code.position?.start.offset ?? 0));
  const language = (code.lang ?? '').toLowerCase();
  const lines = code.value.split('\n');
  const prompted = lines.filter((line) => /^\s*[$#] \S/.test(line));
  const first = prompted.length > 0 ? lines.indexOf(prompted[0]!) : 0;
  // A transcript shows prompts and answers: only what stands after a prompt was typed.
  const typed = prompted.some((line) => /^\s*\$ /.test(line)) || language === 'console' ? prompted : [];
  const text = typed.length > 0 ? typed.map((line) => line.replace(/^\s*[$#] /, '')).join('\n') : code.value;
  const line = lineOf(code) + (fenced ? 1 : 0) + (typed.length > 0 ? first : 0);
  return { language, text: text.trim(), line };
}

function nestedCode(node: RootContent): Code[] {
  if (node.type === 'code') return [];
  if (!('children' in node)) return [];
  const found: Code[] = [];
  const stack = [...node.children].reverse() as RootContent[];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next.type === 'code' && isCommand(next)) found.push(next);
    if ('children' in next) stack.push(...([...next.children].reverse() as RootContent[]));
  }
  return found;
}

/** A node inside a list item keeps the item's indentation on its later lines; the text of a step does not. */
function dedent(markdown: string, node: RootContent): string {
  const column = (node.position?.start.column ?? 1) - 1;
  return column === 0 ? markdown : markdown.replaceAll(`\n${' '.repeat(column)}`, '\n');
}

/** A title without its number and without Markdown around or inside it; code keeps its backticks. */
function plainTitle(text: string): string {
  const bare = text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .replace(/^\s*(?:step\s*)?\d+(?:\.\d+)*\s*[.):–—-]*\s+/i, '')
    .replace(/^step\s*\d*\s*[:–—-]\s*/i, '');
  return (bare.trim() === '' ? text : bare).replace(/\s+/g, ' ').trim().replace(/:$/, '');
}

function titleFromProse(step: RunbookStep): string {
  const first = step.text.split('\n').find((line) => line.trim() !== '') ?? step.commands[0]?.text.split('\n')[0] ?? '';
  const plain = plainTitle(first.replace(/^[#>*\s-]+/, ''));
  return plain.length <= 100 ? plain : `${plain.slice(0, 99)}…`;
}
