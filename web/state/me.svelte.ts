import type { Me } from '../../server/protocol/http.ts';
import { get } from '../api.ts';

/** Who this browser is, as the server knows it. */
class MeState {
  me = $state.raw<Me | null>(null);

  #asking: Promise<void> | null = null;

  /** Asks the server; whoever asks meanwhile waits for the same answer. */
  load(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const reply = await get<Me>('/api/me');
    if (reply.ok) this.me = reply.result;
  }

  get facilitator(): boolean {
    return this.me?.person?.facilitator ?? false;
  }
}

export const me = new MeState();
