/**
 * Steps under their new numbers after some were moved, added or taken out. `order[i]` is the old number of what is now
 * step i + 1, or null for a new one. Headings that carry a number get the new one, and so does every "step 3" in
 * the prose; lessons tell what was, and stay.
 */
export function renumbered(lines: readonly string[], order: readonly (number | null)[]): string[] {
  const to = new Map(order.flatMap((old, i) => (old === null ? [] : [[old, i + 1] as const])));
  let fence = '';
  let past = false;
  return lines.map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (mark !== '') fence = fence === '' ? mark : mark[0] === fence[0] && mark.length >= fence.length ? '' : fence;
    if (fence !== '' || mark !== '') return line;
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
    if (heading !== undefined) past = /^(lessons?|learnings?|what we learned|history|changelog)\b/i.test(heading);
    return past ? line : mentions(line, to);
  });
}

function mentions(line: string, to: ReadonlyMap<number, number>): string {
  const moved = (digits: string) => String(to.get(Number(digits)) ?? digits);
  return line.replace(
    /\b(steps?\s+)(\d+)((?:\s*(?:,|and|or|to|–)\s*\d+)*)\b/gi,
    (_, word: string, first: string, rest: string) =>
      `${word}${moved(first)}${rest.replace(/\d+/g, (digits) => moved(digits))}`,
  );
}

/** The number in a step's own heading or list item, replaced. */
export function withNumber(line: string, number: number): string {
  return line.replace(/^(\s*(?:#{1,6}\s+)?(?:step\s+)?)\d+(?=\s*[.):–—-])/i, `$1${number}`);
}
