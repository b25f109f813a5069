import type { Nodes, Root } from 'mdast';
import { toString } from 'mdast-util-to-string';
import type { RunbookFacts } from './runbook.ts';

/** More than any page needs; a page of nothing but links is not a runbook. */
const MOST = 500;

/** Where a page leads, in its order: links, bare addresses, pictures and definitions. */
export function linksIn(tree: Root): RunbookFacts['links'] {
  const found: RunbookFacts['links'] = [];
  const stack: Nodes[] = [tree];
  for (let next = stack.pop(); next && found.length < MOST; next = stack.pop()) {
    if (next.type === 'link' || next.type === 'image' || next.type === 'definition') {
      const text = next.type === 'definition' ? (next.label ?? '') : toString(next).trim();
      found.push({ text, url: next.url, line: next.position?.start.line ?? 1 });
    }
    if ('children' in next) stack.push(...[...next.children].reverse());
  }
  return found;
}
