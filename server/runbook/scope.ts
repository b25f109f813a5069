import type { RootContent } from 'mdast';
import type { Runbook } from './runbook.ts';
import { slice, type Section } from './sections.ts';

type Side = 'handles' | 'doesNotHandle';

const OUT =
  /^[*_]*(?:does\s+not\s+(?:handle|cover|apply)|doesn[’']t\s+(?:handle|cover)|not\s+(?:handled|covered|for)|out\s+of\s+scope|excludes?)[*_]*\s*:?[*_]*\s*/i;
const IN = /^[*_]*(?:handles?|covers?|in\s+scope|applies\s+to|includes?|for)[*_]*\s*:[*_]*\s*/i;

/** What a runbook handles and what it does not: labelled lists, labelled lines, or plain items (which it handles). */
export function readScope(section: Section, source: string): Runbook['scope'] {
  const scope: Runbook['scope'] = { handles: [], doesNotHandle: [], markdown: section.markdown, line: section.line };
  let side: Side = 'handles';
  for (const node of section.nodes) {
    const items = node.type === 'list' ? (node.children as RootContent[]) : [node];
    for (const item of items) {
      const lines = slice([item], source).split('\n').map(bareLine).filter(Boolean);
      for (const line of node.type === 'list' ? [lines.join(' ')] : lines) {
        const labelled = sideOf(line);
        if (labelled) side = labelled.side;
        const text = labelled ? labelled.rest : line;
        if (text !== '' && (labelled || node.type === 'list')) scope[side].push(text);
      }
    }
  }
  return scope;
}

function sideOf(line: string): { side: Side; rest: string } | null {
  if (OUT.test(line)) return { side: 'doesNotHandle', rest: line.replace(OUT, '').trim() };
  if (IN.test(line)) return { side: 'handles', rest: line.replace(IN, '').trim() };
  return null;
}

function bareLine(line: string): string {
  return line.trim().replace(/^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s*)?/, '');
}
