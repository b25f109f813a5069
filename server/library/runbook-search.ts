import MiniSearch from 'minisearch';
import type { SearchAnswer } from '../protocol/library.ts';
import type { Runbook } from '../runbook/runbook.ts';

type Hit = SearchAnswer['hits'][number];

interface Indexed {
  id: string;
  title: string;
  alerts: string;
  tags: string;
  words: string;
}

const MOST_HITS = 50;
/** Of pages that hold only some of the words. */
const FEW = 10;
/** Letters in a word for one, and for two, typing errors. */
const fuzzyFor = (term: string): number => (term.length < 4 ? 0 : term.length < 8 ? 1 : 2);

/**
 * Finds a runbook by the literal words of an alert, a log line or a customer. Pages that hold the words just as typed come
 * first, then those that hold all of them, then those that hold nearly them; when there is none, those with most of them.
 */
export class RunbookSearch {
  #index = newIndex();
  #pages = new Map<string, Runbook>();
  /** Their texts in small letters, which is what a literal search reads. */
  #texts = new Map<string, string>();

  /** Takes the pages as they are now; only what changed is read again. */
  update(pages: readonly Runbook[]): void {
    const wanted = new Map(pages.map((page) => [page.id, page]));
    for (const [id, page] of this.#pages) {
      if (wanted.get(id)?.hash === page.hash) continue;
      this.#index.discard(id);
      this.#pages.delete(id);
      this.#texts.delete(id);
    }
    for (const [id, page] of wanted) {
      if (this.#pages.has(id)) continue;
      this.#pages.set(id, page);
      this.#texts.set(id, page.source.toLowerCase());
      this.#index.add(indexed(page));
    }
  }

  find(query: string): Hit[] {
    const phrase = query.trim().toLowerCase();
    if (phrase === '') return [];
    const ranked = this.#rank(query);
    const place = new Map(ranked.map(({ id }, at) => [id, at]));
    const literal = [...this.#pages.values()].filter((page) => this.#texts.get(page.id)!.includes(phrase));
    literal.sort((a, b) => (place.get(a.id) ?? MOST_HITS) - (place.get(b.id) ?? MOST_HITS) || (a.id < b.id ? -1 : 1));
    const seen = new Set(literal.map(({ id }) => id));
    const near = ranked.filter(({ id }) => !seen.has(id));
    // An excerpt reads the whole page: only for what is shown.
    const exact = literal.slice(0, MOST_HITS).map((page) => excerptOf(page, [phrase], true));
    const rest = near.slice(0, MOST_HITS - exact.length);
    return [...exact, ...rest.map(({ id, terms }) => excerptOf(this.#pages.get(id)!, terms, false))];
  }

  /** Pages with all the words, nearly; when none has all, as with a whole line of a log, those with most of them. */
  #rank(query: string): { id: string; terms: string[] }[] {
    const all = this.#index.search(query, { combineWith: 'AND' });
    const found = all.length > 0 ? all : this.#index.search(query, { combineWith: 'OR', prefix: false }).slice(0, FEW);
    return found.map(({ id, terms }) => ({ id: id as string, terms }));
  }
}

function newIndex(): MiniSearch<Indexed> {
  return new MiniSearch<Indexed>({
    fields: ['title', 'alerts', 'tags', 'words'],
    // "CheckoutErrors" is found by "checkout errors" too.
    tokenize: (text) => text.match(/[\p{L}\p{N}_]+/gu)?.flatMap((word) => [word, ...camelParts(word)]) ?? [],
    searchOptions: {
      boost: { alerts: 4, title: 3, tags: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: fuzzyFor,
      tokenize: (text) => text.match(/[\p{L}\p{N}_]+/gu) ?? [],
    },
  });
}

function camelParts(word: string): string[] {
  const parts = word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  return parts.length > 1 ? parts : [];
}

function indexed(page: Runbook): Indexed {
  return {
    id: page.id,
    title: `${page.id} ${page.title}`,
    alerts: page.alerts.join(' '),
    tags: [...page.tags, ...page.services, page.category].join(' '),
    words: page.source,
  };
}

/** The line that holds most of the terms, its matches marked; the title when no line has one. */
function excerptOf(page: Runbook, terms: readonly string[], exact: boolean): Hit {
  const lines = page.source.split(/\r?\n/);
  let best = { at: 0, score: 0 };
  lines.forEach((line, at) => {
    const low = line.toLowerCase();
    const score = terms.reduce((sum, term) => sum + (low.includes(term) ? term.length : 0), 0);
    if (score > best.score) best = { at, score };
  });
  const excerpt = best.score > 0 ? cut(lines[best.at] ?? '', terms) : page.title;
  return {
    id: page.id,
    where: placeOf(page, best.at + 1),
    line: best.score > 0 ? best.at + 1 : 1,
    excerpt,
    marks: marksIn(excerpt, terms),
    exact,
  };
}

const EXCERPT = 160;

function cut(line: string, terms: readonly string[]): string {
  const text = line.trim();
  if (text.length <= EXCERPT) return text;
  const low = text.toLowerCase();
  const first = Math.min(...terms.map((term) => low.indexOf(term)).filter((at) => at >= 0));
  const from = Math.max(0, Math.min(first - 30, text.length - EXCERPT));
  return `${from > 0 ? '…' : ''}${text.slice(from, from + EXCERPT)}${from + EXCERPT < text.length ? '…' : ''}`;
}

function marksIn(text: string, terms: readonly string[]): [number, number][] {
  const low = text.toLowerCase();
  const found = terms.flatMap((term): [number, number][] => {
    const at = low.indexOf(term);
    return at < 0 ? [] : [[at, at + term.length]];
  });
  found.sort((a, b) => a[0] - b[0]);
  return found.filter(([from], i) => i === 0 || from >= found[i - 1]![1]);
}

function placeOf(page: Runbook, line: number): string {
  const step = page.steps.find((one) => line >= one.line && line <= one.endLine);
  if (step) return `step ${step.number}`;
  if (line >= page.scope.line && page.steps[0] && line < page.steps[0].line && page.scope.line > 0) return 'scope';
  if (page.escalation && line >= page.escalation.line) return 'escalation';
  return 'the head';
}
