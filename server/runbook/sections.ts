import type { Heading, Root, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';

/** A heading with what stands below it, up to the next heading of its level or above. Offsets are into the source. */
export interface Section {
  heading: string;
  depth: number;
  line: number;
  nodes: RootContent[];
  /** From after the heading to the end of the section. */
  markdown: string;
}

export interface Page {
  /** The first heading, when it names the page and not a part of it. */
  title: { text: string; line: number } | null;
  /** What stands before the first section. */
  preamble: Section;
  sections: Section[];
}

/** Which part of a runbook a heading opens. `steps` is everything that tells what to do, in the order of the page. */
type Part = 'scope' | 'prerequisites' | 'steps' | 'escalation' | 'postIncident' | 'lessons' | 'prevention' | 'trigger';

/** The headings in use for each part, most telling first; matched on the words of the heading, without its number. */
const HEADINGS: [Part, RegExp][] = [
  ['postIncident', /^(post[- ]?(incident|mortem)|after (the )?incident|follow[- ]?ups?|clean[- ]?up|closing)/i],
  ['escalation', /^(escalat|who to (call|page|contact)|contacts?\b|support$|on[- ]?call$|when to (call|escalate))/i],
  ['prerequisites', /^(pre[- ]?requisites?|requirements?|before you (begin|start)|access( required)?$|you (will )?need)/i],
  ['prevention', /^(prevent|avoiding|long[- ]?term|permanent fix)/i],
  ['lessons', /^(lessons?|learnings?|what we learned|notes from)/i],
  ['scope', /^(scope|applies to|when to use|use this)/i],
  ['trigger', /^(trigger|symptoms?|meaning|alert( description)?$|detection|how (do )?you (notice|know))/i],
  ['steps', /^(procedures?|steps?\b|runbook steps|instructions?|(immediate )?actions?\b|mitigat|resol|remed|fix(es|ing)?\b|recover|diagnos|investigat|trouble ?shoot|debug|triage|what to do|how to (fix|resolve|mitigate|respond)|response|possible (fixes|solutions|actions)|solution|workaround|checks?\b|verif|rollback|roll back|playbook)/i],
]; // prettier-ignore

export function partOf(heading: string): Part | null {
  const plain = heading.replace(/^[\s\d.)#:–—-]+/, '').trim();
  return HEADINGS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** Splits a page at its main headings: the second level, or the highest level there is below the title. */
export function splitPage(tree: Root, source: string): Page {
  const nodes = tree.children.filter((node) => node.type !== 'yaml');
  const headings = nodes.filter((node) => node.type === 'heading');
  const title = titleHeading(headings);
  const others = headings.filter((node) => node !== title);
  const level = others.some((node) => node.depth === 2) ? 2 : Math.min(7, ...others.map((node) => node.depth));
  const page: Page = {
    title: title ? { text: toString(title).trim(), line: lineOf(title) } : null,
    preamble: empty(),
    sections: [],
  };
  let current = page.preamble;
  for (const node of nodes) {
    if (node === title) continue;
    if (node.type === 'heading' && node.depth <= level) {
      current = { heading: toString(node).trim(), depth: node.depth, line: lineOf(node), nodes: [], markdown: '' };
      page.sections.push(current);
    } else {
      if (current.line === 0) current.line = lineOf(node);
      current.nodes.push(node);
    }
  }
  for (const section of [page.preamble, ...page.sections]) section.markdown = slice(section.nodes, source);
  return page;
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

function empty(): Section {
  return { heading: '', depth: 0, line: 0, nodes: [], markdown: '' };
}
