import type { Reply } from '../protocol/wire.ts';

const KEPT = 1000;

/** Replies that left no entry in the log (refusals, and commands that had nothing to change), by command id. */
export class Replies {
  readonly #kept = new Map<string, { seat: string; reply: Reply<unknown> }>();

  keep(seat: string, command: string, reply: Reply<unknown>): Reply<unknown> {
    this.#kept.set(command, { seat, reply });
    if (this.#kept.size > KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    return reply;
  }

  of(seat: string, command: string): Reply<unknown> | null {
    const kept = this.#kept.get(command);
    return kept?.seat === seat ? kept.reply : null;
  }
}
