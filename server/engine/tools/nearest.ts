/** Names that somebody may have meant by a word that is none: at most two letters off, or a beginning of it. */
export function nearest(typed: string, names: readonly string[]): string[] {
  const word = typed.toLowerCase();
  return names
    .filter((name) => distance(word, name.toLowerCase()) <= 2 || (word !== '' && name.toLowerCase().startsWith(word)))
    .sort();
}

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
