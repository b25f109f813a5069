/** Letters of the query in order, anywhere; starts of words and runs count more. */

/** Score of `text` for `query`, higher is better, or undefined when a letter is missing. An empty query scores 0. */
export function fuzzyScore(query: string, text: string): number | undefined {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const within = text.toLowerCase();
  let score = 0;
  let at = 0;
  let last = -2;
  for (const letter of wanted) {
    const startOfWord = wordStart(within, letter, at);
    const next =
      within.startsWith(letter, at) && at === last + 1
        ? at
        : startOfWord >= 0
          ? startOfWord
          : within.indexOf(letter, at);
    if (next < 0) return undefined;
    score += next === last + 1 ? 3 : next === startOfWord ? 2 : 0;
    last = next;
    at = next + 1;
  }
  return score - within.length / 200;
}

function wordStart(text: string, letter: string, from: number): number {
  for (let i = text.indexOf(letter, from); i >= 0; i = text.indexOf(letter, i + 1))
    if (i === 0 || /[\s\-_/.:#(]/.test(text.charAt(i - 1))) return i;
  return -1;
}

/** Items whose text contains the query's letters, best first; ties keep their order. */
export function fuzzyFilter<Item>(query: string, items: readonly Item[], textOf: (item: Item) => string): Item[] {
  return items
    .map((item, order) => ({ item, order, score: fuzzyScore(query, textOf(item)) }))
    .filter((found): found is { item: Item; order: number; score: number } => found.score !== undefined)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map(({ item }) => item);
}
