import { untrack } from 'svelte';
import type { Tone } from './vocabulary.ts';

export interface Toast {
  id: number;
  text: string;
  tone: Extract<Tone, 'plain' | 'ok' | 'warn' | 'bad'>;
  undo?: () => void;
}

const PLAIN_MS = 5000;
const UNDO_MS = 12_000;

/** Short notes about what just happened. Undo before "Are you sure?". */
class Toasts {
  list: Toast[] = $state.raw([]);
  /** Where they show: in the dialog that opened last, for what lies behind one cannot be pressed; without one on the page. */
  #hosts: readonly string[] = $state.raw([]);
  #next = 1;
  #timers: Record<number, ReturnType<typeof setTimeout>> = {};

  /** Says `text`; with `undo` it stays longer and offers to take it back. A `bad` one stays until it is closed. */
  say(text: string, options: { tone?: Toast['tone']; undo?: () => void } = {}): number {
    const toast: Toast = {
      id: this.#next++,
      text,
      tone: options.tone ?? 'plain',
      ...(options.undo ? { undo: options.undo } : {}),
    };
    // The same said again takes the place of the first.
    const others = this.list.filter((one) => one.text !== text || one.undo || toast.undo);
    this.list = [...others.slice(-3), toast];
    this.resume(toast);
    return toast.id;
  }

  /** Takes back what the note tells of. */
  undo(toast: Toast): void {
    toast.undo?.();
    this.close(toast.id);
  }

  close(id: number): void {
    clearTimeout(this.#timers[id]);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** A dialog shows them until the returned function is called. */
  enter(host: string): () => void {
    untrack(() => (this.#hosts = [...this.#hosts, host]));
    return () => untrack(() => (this.#hosts = this.#hosts.filter((one) => one !== host)));
  }

  /** @param host a dialog's id; null: the page */
  showIn(host: string | null): boolean {
    return (this.#hosts.at(-1) ?? null) === host;
  }

  /** Nothing vanishes under the pointer or the focus. */
  pause(toast: Toast): void {
    clearTimeout(this.#timers[toast.id]);
  }

  resume(toast: Toast): void {
    if (toast.tone === 'bad') return;
    this.#timers[toast.id] = setTimeout(() => this.close(toast.id), toast.undo ? UNDO_MS : PLAIN_MS);
  }
}

export const toasts = new Toasts();
