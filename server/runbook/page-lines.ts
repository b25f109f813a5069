import type { Runbook } from './runbook.ts';

/** The page's lines, without the ends that a system gives them. Line n of the page is index n − 1. */
export function linesOf({ source }: Pick<Runbook, 'source'>): string[] {
  return source.split(/\r?\n/);
}

export interface PageHeading {
  /** 1-based. */
  line: number;
  depth: number;
  text: string;
}

/** Headings with `#`, outside fences and front matter, in order. */
export function headingsOf(lines: readonly string[]): PageHeading[] {
  let fence = '';
  const body = lines[0] === '---' ? lines.indexOf('---', 1) + 1 : 0;
  return lines.flatMap((text, i) => {
    if (i < body) return [];
    const mark = /^\s*(`{3,}|~{3,})/.exec(text)?.[1] ?? '';
    if (mark !== '' && fence === '') fence = mark;
    else if (mark !== '' && mark[0] === fence[0] && mark.length >= fence.length) fence = '';
    else if (fence === '') {
      const heading = /^(#{1,6})\s+(.*)$/.exec(text);
      if (heading) return [{ line: i + 1, depth: heading[1]!.length, text: heading[2]!.trim() }];
    }
    return [];
  });
}

/** The last line with words of the section whose heading stands at `line`. */
export function endOfSection(lines: readonly string[], line: number): number {
  const headings = headingsOf(lines);
  const own = headings.find((heading) => heading.line === line);
  const next = headings.find((heading) => heading.line > line && heading.depth <= (own?.depth ?? 2));
  let end = (next?.line ?? lines.length + 1) - 1;
  while (end > line && lines[end - 1]!.trim() === '') end--;
  return end;
}

/** `insert` goes before line `at` in place of `remove` lines. */
export function spliced(lines: readonly string[], at: number, remove: number, insert: readonly string[]): string[] {
  return [...lines.slice(0, at - 1), ...insert, ...lines.slice(at - 1 + remove)];
}

/**
 * Inserts a section of its own before line `at` (or at the end of the page), with blank lines around it, at the level of
 * the page's other sections.
 */
export function withSection(lines: readonly string[], at: number | null, heading: string, body: readonly string[]): string[] {
  const depths = headingsOf(lines).map(({ depth }) => depth);
  const level = depths.includes(2) ? 2 : Math.min(6, ...depths.filter((depth) => depth > 1), 2);
  const section = [`${'#'.repeat(level)} ${heading}`, '', ...body];
  if (at !== null) return spliced(lines, at, 0, [...section, '']);
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1;
  return [...lines.slice(0, end), '', ...section, ''];
} // prettier-ignore
