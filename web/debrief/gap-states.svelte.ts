import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { GapView } from '../../server/protocol/http.ts';
import type { GapDecision, GapState, Progress } from '../../server/protocol/library.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { Reply } from '../../server/protocol/wire.ts';
import { get, post, postLong } from '../api.ts';
import { OPEN } from './gap-words.ts';

/** A bot that plays the drill again, as the page shows it. */
export interface Replay {
  progress: Progress | null;
  startedMs: number;
  abort: AbortController;
}

/** What a walk over several gaps came to. */
export interface Tally {
  done: number;
  refused: { gap: GapView; refusal: Refusal }[];
}

/** What was decided about a drill's gaps, and what is being done about them. The server's word counts. */
export class GapStates {
  readonly #path: string;
  #states: Record<string, GapState> = $state.raw({});
  readonly #refusals = new SvelteMap<string, Refusal>();
  readonly #deciding = new SvelteSet<string>();
  readonly #replays = new SvelteMap<string, Replay>();
  /** A walk over several gaps is under way: how far it is. */
  walk = $state.raw<Progress | null>(null);

  constructor(drill: string) {
    this.#path = `/api/drills/${encodeURIComponent(drill)}/gaps`;
  }

  /** What came with the debrief, which names nobody. */
  take(gaps: readonly GapView[]): void {
    this.#states = Object.fromEntries(gaps.flatMap(({ id, decision }) => (decision ? [[id, decision]] : [])));
  }

  /** Who decided, and what others have decided meanwhile. A network that fails leaves what was known. */
  async refresh(): Promise<void> {
    const reply = await get<{ gaps: Record<string, GapState> }>(this.#path);
    if (reply.ok) this.#states = reply.result.gaps;
  }

  of(gap: string): GapState {
    return this.#states[gap] ?? OPEN;
  }

  /** Why the server did not do what was asked last for this gap. */
  refusalOf(gap: string): Refusal | null {
    return this.#refusals.get(gap) ?? null;
  }

  isDeciding(gap: string): boolean {
    return this.#deciding.has(gap);
  }

  replayOf(gap: string): Replay | null {
    return this.#replays.get(gap) ?? null;
  }

  decide(gap: string, decision: GapDecision): Promise<Reply<GapState>> {
    return this.#ask(gap, () => post<GapState>(this.#at(gap), decision));
  }

  schedule(gap: string, dueMs: number): Promise<Reply<GapState>> {
    return this.#ask(gap, () => post<GapState>(`${this.#at(gap)}/schedule`, { dueMs }));
  }

  /** A bot plays the drill again with the page as it is now. */
  async replay(gap: string): Promise<Reply<GapState>> {
    const abort = new AbortController();
    const startedMs = Date.now();
    const show = (progress: Progress | null) => this.#replays.set(gap, { progress, startedMs, abort });
    show(null);
    const reply = await this.#ask(gap, () => postLong<GapState>(`${this.#at(gap)}/rerun`, {}, show, abort.signal));
    this.#replays.delete(gap);
    // Called off by a person: no news to them. The page stays as it was.
    if (abort.signal.aborted) this.#refusals.delete(gap);
    return reply;
  }

  cancel(gap: string): void {
    this.#replays.get(gap)?.abort.abort();
  }

  /** Leaving the page calls off what it waits for. */
  close(): void {
    for (const { abort } of this.#replays.values()) abort.abort();
  }

  /** One after the other: each acceptance is a version that the next one builds on. */
  acceptAll(gaps: readonly GapView[]): Promise<Tally> {
    return this.#walk(gaps, 'Accepting', (gap) => this.decide(gap.id, { decision: 'accept' }));
  }

  replayAll(gaps: readonly GapView[]): Promise<Tally> {
    return this.#walk(gaps, 'Playing again', (gap) => this.replay(gap.id));
  }

  async #walk(
    gaps: readonly GapView[],
    what: string,
    work: (gap: GapView) => Promise<Reply<GapState>>,
  ): Promise<Tally> {
    const tally: Tally = { done: 0, refused: [] };
    for (const [i, gap] of gaps.entries()) {
      this.walk = { done: i, of: gaps.length, what };
      const reply = await work(gap);
      if (reply.ok) tally.done += 1;
      else tally.refused.push({ gap, refusal: reply.refusal });
    }
    this.walk = null;
    return tally;
  }

  async #ask(gap: string, work: () => Promise<Reply<GapState>>): Promise<Reply<GapState>> {
    this.#refusals.delete(gap);
    this.#deciding.add(gap);
    const reply = await work();
    this.#deciding.delete(gap);
    if (reply.ok) this.#states = { ...this.#states, [gap]: reply.result };
    else this.#refusals.set(gap, reply.refusal);
    return reply;
  }

  #at(gap: string): string {
    return `${this.#path}/${encodeURIComponent(gap)}`;
  }
}
