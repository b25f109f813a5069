import { canonicalJson } from '../drill/canonical.ts';
import type { CheckUnderWay, FaultCheck } from '../protocol/breaking.ts';
import type { Progress } from '../protocol/library.ts';

/** What a bot is asked to try: a fault with its dials, in full, beside what would be at work then. */
interface Combination {
  fault: string;
  parameters: Record<string, number>;
  together: readonly string[];
}

/** Has bots play until `signal` says that nobody waits any more. */
type Play = (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<FaultCheck>;

interface Entry extends CheckUnderWay {
  question: string;
  off: AbortController;
  result: Promise<FaultCheck>;
}

/** Often enough to be watched, and no burden when bots run through an hour in a second. */
const TELL_EVERY_MS = 200;

/**
 * The checks of one drill that are under way, in the order in which bots come to them. Whoever asks for the same
 * combination once more waits for the same answer. Nothing of it is stored.
 */
export class ChecksUnderWay {
  readonly #now: () => number;
  readonly #tell: (checks: CheckUnderWay[]) => void;
  #entries: readonly Entry[] = [];
  #asked = 0;
  #toldMs = 0;

  /** `now` in Unix milliseconds; `tell` hears the list whenever it has changed. */
  constructor(now: () => number, tell: (checks: CheckUnderWay[]) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  get list(): CheckUnderWay[] {
    return this.#entries.map(({ id, fault, parameters, progress }) => ({ id, fault, parameters, progress }));
  }

  /** Resolves with what the bots found, or null when the check was called off. Rejects with a sentence. */
  async run(combination: Combination, play: Play): Promise<FaultCheck | null> {
    const entry =
      this.#entries.find(({ question }) => question === canonicalJson(combination)) ?? this.#begin(combination, play);
    try {
      return await entry.result;
    } catch (error) {
      if (entry.off.signal.aborted) return null;
      throw error;
    }
  }

  /** False when there is no such check under way any more. */
  cancel(id: string): boolean {
    const entry = this.#entries.find((one) => one.id === id);
    entry?.off.abort();
    return entry !== undefined;
  }

  cancelAll(): void {
    for (const { off } of this.#entries) off.abort();
  }

  #begin(combination: Combination, play: Play): Entry {
    const off = new AbortController();
    const id = `c${++this.#asked}`;
    const result = play(off.signal, (progress) => this.#reached(id, progress)).finally(() => this.#end(id));
    const { fault, parameters } = combination;
    const entry = { id, fault, parameters, progress: null, question: canonicalJson(combination), off, result };
    this.#set([...this.#entries, entry]);
    return entry;
  }

  #reached(id: string, progress: Progress): void {
    const known = this.#entries.find((one) => one.id === id);
    const begins = known?.progress?.how !== progress.how;
    const entries = this.#entries.map((one) => (one.id === id ? { ...one, progress } : one));
    if (begins || this.#now() - this.#toldMs >= TELL_EVERY_MS) this.#set(entries);
    else this.#entries = entries;
  }

  #end(id: string): void {
    this.#set(this.#entries.filter((one) => one.id !== id));
  }

  #set(entries: readonly Entry[]): void {
    this.#entries = entries;
    this.#toldMs = this.#now();
    this.#tell(this.list);
  }
}
