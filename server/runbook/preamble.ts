import type { RootContent, Table } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { readField, type FrontMatter } from './front-matter.ts';
import { endLineOf, lineOf, slice, type Section } from './sections.ts';

interface Preamble {
  head: FrontMatter;
  /** Nodes that say nothing but head fields. */
  fields: RootContent[];
  /** Runs of neighbouring nodes that are text. */
  texts: { markdown: string; line: number; endLine: number; nodes: RootContent[] }[];
}

/** "**Owner:** anna" lines, two-column tables and comments above the first section; the rest is text around `title`. */
export function readPreamble(section: Section, title: { line: number } | null, source: string): Preamble {
  const preamble: Preamble = { head: {}, fields: [], texts: [] };
  let open = false;
  for (const node of section.nodes) {
    const { head, whole } = fieldsOf(node, source);
    preamble.head = { ...head, ...preamble.head };
    if (whole) {
      preamble.fields.push(node);
      open = false;
      continue;
    }
    const last = preamble.texts.at(-1);
    const overTitle = title !== null && last !== undefined && last.line < title.line && title.line < lineOf(node);
    if (!open || overTitle) preamble.texts.push({ markdown: '', line: lineOf(node), endLine: 0, nodes: [] });
    const text = preamble.texts.at(-1)!;
    text.nodes.push(node);
    text.endLine = endLineOf(node);
    open = true;
  }
  for (const text of preamble.texts) text.markdown = slice(text.nodes, source);
  return preamble;
}

/** The fields of a node whose every line is "name: value"; `whole` when each of the names means something to us. */
function fieldsOf(node: RootContent, source: string): { head: FrontMatter; whole: boolean } {
  const pairs = node.type === 'table' ? pairsOfTable(node) : pairsOfLines(textOf(node, source));
  if (pairs === null || pairs.length === 0) return { head: {}, whole: false };
  let head: FrontMatter = {};
  let whole = true;
  for (const [name, value] of pairs) {
    const field = readField(name, value);
    if (field === null) whole = false;
    head = { ...field, ...head };
  }
  return { head, whole };
}

function textOf(node: RootContent, source: string): string {
  const text = slice([node], source);
  if (text.length > 4_000) return '';
  return node.type === 'html' ? (/^<!--([\s\S]*)-->$/.exec(text)?.[1]?.trim() ?? '') : text;
}

function pairsOfTable(table: Table): [string, string][] | null {
  const rows = table.children.slice(0, 50).map((row) => row.children.map((cell) => toString(cell).trim()));
  if (rows.some((row) => row.length !== 2)) return null;
  const body = rows.filter((row, i) => i > 0 || readField(row[0]!, row[1]!) !== null);
  return body.map((row) => [row[0]!, row[1]!]);
}

function pairsOfLines(markdown: string): [string, string][] | null {
  const pairs: [string, string][] = [];
  for (const line of markdown.split(/\r\n?|\n/)) {
    const match =
      /^\s{0,8}(?:[-*>+]\s{1,4})?[*_`]{0,2}([\p{L}][\p{L} '’-]{0,24}?)[*_`]{0,2}\s?[:：][*_`]{0,2}(.*)$/u.exec(line);
    if (!match) return null;
    pairs.push([match[1]!, withoutLink(match[2]!.trim())]);
  }
  return pairs;
}

/** "[anna](mailto:anna@x)" → "anna"; a value that is more than a link stays. */
function withoutLink(value: string): string {
  return /^\[([^\]]{1,80})\]\([^)]{0,300}\)$/.exec(value)?.[1] ?? value;
}
