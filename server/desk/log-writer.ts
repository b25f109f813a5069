import type { Applied } from '../drill/advance.ts';
import type { AnyDraft, AnyEntry } from '../drill/entry.ts';
import { seal, type LogHead } from '../drill/hash.ts';
import type { Projected } from '../drill/project/project.ts';
import type { LogStore, NewBranch } from '../store/log-store.ts';

/** A sealed entry with what it shows; not to be shown before it is stored. */
export interface Kept {
  entry: AnyEntry;
  events: Projected;
}

/**
 * The end of one drill's log. Inputs are stored before they take effect; outcomes are brought about in memory, wait
 * here while the store is down, and are stored before anybody sees them.
 */
export class LogWriter {
  readonly #store: LogStore;
  readonly #drill: string;
  /** Where the log will stand once everything that waits is stored. */
  #head: LogHead;
  #storedSeq: number;
  #waiting: Kept[] = [];

  constructor(store: LogStore, drill: string, head: LogHead) {
    this.#store = store;
    this.#drill = drill;
    this.#head = { seq: head.seq, hash: head.hash };
    this.#storedSeq = head.seq;
  }

  get isClear(): boolean {
    return this.#waiting.length === 0;
  }

  get seq(): number {
    return this.#head.seq;
  }

  /**
   * Stores inputs at once, with the branch that they lead to; they have had no effect yet. Throws what the store throws:
   * then nothing has changed.
   */
  async append(drafts: readonly AnyDraft[], wallMs: number, branch?: NewBranch): Promise<AnyEntry[]> {
    if (!this.isClear) throw new Error('inputs must not overtake outcomes that wait');
    let head = this.#head;
    const entries = drafts.map((draft) => {
      const entry = seal(head, this.#drill, wallMs, draft);
      head = entry;
      return entry;
    });
    if (branch) await this.#store.branchOff(this.#drill, this.#storedSeq, entries, branch);
    else await this.#store.append(this.#drill, this.#storedSeq, entries);
    this.#head = { seq: head.seq, hash: head.hash };
    this.#storedSeq = head.seq;
    return entries;
  }

  /** Puts what has come about behind what waits. */
  put(applied: readonly Applied[], wallMs: number): AnyEntry[] {
    return applied.map(({ draft, events }) => {
      const entry = seal(this.#head, this.#drill, wallMs, draft);
      this.#head = { seq: entry.seq, hash: entry.hash };
      this.#waiting.push({ entry, events });
      return entry;
    });
  }

  /** Stores what waits and returns it. Throws what the store throws: then it goes on waiting. */
  async flush(): Promise<Kept[]> {
    const kept = this.#waiting;
    if (kept.length === 0) return [];
    await this.#store.append(
      this.#drill,
      this.#storedSeq,
      kept.map(({ entry }) => entry),
    );
    this.#storedSeq += kept.length;
    this.#waiting = [];
    return kept;
  }
}
