/** A person's own queries: those pinned beside the room's charts, and those asked before. Kept in this browser, per drill. */
export class PinnedCharts {
  readonly #key: string;
  #pinned = $state.raw<string[]>([]);
  #asked = $state.raw<string[]>([]);

  constructor(drill: string) {
    this.#key = `drillbook.queries.${drill}`;
    const kept = read(this.#key);
    this.#pinned = kept.pinned;
    this.#asked = kept.asked;
  }

  get pinned(): readonly string[] {
    return this.#pinned;
  }

  /** Newest first. */
  get asked(): readonly string[] {
    return this.#asked;
  }

  has(expression: string): boolean {
    return this.#pinned.includes(expression);
  }

  toggle(expression: string): void {
    this.#pinned = this.has(expression)
      ? this.#pinned.filter((other) => other !== expression)
      : [...this.#pinned, expression];
    this.#save();
  }

  remember(expression: string): void {
    this.#asked = [expression, ...this.#asked.filter((other) => other !== expression)].slice(0, 20);
    this.#save();
  }

  #save(): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify({ pinned: this.#pinned, asked: this.#asked }));
    } catch {
      // Forbidden storage: they last as long as the page.
    }
  }
}

function read(key: string): { pinned: string[]; asked: string[] } {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { pinned?: unknown; asked?: unknown };
    return { pinned: texts(kept.pinned), asked: texts(kept.asked) };
  } catch {
    return { pinned: [], asked: [] };
  }
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
