import type { RootContent, Table } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { sha256 } from '../drill/hash.ts';
import { withoutComment } from './condition.ts';
import { readField, readFrontMatter, type FrontMatter } from './front-matter.ts';
import { markdownTree } from './markdown-tree.ts';
import type { Runbook } from './runbook.ts';
import { readScope } from './scope.ts';
import { lineOf, partOf, slice, splitPage, type Page, type Section } from './sections.ts';
import { readSteps } from './steps.ts';

/**
 * Reads any Markdown page as a runbook. Never throws: what cannot be read becomes a problem with its line, what has no
 * place goes to `other`, and `source` keeps the text as it was. `file` is shown to people and names a page without id.
 */
export function parseRunbook(source: string, file: string): Runbook {
  const runbook = blank(source, file);
  const result = markdownTree(source);
  if (!result.ok) {
    runbook.problems.push(result.problem);
    runbook.other.push({ heading: '', markdown: source, line: 1 });
    return runbook;
  }
  const yaml = result.tree.children.find((node) => node.type === 'yaml');
  const front = yaml ? readFrontMatter(yaml.value, lineOf(yaml) + 1) : { head: {}, problems: [] };
  const page = splitPage(result.tree, source);
  runbook.problems.push(...front.problems);
  const preamble = readPreamble(page.preamble, source);
  fillHead(runbook, { ...preamble.head, ...front.head }, page);
  if (preamble.markdown !== '')
    runbook.other.push({ heading: '', markdown: preamble.markdown, line: page.preamble.line });
  if (runbook.alerts.length === 0) runbook.alerts = alertsFromWords(runbook);
  for (const section of page.sections) placeSection(runbook, section, source);
  if (runbook.steps.length === 0) stepsFromUnknownParts(runbook, page, source);
  return runbook;
}

function blank(source: string, file: string): Runbook {
  const name = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.(md|markdown)$/i, '');
  return {
    id: name || 'runbook', title: name || 'runbook', file, hash: sha256(source), source,
    category: '', trigger: '', owner: '', lastTested: null, tags: [], alerts: [], services: [], linked: [],
    scope: { handles: [], doesNotHandle: [], markdown: '', line: 0 },
    prerequisites: [], steps: [], escalation: null, postIncident: null, lessons: null, prevention: null,
    other: [], problems: [],
  }; // prettier-ignore
}

function fillHead(runbook: Runbook, head: FrontMatter, page: Page): void {
  const heading = page.title?.text ?? '';
  const idInText = /\b[A-Z]{2,5}-\d+\b/.exec(heading.slice(0, 20)) ?? /^[A-Z]{2,5}-\d+/.exec(runbook.id);
  runbook.id = head.id ?? idInText?.[0] ?? runbook.id;
  runbook.title = head.title ?? (withoutId(heading, runbook.id) || runbook.title);
  runbook.category = head.category ?? '';
  runbook.trigger = head.trigger ?? '';
  runbook.owner = head.owner ?? '';
  runbook.lastTested =
    head.lastTested && !/^(never|none|n\/a|-+|null)$/i.test(head.lastTested) ? head.lastTested : null;
  runbook.tags = head.tags ?? [];
  runbook.alerts = head.alerts ?? [];
  runbook.services = head.services ?? [];
  runbook.linked = head.linked ?? [];
}

/** "RUN-001: Checkout hangs" → "Checkout hangs". */
function withoutId(heading: string, id: string): string {
  const bare = heading.startsWith(id) ? heading.slice(id.length) : heading;
  return bare
    .replace(/^\s*[:–—·|-]*\s*/, '')
    .replace(/^runbook\s*[:–—-]\s*/i, '')
    .trim();
}

function placeSection(runbook: Runbook, section: Section, source: string): void {
  const part = partOf(section.heading);
  const text = { markdown: section.markdown, line: section.line };
  if (part === 'steps') return addSteps(runbook, section, source);
  if (part === 'scope' && runbook.scope.line === 0) runbook.scope = readScope(section, source);
  else if (part === 'prerequisites' && runbook.prerequisites.length === 0 && section.nodes.length > 0) {
    runbook.prerequisites = readPrerequisites(section, source);
  } else if (part === 'escalation' || part === 'postIncident' || part === 'lessons' || part === 'prevention') {
    if (runbook[part] === null) runbook[part] = text;
    else runbook.other.push({ heading: section.heading, ...text });
  } else {
    runbook.other.push({ heading: section.heading, ...text });
    if (part === 'trigger' && runbook.trigger === '') runbook.trigger = firstSentence(section);
  }
}

