import type { NewDrill, SavedSetup } from '../../server/protocol/set-up.ts';
import { del, get, put } from '../api.ts';
import { forgetHere, keepHere } from './kept-draft.ts';
import { asRequest } from './set-up-draft.ts';

const SAVE_AFTER_MS = 700;

/** Keeps the draft as one goes: in this browser at once, on the server when the choices rest. */
export class DraftKeeper {
  /** When it was last kept, and whether only here. */
  kept = $state.raw<{ atMs: number; onlyHere: boolean } | null>(null);
  #waiting: NewDrill | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  keep(setup: NewDrill): void {
    keepHere(setup, Date.now());
    this.#waiting = setup;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), SAVE_AFTER_MS);
  }

  /** What was not kept on the server yet is, without waiting. */
  now(): void {
    clearTimeout(this.#timer);
    const setup = this.#waiting;
    this.#waiting = null;
    if (setup) this.#saving = this.#saving.then(() => this.#save(setup));
  }

  /** The drill is there: its draft goes. A save that is under way must not bring it back. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#waiting = null;
    forgetHere();
    await this.#saving;
    const saved = await get<SavedSetup[]>('/api/setups');
    const draft = saved.ok ? saved.result.find(({ kind }) => kind === 'draft') : undefined;
    if (draft) await del(`/api/setups/${encodeURIComponent(draft.id)}`);
  }

  async #save(setup: NewDrill): Promise<void> {
    const atMs = Date.now();
    const reply = await put<SavedSetup>('/api/setups/draft', asRequest(setup));
    this.kept = { atMs: reply.ok ? reply.result.savedMs : atMs, onlyHere: !reply.ok };
  }
}
