import type { MarkdownNode } from '../kit/markdown-tree.ts';

export interface Dressing {
  /** Words to mark where they stand. */
  words: readonly string[];
  /** The address of what a word or a relative link names, when the library has it. */
  addressOf: (name: string) => string | null;
}

const RUNBOOK_ID = /\b[A-Z]{2,5}-\d+\b/g;

/** Marks the searched words and turns names of runbooks into links. Code is marked, never linked. */
export function dressed(nodes: readonly MarkdownNode[], dressing: Dressing): MarkdownNode[] {
  return nodes.flatMap((node) => dressedNode(node, dressing, true));
}

function dressedNode(node: MarkdownNode, dressing: Dressing, links: boolean): MarkdownNode[] {
  if ('text' in node) return links ? linked(node.text, dressing) : marked(node.text, dressing.words);
  const inside = links && node.tag !== 'a' && node.tag !== 'code' && node.tag !== 'pre';
  const children = node.children.flatMap((child) => dressedNode(child, dressing, inside));
  if (node.tag !== 'a') return [{ ...node, children }];
  const href = node.attributes.href ?? '';
  const file = /^[^#?:]+\.(?:md|markdown)(?=$|[#?])/i.exec(href)?.[0];
  const address = file === undefined ? null : dressing.addressOf(file);
  // A relative link that leads to no page of the library leads nowhere here: its words stay.
  if (file !== undefined && address === null) return children;
  return [{ ...node, attributes: address ? { href: address } : node.attributes, children }];
}

function linked(text: string, dressing: Dressing): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  let at = 0;
  for (const match of text.matchAll(RUNBOOK_ID)) {
    const href = dressing.addressOf(match[0]);
    if (href === null) continue;
    nodes.push(...marked(text.slice(at, match.index), dressing.words));
    nodes.push({ tag: 'a', attributes: { href }, children: marked(match[0], dressing.words) });
    at = match.index + match[0].length;
  }
  return [...nodes, ...marked(text.slice(at), dressing.words)];
}

function marked(text: string, words: readonly string[]): MarkdownNode[] {
  const wanted = words.filter((word) => word.trim() !== '');
  if (text === '') return [];
  if (wanted.length === 0) return [{ text }];
  const found = new RegExp(`(${wanted.map(escaped).join('|')})`, 'giu');
  return text
    .split(found)
    .map((piece, i): MarkdownNode =>
      i % 2 === 1 ? { tag: 'mark', attributes: {}, children: [{ text: piece }] } : { text: piece },
    )
    .filter((node) => !('text' in node) || node.text !== '');
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What to mark in a page that was found: the words as typed, or, where they do not stand so, those that were found. */
export function wordsOf(query: string, exact: boolean, found: readonly string[]): string[] {
  const phrase = query.trim();
  if (phrase === '') return [];
  return exact ? [phrase] : [...new Set([...found, ...phrase.split(/\s+/).filter((word) => word.length > 2)])];
}

/** Finds a page by its id, or by the end of a relative path. */
export function addressBook(
  cards: readonly { id: string; path: string }[],
  addressFor: (id: string) => string,
): (name: string) => string | null {
  const byName = new Map<string, string>();
  for (const { id, path } of cards) {
    byName.set(path.split('/').at(-1)?.toLowerCase() ?? path, id);
    byName.set(path.toLowerCase(), id);
  }
  for (const { id } of cards) byName.set(id.toLowerCase(), id);
  return (name) => {
    const plain = name.replace(/^(\.{1,2}\/)+/, '').toLowerCase();
    const id = byName.get(plain) ?? byName.get(plain.split('/').at(-1) ?? plain);
    return id === undefined ? null : addressFor(id);
  };
}
