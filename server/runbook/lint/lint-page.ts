import type { Runbook, RunbookStep } from '../runbook.ts';

/** A page with its lines sorted out once for all rules. */
export interface LintPage {
  runbook: Runbook;
  lines: string[];
  /** What each line is; the same length as `lines`. */
  kinds: ('head' | 'code' | 'prose')[];
  /** The page's prose reads as English: rules that miss words are silent otherwise. */
  english: boolean;
  /** 1-based line of `key:` in the head or the lines below the title; 1 when it is not there. */
  lineOf: (key: string) => number;
}

export function lintPage(runbook: Runbook): LintPage {
  const lines = runbook.source.split(/\r?\n/);
  const kinds = kindsOf(lines);
  const prose = lines.filter((_, i) => kinds[i] === 'prose').join('\n');
  return { runbook, lines, kinds, english: isEnglish(prose), lineOf: (key) => lineOfKey(lines, key) };
}

/** The prose lines of a part, 1-based, both ends in. */
export function proseLines(page: LintPage, from = 1, to = page.lines.length): { line: number; text: string }[] {
  const found: { line: number; text: string }[] = [];
  for (let line = Math.max(1, from); line <= Math.min(to, page.lines.length); line++) {
    if (page.kinds[line - 1] === 'prose') found.push({ line, text: page.lines[line - 1]! });
  }
  return found;
}

/** A line as it would be with other words in it. */
export function reworded(page: LintPage, line: number, from: string, to: string) {
  const text = page.lines[line - 1];
  if (text === undefined || !text.includes(from)) return null;
  return { at: line, remove: 1, insert: [text.replace(from, () => to)] };
}

/** Where the code block of a command begins, its fence included. */
export function fenceOf(page: LintPage, command: RunbookStep['commands'][number]): number {
  let line = command.line;
  while (line > 1 && page.kinds[line - 1] === 'code' && page.kinds[line - 2] === 'code') line--;
  return line;
}

function kindsOf(lines: readonly string[]): LintPage['kinds'] {
  const kinds: LintPage['kinds'] = [];
  let fence = '';
  let inHead = lines[0]?.trim() === '---';
  for (const [i, text] of lines.entries()) {
    if (inHead) {
      kinds.push('head');
      if (i > 0 && text.trim() === '---') inHead = false;
      continue;
    }
    const marker = /^\s*(?:[-*+>]\s+|\d+[.)]\s+)*(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence !== '') {
      kinds.push('code');
      if (marker?.startsWith(fence) && text.trim() === marker) fence = '';
    } else {
      if (marker !== undefined) fence = marker;
      kinds.push(marker === undefined ? 'prose' : 'code');
    }
  }
  return kinds;
}

/** A few of the commonest words tell; short texts count as English. */
function isEnglish(prose: string): boolean {
  const words = prose.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < 30) return !/[^\p{Script=Latin}\P{L}]/u.test(prose);
  const common = words.filter((word) => COMMON.has(word)).length;
  return common / words.length > 0.06;
}

const COMMON = new Set([
  'the', 'a', 'an', 'of', 'to', 'and', 'is', 'it', 'in', 'for', 'on', 'if', 'are', 'with', 'that', 'this', 'by', 'from', 'be',
  'not', 'or', 'when', 'has',
]); // prettier-ignore

function lineOfKey(lines: readonly string[], key: string): number {
  const wanted = key.toLowerCase();
  const at = lines.slice(0, 60).findIndex((line) => {
    const name = /^\W*([A-Za-z][\w -]*?)\W*[:|]/.exec(line)?.[1] ?? '';
    return name.toLowerCase().replace(/[\s_-]/g, '') === wanted;
  });
  return at + 1 || 1;
}
