import type { Progress } from '../../server/protocol/library.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { DryRunView, NewDrill } from '../../server/protocol/set-up.ts';
import { postLong } from '../api.ts';
import { asRequest, dryRunKey } from './set-up-draft.ts';

/** Choices rest so long before the bots begin. */
const PLAY_AFTER_MS = 900;

/** The drill as bots play it beside the server. What they made of an older set-up stays until the new one is played. */
export class DryRun {
  running = $state.raw<{ off: AbortController; progress: Progress | null } | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  played = $state.raw<{ view: DryRunView; key: string } | null>(null);
  readonly #onPlayed: () => unknown;
  #soon: ReturnType<typeof setTimeout> | undefined;
  /** What was last asked for: called off or not, it does not begin again by itself. */
  #asked = '';

  constructor(onPlayed: () => unknown) {
    this.#onPlayed = onPlayed;
  }

  /** Is what is shown of another set-up than this one? */
  isOlder(setup: NewDrill): boolean {
    return this.played !== null && this.played.key !== dryRunKey(setup);
  }

  /** By itself, once the choices rest; nobody waits for it. */
  playSoon(setup: NewDrill): void {
    const key = dryRunKey(setup);
    if (key === this.#asked) return;
    this.cancel();
    this.#asked = key;
    this.refusal = null;
    this.#soon = setTimeout(() => void this.play(setup), PLAY_AFTER_MS);
  }

  async play(setup: NewDrill): Promise<void> {
    this.cancel();
    const off = new AbortController();
    const key = dryRunKey(setup);
    this.#asked = key;
    this.running = { off, progress: null };
    this.refusal = null;
    const reply = await postLong<DryRunView>(
      '/api/dry-run',
      asRequest(setup),
      (progress) => {
        if (this.running?.off === off) this.running = { off, progress };
      },
      off.signal,
    );
    if (this.running?.off !== off) return;
    this.running = null;
    if (reply.ok) this.played = { view: reply.result, key };
    else this.refusal = reply.refusal;
    await this.#onPlayed();
  }

  cancel(): void {
    clearTimeout(this.#soon);
    this.running?.off.abort();
    this.running = null;
  }
}
