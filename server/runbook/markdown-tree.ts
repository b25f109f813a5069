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
/** Most lines that are not blank: each opens a block, and what goes on over many of them is read again for each. */
const MAX_LINES = 4_000;
/** Most characters with a meaning in Markdown, on the page and between two blank lines. */
const MAX_MARKS = { page: 15_000, block: 2_500 };

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml', 'toml']).freeze();

type TreeResult = { ok: true; tree: Root } | { ok: false; problem: RunbookProblem };

/**
 * Markdown → mdast with positions. The parser's time grows with the square of some things (closing brackets without an
 * opening one, lines that go on a quote, nested lists), so a linear scan bounds them before it sees the text: what passes
 * is read within a second on a slow machine.
 */
export function markdownTree(source: string): TreeResult {
  if (source.length > MAX_CHARACTERS) {
    return refuse('too-large', 1, `The runbook has ${source.length} characters; at most ${MAX_CHARACTERS} are read.`);
  }
  const deep = firstDeepLine(source);
  if (deep !== null) {
    return refuse('too-deep', deep, `Lists or quotes nest deeper than ${MAX_NESTING} levels here; flatten them.`);
  }
  const tangled = firstTangledLine(source);
  if (tangled) return refuse('too-large', tangled.line, tangled.message);
  return { ok: true, tree: processor.parse(source) };
}

function refuse(rule: RunbookProblem['rule'], line: number, message: string): TreeResult {
  return { ok: false, problem: { rule, line, message } };
}

/** Lists and quotes that a line opens, and at least one block: "- - a" costs the parser more than two lines do. */
function containers(text: string): number {
  const prefix = /^(?:\s*(?:[-*+]|\d{1,9}[.)])\s)+/.exec(text.slice(0, 300))?.[0] ?? '';
  return Math.max(1, prefix.match(/[-*+]|\d[.)]/g)?.length ?? 1);
}

/** Lines and marks are counted everywhere, also in code: whether a line is code is only known after parsing. */
function firstTangledLine(source: string): { line: number; message: string } | null {
  let [line, lines, page, block] = [0, 0, 0, 0];
  for (const text of source.split(/\r\n?|\n/)) {
    line++;
    if (text.trim() === '') {
      block = 0;
      continue;
    }
    const marks = 1 + (text.match(/[[\]()*_`~<>&|!\\@]|:\/\/|www\./g)?.length ?? 0);
    block += marks;
    page += marks;
    lines += 1 + 2 * (containers(text) - 1);
    if (lines > MAX_LINES) return { line, message: `The runbook has more than ${MAX_LINES} lines of text.` };
    if (page > MAX_MARKS.page || block > MAX_MARKS.block) {
      const most = page > MAX_MARKS.page ? MAX_MARKS.page : `${MAX_MARKS.block} between two blank lines`;
      return { line, message: `Too many brackets, stars, bars and the like up to here; at most ${most} are read.` };
    }
  }
  return null;
}

/** Markers that open a container: `>`, `-`, `*`, `+`, `12.`, `12)`; each list level indents by two columns or more. */
function firstDeepLine(source: string): number | null {
  let line = 0;
  for (const text of source.split(/\r\n?|\n/)) {
    line++;
    const prefix = /^(?:\s*(?:>|[-*+]\s|\d{1,9}[.)]\s))+/.exec(text.slice(0, 2_000))?.[0];
    if (prefix === undefined) continue;
    const markers = prefix.match(/>|[-*+]|\d+[.)]/g)?.length ?? 0;
    const indent = prefix.length - prefix.trimStart().length;
    if (markers > MAX_NESTING || indent > 2 * MAX_NESTING) return line;
  }
  return null;
}
