import { SvelteSet } from 'svelte/reactivity';

/** Remarks that somebody called "not so", for one page and on this computer only: the next reader judges for themselves. */
export class SetAside {
  readonly keys = new SvelteSet<string>();
  readonly #store: string;

  constructor(runbook: string) {
    this.#store = `drillbook.not-so.${runbook}`;
    for (const key of this.#read()) this.keys.add(key);
  }

  add(key: string): void {
    this.keys.add(key);
    this.#save();
  }

  delete(key: string): void {
    this.keys.delete(key);
    this.#save();
  }

  clear(): void {
    this.keys.clear();
    this.#save();
  }

  #read(): string[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#store) ?? '[]');
      return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : [];
    } catch {
      return [];
    }
  }

  #save(): void {
    try {
      if (this.keys.size === 0) localStorage.removeItem(this.#store);
      else localStorage.setItem(this.#store, JSON.stringify([...this.keys]));
    } catch {
      // Forbidden storage: it lasts as long as the page.
    }
  }
}
