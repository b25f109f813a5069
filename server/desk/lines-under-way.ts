import type { Command } from './live-drill.ts';

/** One line at a time in each terminal: lines piling up behind a slow one would hold everybody's drill. */
export class LinesUnderWay {
  readonly #terminals = new Map<string, { command: string; count: number }>();

  /** Null when another line runs in the command's terminal; else call the result when the command is answered. */
  enter(seat: string, { id, name, payload }: Command): (() => void) | null {
    if (name !== 'terminal.run' && name !== 'step.run') return () => undefined;
    const terminal = (payload as { terminal?: unknown } | null | undefined)?.terminal;
    if (typeof terminal !== 'string') return () => undefined;
    const key = `${seat}/${terminal}`;
    const known = this.#terminals.get(key) ?? { command: id, count: 0 };
    // The same command once more waits for the first one's reply.
    if (known.command !== id) return null;
    known.count++;
    this.#terminals.set(key, known);
    return () => {
      if (--known.count === 0) this.#terminals.delete(key);
    };
  }
}
