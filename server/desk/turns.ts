import type { Reply } from '../protocol/wire.ts';
import { StoreUnavailable } from '../store/log-store.ts';
import { quarantined, storeDown } from './refusals.ts';

/**
 * One thing after the other: nothing else touches a drill's session meanwhile. What throws in its turn has left the
 * session half changed: this drill stops here, the others go on.
 */
export class Turns {
  #queue: Promise<unknown> = Promise.resolve();
  /** Set when the drill cannot go on here; says why. */
  #broken: 'quarantined' | 'lost' | null = null;
  readonly #onBreak: (what: string, error: unknown) => void;

  constructor(onBreak: (what: string, error: unknown) => void) {
    this.#onBreak = onBreak;
  }

  /** Another process has the drill, or the log is ahead of us. */
  get isLost(): boolean {
    return this.#broken === 'lost';
  }

  get isBroken(): boolean {
    return this.#broken !== null;
  }

  take<T>(work: () => Promise<Reply<T>>): Promise<Reply<T>> {
    const turn = this.#queue.then(async (): Promise<Reply<T>> => {
      if (this.#broken) return quarantined();
      try {
        return await work();
      } catch (error) {
        return this.#trouble(error);
      }
    });
    this.#queue = turn;
    return turn;
  }

  /** Nothing has its turn any more. */
  close(): void {
    this.#broken = 'lost';
  }

  #trouble(error: unknown): Reply<never> {
    if (error instanceof StoreUnavailable) return storeDown();
    const taken = error instanceof Error && (error.name === 'LostOwnership' || error.name === 'WrongSeq');
    this.#broken = taken ? 'lost' : 'quarantined';
    this.#onBreak(taken ? 'another process took the drill over' : 'the drill was quarantined', error);
    return quarantined();
  }
}
