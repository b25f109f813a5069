import type { Ticker } from '../../server/desk/ticker.ts';

interface Beat {
  atMs: number;
  periodMs: number;
  beat: () => void;
}

/** A clock that tests move: nothing happens until `pass` or `sleep`. */
export class FakeTicker implements Ticker {
  nowMs = 1_760_000_000_000;
  readonly #beats = new Set<Beat>();
  readonly #idle: () => Promise<void>;

  /** `idle` resolves when what the beats have begun is done. */
  constructor(idle: () => Promise<void>) {
    this.#idle = idle;
  }

  now(): number {
    return this.nowMs;
  }

  every(periodMs: number, firstMs: number, beat: () => void): () => void {
    const one = { atMs: this.nowMs + firstMs, periodMs, beat };
    this.#beats.add(one);
    return () => this.#beats.delete(one);
  }

  /** Lets wall time pass, beat by beat. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      const next = [...this.#beats].sort((a, b) => a.atMs - b.atMs)[0];
      if (!next || next.atMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.atMs += next.periodMs;
      next.beat();
      await this.#idle();
    }
    this.nowMs = endMs;
    await this.#idle();
  }

  /** The machine sleeps: time passes, and no beat comes until it wakes. */
  sleep(ms: number): void {
    this.nowMs += ms;
    for (const one of this.#beats) while (one.atMs < this.nowMs) one.atMs += one.periodMs;
  }
}
