import type { Refusal } from '../../server/protocol/refusal.ts';
import type { NewDrill, SavedSetup } from '../../server/protocol/set-up.ts';
import { del, post } from '../api.ts';
import { asRequest } from './set-up-draft.ts';

/** Set-ups that everybody who facilitates here can take over. */
export class Templates {
  list = $state.raw<SavedSetup[]>([]);

  async save(name: string, setup: NewDrill): Promise<Refusal | null> {
    const reply = await post<SavedSetup>('/api/setups', { name, setup: asRequest(setup) });
    if (!reply.ok) return reply.refusal;
    this.list = [reply.result, ...this.list];
    return null;
  }

  async remove({ id }: SavedSetup): Promise<Refusal | null> {
    const reply = await del(`/api/setups/${encodeURIComponent(id)}`);
    if (!reply.ok && reply.refusal.code !== 'setup/unknown') return reply.refusal;
    this.list = this.list.filter((one) => one.id !== id);
    return null;
  }

  /** The same under another name. */
  async rename(template: SavedSetup, name: string): Promise<Refusal | null> {
    return (await this.save(name, template.setup)) ?? (await this.remove(template));
  }
}
