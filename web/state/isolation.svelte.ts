import type { Isolation } from '../../server/protocol/set-up.ts';
import { get } from '../api.ts';

/** What could leave the server, as the server says it. Until it has, screens say what is true without configuration. */
class IsolationState {
  view = $state.raw<Isolation | null>(null);

  /** For the foot bar. */
  readonly note = $derived(`Simulated. ${this.view?.sentence ?? 'Nothing leaves this server.'}`);

  #asked = false;

  /** Asks once: it does not change while the server runs. */
  async load(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    const reply = await get<Isolation>('/api/isolation');
    if (reply.ok) this.view = reply.result;
    else this.#asked = false;
  }
}

export const isolation = new IsolationState();
