import type { RootContent } from 'mdast';
import { sha256 } from '../drill/hash.ts';
import { alertsIn } from './alert-names.ts';
import { withoutComment } from './condition.ts';
import { readDate } from './dates.ts';
import { readFrontMatter, type FrontMatter, type Head } from './front-matter.ts';
import { partOf, type Part } from './headings.ts';
import { linksIn } from './links.ts';
import { markdownTree } from './markdown-tree.ts';
import { plainText } from './plain-text.ts';
import { readPreamble } from './preamble.ts';
import type { Runbook, RunbookFacts, RunbookSpan } from './runbook.ts';
import { readScope } from './scope.ts';
import { endLineOf, isHead, lineOf, slice, splitPage, type Page, type Section } from './sections.ts';
import { readSteps } from './steps.ts';
import { tellsWhatToDo } from './tells-what-to-do.ts';

/** A runbook in the making. */
interface Reading {
  runbook: Runbook & { facts: RunbookFacts };
  /** The page without the byte order mark: what offsets count in. */
  text: string;
}

/**
 * Reads any Markdown page as a runbook. Never throws: what cannot be read becomes a problem with its line, what has no
 * place goes to `other`, and `source` keeps the text as it was. `file` is shown to people and names a page without id.
 */
export function parseRunbook(source: string, file: string): Runbook {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const reading: Reading = { runbook: blank(source, file), text };
  const { runbook } = reading;
  const result = markdownTree(text);
  if (!result.ok) {
    const endLine = text.split(/\r\n?|\n/).length;
    runbook.problems.push(result.problem);
    runbook.other.push({ heading: '', markdown: text, line: 1, endLine, part: null });
    span(reading, 'other', '', 1, endLine);
    return runbook;
  }
  const front = readHead(reading, result.tree.children);
  const page = splitPage(result.tree, text);
  const preamble = readPreamble(page.preamble, page.title, text);
  if (page.title) span(reading, 'title', page.title.text, page.title.line, page.title.endLine);
  for (const node of preamble.fields) span(reading, 'head', '', lineOf(node), endLineOf(node));
  fillHead(runbook, { ...preamble.head, ...front.head }, page);
  runbook.facts.links = linksIn(result.tree);
  placeParts(reading, page, preamble.texts);
  if (runbook.alerts.length === 0) runbook.alerts = alertsIn(runbook, page);
  runbook.facts.layout = apart(runbook.facts.layout);
  return runbook;
}

/** In the order of the page. The parser counts definitions above an underlined heading to both: they stay with the first. */
function apart(layout: RunbookSpan[]): RunbookSpan[] {
  layout.sort((a, b) => a.line - b.line || a.endLine - b.endLine);
  let taken = 0;
  for (const one of layout) {
    one.line = Math.max(one.line, taken + 1);
    taken = Math.max(taken, one.endLine);
  }
  return layout.filter(({ line, endLine }) => line <= endLine);
}

function blank(source: string, file: string): Reading['runbook'] {
  const name = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.(md|markdown)$/i, '');
  return {
    id: name || 'runbook', title: name || 'runbook', file, hash: sha256(source), source,
    category: '', trigger: '', owner: '', lastTested: null, tags: [], alerts: [], services: [], linked: [],
    scope: { handles: [], doesNotHandle: [], markdown: '', line: 0 },
    prerequisites: [], steps: [], escalation: null, postIncident: null, lessons: null, prevention: null,
    other: [], problems: [],
    facts: { symptom: '', impact: '', links: [], reviewed: null, unread: [], layout: [] },
  }; // prettier-ignore
}

function span(
  { runbook }: Reading,
  part: RunbookSpan['part'],
  heading: string,
  line: number,
  endLine: number,
  step: number | null = null,
): void {
  runbook.facts.layout.push({ part, heading, step, line, endLine });
}

