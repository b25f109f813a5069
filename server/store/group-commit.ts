import type { Kysely, Transaction } from 'kysely';
import { DuplicateCommand, LostOwnership, StoreUnavailable, WrongSeq } from './log-store.ts';

interface Job<T> {
  work: (tx: Transaction<T>) => Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * One transaction for everything that queued up while the last one was being written: many drills share a disk sync.
 * It never waits for company. A job that is refused takes none of the others with it.
 */
export class GroupCommit<T> {
  readonly #db: Kysely<T>;
  #waiting: Job<T>[] = [];
  #busy: Promise<void> | null = null;

  constructor(db: Kysely<T>) {
    this.#db = db;
  }

  /** Resolves when the work is committed. Throws what `work` threw, or `StoreUnavailable`. */
  run(work: (tx: Transaction<T>) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      this.#busy ??= this.#drain();
    });
  }

  /** Resolves when nothing is queued. */
  async idle(): Promise<void> {
    while (this.#busy) await this.#busy;
  }

  async #drain(): Promise<void> {
    // One turn later: commands of the same turn of the event loop share the first commit.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#commit(batch);
    }
    this.#busy = null;
  }

  async #commit(batch: Job<T>[]): Promise<void> {
    try {
      await this.#db.transaction().execute(async (tx) => {
        for (const job of batch) await job.work(tx);
      });
    } catch (error) {
      if (isRefusal(error) && batch.length > 1) {
        for (const job of batch) await this.#commit([job]);
        return;
      }
      const reason = isRefusal(error) ? error : new StoreUnavailable('the store did not take it', { cause: error });
      for (const job of batch) job.reject(reason);
      return;
    }
    for (const job of batch) job.resolve();
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof WrongSeq || error instanceof DuplicateCommand || error instanceof LostOwnership;
}
