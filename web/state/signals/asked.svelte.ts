import { untrack } from 'svelte';
import type { Refusal } from '../../../server/protocol/refusal.ts';
import type { SignalName, SignalQueries } from '../../../server/protocol/signals.ts';
import type { WatchedDrill } from './look.svelte.ts';

/** The same question is not asked more often than this, however fast the drill runs. */
const LEAST_GAP_MS = 2000;

/**
 * The latest answer to a question that is asked again and again. One question is under way at a time: whatever is asked
 * meanwhile waits, and only the newest of it. An answer to another question than the one now wanted is dropped.
 */
export class Asked<N extends SignalName> {
  answer = $state.raw<SignalQueries[N]['out'] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** The answer on screen is to an older question, or there is none yet. */
  stale = $state(true);
  readonly #drill: WatchedDrill;
  readonly #name: N;
  #key = '';
  #answered = '';
  #busy = false;
  #askedAtMs = 0;
  #wake: (() => void) | undefined;
  #next: SignalQueries[N]['in'] | null = null;

  constructor(drill: WatchedDrill, name: N) {
    this.#drill = drill;
    this.#name = name;
  }

  /** @param key names the question without the time it is asked for: the same key is the same question, later. */
  ask(payload: SignalQueries[N]['in'], key: string): void {
    untrack(() => {
      if (key !== this.#key) this.#wake?.();
      this.#key = key;
      this.#next = payload;
      this.stale = this.#answered !== key || this.answer === null;
      if (!this.#busy) void this.#work();
    });
  }

  /** The last question again, because a person asks for it. */
  again(payload: SignalQueries[N]['in']): void {
    this.refusal = null;
    this.ask(payload, this.#key);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#next !== null) {
      const key = this.#key;
      if (key === this.#answered && !this.refusal) await this.#pause();
      if (key !== this.#key) continue;
      const payload = this.#next;
      this.#next = null;
      this.#askedAtMs = performance.now();
      const reply = await this.#drill.send(this.#name, payload as never);
      if (key !== this.#key) continue;
      // Too many questions: what is on screen is a few seconds old, which is no reason to take it away.
      if (!reply.ok && reply.refusal.code === 'request/rate-limited' && this.#answered === key) continue;
      this.refusal = reply.ok ? null : reply.refusal;
      if (!reply.ok) continue;
      this.answer = reply.result as SignalQueries[N]['out'];
      this.#answered = key;
      this.stale = false;
    }
    this.#busy = false;
  }

  /** Until the gap is over, or another question is asked. */
  #pause(): Promise<void> {
    const leftMs = this.#askedAtMs + LEAST_GAP_MS - performance.now();
    if (leftMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, leftMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
