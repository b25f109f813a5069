import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { RunbookProblem } from './runbook.ts';

/** Longest runbook accepted, in characters: a page that long is a book, and parsing it stalls everybody. */
const MAX_CHARACTERS = 256 * 1024;
/** Deepest nesting of lists and quotes accepted; the Markdown parser's time grows with its square. */
const MAX_NESTING = 40;

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml']).freeze();

type TreeResult = { ok: true; tree: Root } | { ok: false; problem: RunbookProblem };

/** Markdown → mdast with positions. Size and nesting are checked by a linear scan before the parser sees the text. */
export function markdownTree(source: string): TreeResult {
  if (source.length > MAX_CHARACTERS) {
    return refuse('too-large', 1, `The runbook has ${source.length} characters; at most ${MAX_CHARACTERS} are read.`);
  }
  const deep = firstDeepLine(source);
  if (deep !== null) {
    return refuse('too-deep', deep, `Lists or quotes nest deeper than ${MAX_NESTING} levels here; flatten them.`);
  }
  return { ok: true, tree: processor.parse(source) };
}

function refuse(rule: RunbookProblem['rule'], line: number, message: string): TreeResult {
  return { ok: false, problem: { rule, line, message } };
}

/** Markers that open a container: `>`, `-`, `*`, `+`, `12.`, `12)`; each list level indents by two columns or more. */
function firstDeepLine(source: string): number | null {
  let line = 0;
  for (const text of source.split('\n')) {
    line++;
    const prefix = /^(?:\s*(?:>|[-*+]\s|\d{1,9}[.)]\s))+/.exec(text.slice(0, 2_000))?.[0];
    if (prefix === undefined) continue;
    const markers = prefix.match(/>|[-*+]|\d+[.)]/g)?.length ?? 0;
    const indent = prefix.length - prefix.trimStart().length;
    if (markers > MAX_NESTING || indent > 2 * MAX_NESTING) return line;
  }
  return null;
}
