import type { Store } from '../../server/store/store.ts';

/** Where the server is killed: at the nth call of the store from now (from 0), before or after it took effect. */
export interface Cut {
  call: number;
  when: 'before' | 'after';
}

const SILENCE = new Promise<never>(() => undefined);

/** A store whose server can be killed at any of its calls: that call and all later ones of the dead server are never answered. */
export class DyingStore {
  readonly store: Store;
  /** Names of the calls since the last `kill` or `counts`. */
  calls: string[] = [];
  #cut: Cut | null = null;
  #dead = false;
  #died: () => void = () => undefined;

  constructor(real: Store) {
    const calls = Object.entries(real).map(([name, value]) => [
      name,
      typeof value === 'function' ? (...args: unknown[]) => this.#call(name, () => value(...args)) : value,
    ]);
    this.store = Object.fromEntries(calls) as Store;
  }

  counts(): void {
    this.calls = [];
  }

  /** Begins `work` and resolves when its server is dead, or when it has ended without coming so far. */
  async kill(cut: Cut, work: () => Promise<unknown>): Promise<void> {
    this.calls = [];
    this.#cut = cut;
    await Promise.race([work(), new Promise<void>((died) => (this.#died = died))]);
    this.#cut = null;
    this.#dead = false;
  }

  async #call(name: string, answer: () => Promise<unknown>): Promise<unknown> {
    if (this.#dead) return SILENCE;
    const dies = this.#cut?.call === this.calls.length ? this.#cut.when : null;
    this.calls.push(name);
    if (dies === 'before') return this.#die();
    const result = await answer();
    return dies ? this.#die() : result;
  }

  #die(): Promise<never> {
    this.#dead = true;
    this.#died();
    return SILENCE;
  }
}

/** Both sides of every call of `calls`. */
export function everyCut(calls: readonly string[]): Cut[] {
  return calls.flatMap((_, call) => [{ call, when: 'before' } as const, { call, when: 'after' } as const]);
}
