import type { Me } from '../../server/protocol/http.ts';
import { get } from '../api.ts';

/** Who this browser is, as the server knows it. */
class MeState {
  me = $state.raw<Me | null>(null);

  async load(): Promise<void> {
    const reply = await get<Me>('/api/me');
    if (reply.ok) this.me = reply.result;
  }

  get facilitator(): boolean {
    return this.me?.person?.facilitator ?? false;
  }
}

export const me = new MeState();
