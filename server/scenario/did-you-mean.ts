/**
 * `did you mean "db"?` when one known name is close to what was written, else the list of what exists (at most eight),
 * else ''. Close = an edit distance (insert, delete, replace, swap of neighbours) of at most a third of its length.
 */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  if (near !== null) return `did you mean "${near}"?`;
  if (known.length === 0) return '';
  const shown = [...known].sort().slice(0, 8);
  return `known: ${shown.join(', ')}${known.length > shown.length ? ', …' : ''}`;
}

/** The closest known name, one that holds all written words, or null. Ties go to the first in the list. */
export function nearest(written: string, known: readonly string[]): string | null {
  if (written.length > 80) return null;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(Math.max(written.length, 3) / 3)) + 1;
  for (const name of known) {
    if (name.length > 80) continue;
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best ?? known.find((name) => holdsWords(name, written)) ?? null;
}

/** `journey_duration_bucket` lacks a word of `journey_duration_seconds_bucket`. */
function holdsWords(name: string, written: string): boolean {
  const words = written.toLowerCase().split(/[^a-z0-9]+/);
  const known = name.toLowerCase().split(/[^a-z0-9]+/);
  return words.length > 1 && words.every((word) => known.includes(word));
}

/** Optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j - 1]! + 1, rows[i - 1]![j]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
