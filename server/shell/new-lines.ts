/**
 * The lines of a sliding window that were not in the window before: what comes after the longest end of `before` that
 * `now` begins with. Without any overlap everything is new.
 */
export function newLines(before: readonly string[], now: readonly string[]): string[] {
  for (let from = Math.max(0, before.length - now.length); from < before.length; from++) {
    const shared = before.length - from;
    if (beginsWith(now, before, from)) return now.slice(shared);
  }
  return [...now];
}

function beginsWith(now: readonly string[], before: readonly string[], from: number): boolean {
  for (let at = from; at < before.length; at++) if (before[at] !== now[at - from]) return false;
  return true;
}

/**
 * The rows of a table that differ from every row before, as `kubectl get -w` prints them: a row whose age alone has
 * grown has not changed.
 */
export function changedRows(before: readonly string[], now: readonly string[]): string[] {
  const header = now[0] ?? '';
  const known = new Set([header, ...before.map((row) => withoutAge(row, before[0] ?? ''))]);
  return now.slice(1).filter((row) => row !== '' && !known.has(withoutAge(row, header)));
}

/** A row without what time alone changes, its columns parted by one blank. */
function withoutAge(row: string, header: string): string {
  const aged = [...header.matchAll(/(?:LAST SEEN|AGE)\s*/g)].map(({ index, 0: text }) => [index, text.length] as const);
  const kept = aged.reduceRight(
    (text, [from, length]) =>
      from + length >= header.length ? text.slice(0, from) : text.slice(0, from) + text.slice(from + length),
    row,
  );
  return kept
    .replace(/\(\S+ ago\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