function readHead(reading: Reading, nodes: readonly RootContent[]): Head {
  const node = nodes.find(isHead);
  if (!node || !('value' in node)) return { head: {}, problems: [], unread: [] };
  const front = readFrontMatter(node.value, lineOf(node) + 1, node.type === 'yaml' ? 'yaml' : 'toml');
  span(reading, 'head', '', lineOf(node), endLineOf(node));
  reading.runbook.problems.push(...front.problems);
  reading.runbook.facts.unread = front.unread;
  return front;
}

function fillHead(runbook: Reading['runbook'], head: FrontMatter, page: Page): void {
  const heading = page.title?.text ?? '';
  const idInText = /\b[A-Z]{2,5}-\d+\b/.exec(heading.slice(0, 20)) ?? /^[A-Z]{2,5}-\d+/.exec(runbook.id);
  runbook.id = head.id ?? idInText?.[0] ?? runbook.id;
  runbook.title = head.title ?? (withoutId(heading, runbook.id) || runbook.title);
  runbook.category = head.category ?? '';
  runbook.trigger = head.trigger ?? '';
  runbook.owner = head.owner ?? '';
  const tested = head.lastTested && !/^(never|none|n\/a|-+|null|nie|jamais|nunca)$/i.test(head.lastTested);
  runbook.lastTested = tested ? (readDate(head.lastTested!) ?? head.lastTested!) : null;
  runbook.tags = head.tags ?? [];
  runbook.alerts = head.alerts ?? [];
  runbook.services = head.services ?? [];
  runbook.linked = head.linked ?? [];
  runbook.facts.reviewed = head.reviewed ? (readDate(head.reviewed) ?? head.reviewed) : null;
}

/** "RUN-001: Checkout hangs" → "Checkout hangs". */
function withoutId(heading: string, id: string): string {
  const bare = heading.startsWith(id) ? heading.slice(id.length) : heading;
  return bare
    .replace(/^\s*[:–—·|-]*\s*/, '')
    .replace(/^(?:runbook|playbook|alert)\s*[:–—-]\s*/i, '')
    .trim();
}

/** Every part where it belongs; what tells what to do under unknown headings becomes steps when nothing else does. */
function placeParts(reading: Reading, page: Page, texts: ReturnType<typeof readPreamble>['texts']): void {
  const parts = [
    ...texts.map(({ nodes, markdown, line }): Section => ({ ...page.preamble, nodes, markdown, line, heading: '' })),
    ...page.sections,
  ];
  const kinds = new Map(parts.map((section) => [section, kindOf(section, page)]));
  const known = parts.some((section) => kinds.get(section)?.part === 'steps' && section.nodes.length > 0);
  for (const section of parts) {
    const { part, asOne } = kinds.get(section)!;
    const toldHere = !known && part === null && tellsWhatToDo(section, reading.text);
    if (part === 'steps' || toldHere) addSteps(reading, section, asOne);
    else placeSection(reading, section, part);
  }
}

/** What a section is. A heading that counts ("Step 3", "2. Drain it" among others with numbers) is a step itself. */
function kindOf({ heading }: Section, page: Page): { part: Part | null; asOne: boolean } {
  const part = heading === '' ? null : partOf(heading);
  const numbered = /^\s*\d{1,3}[.)]\s/;
  const counts = /^\s*(?:\d{1,3}[.)]\s*)?(?:step|schritt|étape|paso|passo|etapa|手順)\s*\d/i.test(heading);
  if (counts) return { part: 'steps', asOne: true };
  const unknown = part === null && numbered.test(heading);
  if (!unknown) return { part, asOne: false };
  const others = page.sections.filter((one) => numbered.test(one.heading)).length;
  return others > 1 ? { part: 'steps', asOne: true } : { part: null, asOne: false };
}