function addSteps(runbook: Runbook, section: Section, source: string): void {
  const { steps, preamble, problems } = readSteps(section, source, runbook.steps.length + 1);
  runbook.steps.push(...steps);
  runbook.problems.push(...problems);
  const markdown = slice(preamble, source);
  if (markdown !== '') runbook.other.push({ heading: section.heading, markdown, line: lineOf(preamble[0]!) });
}

/** A page that tells what to do under a heading we do not know: every part with a command in it is taken for steps. */
function stepsFromUnknownParts(runbook: Runbook, page: Page, source: string): void {
  const withCommands = [page.preamble, ...page.sections].filter(
    (section) =>
      (section.heading === '' || partOf(section.heading) === null) &&
      section.nodes.some((node) => node.type === 'code'),
  );
  for (const section of withCommands) {
    const { steps, problems } = readSteps(section, source, runbook.steps.length + 1);
    runbook.steps.push(...steps);
    runbook.problems.push(...problems);
  }
}

function readPrerequisites(section: Section, source: string): Runbook['prerequisites'] {
  return section.nodes.flatMap((node) => {
    const items = node.type === 'list' ? (node.children as RootContent[]) : [node];
    return items.map((item) => {
      const markdown = slice([item], source).replace(/^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s*)?/, '');
      const access = /<!--\s*access\s*:\s*([\s\S]*?)\s*-->/i.exec(markdown)?.[1] ?? null;
      return { text: withoutComment(markdown).trim().replace(/\s+/g, ' '), line: lineOf(item), access };
    });
  });
}

/** "**Owner:** anna" lines and two-column tables above the first section; the rest is text. */
function readPreamble(section: Section, source: string): { head: FrontMatter; markdown: string } {
  let head: FrontMatter = {};
  const rest: RootContent[] = [];
  for (const node of section.nodes) {
    const fields = fieldsOf(node, source);
    if (fields === null) rest.push(node);
    else head = { ...fields, ...head };
  }
  return {
    head,
    markdown: rest
      .map((node) => slice([node], source))
      .filter(Boolean)
      .join('\n\n'),
  };
}

/** Every line of the node as a field, or null when one line is something else: then the node is text and is kept. */
function fieldsOf(node: RootContent, source: string): FrontMatter | null {
  const pairs = node.type === 'table' ? pairsOfTable(node) : pairsOfLines(slice([node], source));
  if (pairs === null || pairs.length === 0) return null;
  let head: FrontMatter = {};
  for (const [name, value] of pairs) {
    const field = readField(name, value);
    if (field === null) return null;
    head = { ...field, ...head };
  }
  return head;
}

function pairsOfTable(table: Table): [string, string][] | null {
  const rows = table.children.map((row) => row.children.map((cell) => toString(cell).trim()));
  if (rows.some((row) => row.length !== 2)) return null;
  const body = rows.filter((row, i) => i > 0 || readField(row[0]!, row[1]!) !== null);
  return body.map((row) => [row[0]!, row[1]!]);
}

function pairsOfLines(markdown: string): [string, string][] | null {
  const pairs: [string, string][] = [];
  for (const line of markdown.split('\n')) {
    const match = /^\s*(?:[-*>]\s+)?[*_]{0,2}([A-Za-z][A-Za-z -]{1,24}?)[*_]{0,2}\s*:[*_]{0,2}\s*(.*?)\s*$/.exec(line);
    if (!match) return null;
    pairs.push([match[1]!, match[2]!]);
  }
  return pairs;
}

/** Alert names in a page that lists none: `KubePodCrashLooping` as its file name or title, or named by its trigger. */
function alertsFromWords(runbook: Runbook): string[] {
  const name = [runbook.id, runbook.title].find((text) => /^(?:[A-Z]+[a-z0-9]+){2,}[A-Z]*$/.test(text));
  if (name !== undefined) return [name];
  return [...new Set(runbook.trigger.match(/\b(?:[A-Z][a-z0-9]+){2,}\b/g) ?? [])];
}

function firstSentence(section: Section): string {
  const paragraph = section.nodes.find((node) => node.type === 'paragraph' || node.type === 'list');
  const text = paragraph ? toString(paragraph).replace(/\s+/g, ' ').trim() : '';
  const sentence = /^.{3,200}?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
  return sentence.length <= 200 ? sentence : `${sentence.slice(0, 199)}…`;
}
