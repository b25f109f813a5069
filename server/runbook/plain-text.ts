import type { Nodes } from 'mdast';
import { toString } from 'mdast-util-to-string';

/** The words of these nodes on one line, at most `most` letters; cells, items and paragraphs do not run together. */
export function plainText(nodes: readonly Nodes[], most: number): string {
  const words: string[] = [];
  const stack: Nodes[] = [...nodes].reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (!('children' in next) || next.type === 'paragraph' || next.type === 'heading' || next.type === 'tableCell')
      words.push(toString(next));
    else stack.push(...[...next.children].reverse());
  }
  return words.join(' ').replace(/\s+/g, ' ').trim().slice(0, most);
}