function placeSection(reading: Reading, section: Section, part: Part | null): void {
  const { runbook, text } = reading;
  const body = { markdown: section.markdown, line: section.line };
  const endLine = endOf(section);
  span(reading, part ?? 'other', section.heading, section.line, endLine);
  if (part === 'scope' && runbook.scope.line === 0) runbook.scope = readScope(section, text);
  else if (part === 'prerequisites' && runbook.prerequisites.length === 0 && section.nodes.length > 0) {
    runbook.prerequisites = readPrerequisites(section, text);
    for (const node of section.nodes.filter(({ type }) => type === 'html')) {
      const lines = { line: lineOf(node), endLine: endLineOf(node) };
      runbook.other.push({ heading: section.heading, markdown: slice([node], text), ...lines, part });
    }
  } else if (
    (part === 'escalation' || part === 'postIncident' || part === 'lessons' || part === 'prevention') &&
    runbook[part] === null
  ) {
    runbook[part] = body;
  } else {
    const gathers = section.gathers && section.nodes.length === 0;
    runbook.other.push({ heading: section.heading, ...body, endLine, part: gathers ? 'overview' : part });
    readFact(reading, section, part);
  }
}

function readFact({ runbook }: Reading, section: Section, part: Part | null): void {
  if (part === 'trigger') {
    runbook.facts.symptom ||= textOf(section);
    if (runbook.trigger === '') runbook.trigger = firstSentence(section);
  }
  if (part === 'impact') runbook.facts.impact ||= textOf(section);
  if (part === 'owner' && runbook.owner === '') {
    const name = textOf(section).replace(/^[*_-]+\s*/, '');
    if (name.length > 0 && name.length <= 60) runbook.owner = name;
  }
}

function addSteps(reading: Reading, section: Section, asOne: boolean): void {
  const { runbook, text } = reading;
  const { steps, preamble, problems } = readSteps(section, text, runbook.steps.length + 1, asOne);
  runbook.steps.push(...steps);
  runbook.problems.push(...problems);
  if (section.headingEnd > 0 && !asOne) span(reading, 'steps', section.heading, section.line, section.headingEnd);
  for (const step of steps) span(reading, 'steps', section.heading, step.line, step.endLine, step.number);
  const markdown = slice(preamble, text);
  if (markdown === '') return;
  const lines = { line: lineOf(preamble[0]!), endLine: endLineOf(preamble.at(-1)!) };
  span(reading, 'steps', section.heading, lines.line, lines.endLine);
  runbook.other.push({ heading: section.heading, markdown, ...lines, part: 'steps' });
}

function readPrerequisites(section: Section, source: string): Runbook['prerequisites'] {
  return section.nodes.flatMap((node) => {
    if (node.type === 'html') return [];
    const items = node.type === 'list' ? (node.children as RootContent[]) : [node];
    return items.map((item) => {
      const markdown = slice([item], source).replace(/^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s*)?/, '');
      const access = /<!--\s*access\s*:([^>]*?)-->/i.exec(markdown)?.[1]?.trim() ?? null;
      return { text: withoutComment(markdown).trim().replace(/\s+/g, ' '), line: lineOf(item), access };
    });
  });
}

function endOf(section: Section): number {
  return section.nodes.length > 0 ? endLineOf(section.nodes.at(-1)!) : Math.max(section.headingEnd, section.line);
}

/** A label in place of a heading is part of its text; a fact begins after it. */
function textOf({ nodes, heading, headingEnd }: Section): string {
  const text = plainText(nodes, 2_000);
  return headingEnd === 0 && text.startsWith(heading) ? text.slice(heading.length).replace(/^[\s:：–—-]+/, '') : text;
}

function firstSentence(section: Section): string {
  const paragraph = section.nodes.find((node) => node.type === 'paragraph' || node.type === 'list');
  const text = paragraph ? textOf({ ...section, nodes: [paragraph] }) : '';
  const sentence = /^.{3,200}?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
  return sentence.length <= 200 ? sentence : `${sentence.slice(0, 199)}…`;
}
