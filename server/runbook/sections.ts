import type { Heading, Paragraph, Root, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { partOf } from './headings.ts';

/** A heading with what stands below it, up to the next heading of its level or above. Offsets are into the source. */
export interface Section {
  heading: string;
  depth: number;
  line: number;
  /** Last line of the heading, which may be underlined. */
  headingEnd: number;
  nodes: RootContent[];
  /** From after the heading to the end of the section. */
  markdown: string;
  /** Its own heading only gathers parts that follow as sections of their own. */
  gathers: boolean;
}

export interface Page {
  /** The first heading, when it names the page and not a part of it. */
  title: { text: string; line: number; endLine: number } | null;
  /** What stands before the first section. */
  preamble: Section;
  sections: Section[];
}

/** Splits a page at its main headings: the second level, or the highest level there is below the title. */
export function splitPage(tree: Root, source: string): Page {
  const nodes = tree.children.filter((node) => !isHead(node));
  const headings = nodes.filter((node) => node.type === 'heading');
  const title = titleHeading(headings);
  const others = headings.filter((node) => node !== title);
  const level = others.some((node) => node.depth === 2) ? 2 : Math.min(7, ...others.map((node) => node.depth));
  const body = nodes.filter((node) => node !== title);
  const [preamble = empty(), ...sections] = cut(body, (node) =>
    node.type === 'heading' && node.depth <= level ? node.depth : null,
  );
  const found = sections.flatMap(descend);
  const labelled = found.some(({ heading }) => partOf(heading) !== null)
    ? []
    : byBoldLabels(preamble, title ? lineOf(title) : 0);
  const page: Page = {
    title: title ? { text: toString(title).trim(), line: lineOf(title), endLine: endLineOf(title) } : null,
    preamble: labelled[0] ?? preamble,
    sections: [...labelled.slice(1), ...found],
  };
  for (const section of [page.preamble, ...page.sections]) section.markdown = slice(section.nodes, source);
  return page;
}

/** YAML or TOML before the page. */
export function isHead(node: RootContent): boolean {
  return node.type === 'yaml' || (node.type as string) === 'toml';
}

/** The source text from the first to the last of these nodes, blanks around it removed. */
export function slice(nodes: readonly RootContent[], source: string): string {
  const first = nodes[0]?.position?.start.offset;
  const last = nodes.at(-1)?.position?.end.offset;
  return first === undefined || last === undefined ? '' : source.slice(first, last).trim();
}

export function lineOf(node: RootContent): number {
  return node.position?.start.line ?? 1;
}

export function endLineOf(node: RootContent): number {
  return node.position?.end.line ?? 1;
}

function titleHeading(headings: Heading[]): Heading | undefined {
  const first = headings[0];
  if (!first) return undefined;
  const alone = headings.filter((node) => node.depth === first.depth).length === 1;
  if (first.depth === 1) return alone || partOf(toString(first)) === null ? first : undefined;
  return alone && partOf(toString(first)) === null && headings.length > 1 ? first : undefined;
}

/** Sections that begin at each node for which `opens` gives a depth; the first holds what stands before them. */
function cut(nodes: readonly RootContent[], opens: (node: RootContent) => number | null): Section[] {
  const sections = [empty()];
  for (const node of nodes) {
    const depth = opens(node);
    const current = sections.at(-1)!;
    if (depth !== null) {
      const heading = toString(node).trim();
      sections.push({ ...empty(), heading, depth, line: lineOf(node), headingEnd: endLineOf(node) });
    } else {
      if (current.line === 0) current.line = lineOf(node);
      current.nodes.push(node);
    }
  }
  return sections;
}

/** "## KubePodCrashLooping" with "### Meaning", "### Diagnosis" below: the parts count, not what gathers them. */
function descend(section: Section): Section[] {
  if (partOf(section.heading) !== null) return [section];
  const inner = section.nodes.filter((node) => node.type === 'heading');
  const depth = Math.min(7, ...inner.map((node) => node.depth));
  if (!inner.some((node) => node.depth === depth && partOf(toString(node)) !== null)) return [section];
  const [own, ...parts] = cut(section.nodes, (node) =>
    node.type === 'heading' && node.depth === depth ? node.depth : null,
  );
  return [{ ...section, nodes: own!.nodes, gathers: true }, ...parts];
}

/** "**Symptoms:** users see 503": a page that has labels in place of headings. The label stays part of the text. */
function byBoldLabels(preamble: Section, titleLine: number): Section[] {
  const label = (node: RootContent) => (node.type === 'paragraph' ? boldLabel(node) : null);
  const opens = (node: RootContent) => {
    const part = partOf(label(node)?.text ?? '');
    return part !== null && part !== 'owner';
  };
  if (preamble.nodes.filter(opens).length < 2) return [];
  const sections = [{ ...empty(), line: preamble.line }];
  for (const node of preamble.nodes) {
    const text = label(node)?.text ?? '';
    const last = sections.at(-1)!;
    if (last.heading !== '' && last.line < titleLine && titleLine < lineOf(node))
      sections.push({ ...empty(), line: lineOf(node) });
    if (opens(node)) {
      const alone = toString(node).trim().replace(/:$/, '') === text;
      const head = { ...empty(), heading: text, depth: 2, line: lineOf(node) };
      sections.push(alone ? { ...head, headingEnd: endLineOf(node) } : { ...head, headingEnd: 0, nodes: [node] });
    } else sections.at(-1)!.nodes.push(node);
  }
  return sections;
}

/** The bold words that a paragraph begins with, when they label what follows: "**Cause**: …", "**Fix:** …", "**Then**". */
export function boldLabel(paragraph: Paragraph): { text: string; end: number } | null {
  const [first, next] = paragraph.children;
  if (first?.type !== 'strong') return null;
  const text = toString(first).trim();
  const labels = text.endsWith(':') || !next || (next.type === 'text' && /^\s*(?::|–|—|\n)/.test(next.value));
  return labels && text.length <= 100
    ? { text: text.replace(/\s*[:：]$/, ''), end: first.position?.end.offset ?? 0 }
    : null;
}

function empty(): Section {
  return { heading: '', depth: 0, line: 0, headingEnd: 0, nodes: [], markdown: '', gathers: false };
}
