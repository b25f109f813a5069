import type { Refusal } from '../../../server/protocol/refusal.ts';
import type { ShopAnswer, ShopPage } from '../../../server/protocol/signals.ts';
import type { WatchedDrill } from './look.svelte.ts';

/** How many tries stay in the list below the shop. */
const KEPT = 12;
const TURN_MS = 100;

/** A visitor's browser: it asks for a page and lets the person wait as long as a customer would. */
export class Visit {
  page = $state<ShopPage>('home');
  /** What has arrived; the page before it stays on screen while the next one loads, as in a browser. */
  shown = $state.raw<ShopAnswer | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  loading = $state(false);
  /** The person gave up on the last page. */
  stopped = $state(false);
  /** Drill seconds waited so far. */
  waitedS = $state(0);
  /** Newest first. */
  tries = $state.raw<readonly (ShopAnswer & { gaveUpAfterS: number | null })[]>([]);
  readonly #drill: WatchedDrill;
  #turn = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #waitsFor: ShopAnswer | null = null;

  constructor(drill: WatchedDrill) {
    this.#drill = drill;
  }

  async go(page: ShopPage): Promise<void> {
    this.close();
    const turn = ++this.#turn;
    this.page = page;
    this.loading = true;
    this.stopped = false;
    this.refusal = null;
    this.waitedS = 0;
    const reply = await this.#drill.send('shop.visit', { page });
    if (turn !== this.#turn) return;
    if (!reply.ok) {
      this.loading = false;
      this.refusal = reply.refusal;
      return;
    }
    this.#waitsFor = reply.result;
    this.#timer = setInterval(() => this.#tick(), TURN_MS);
    this.#tick(0);
  }

  /** As the cross in the address bar. */
  stop(): void {
    const answer = this.#waitsFor;
    if (!this.loading) return;
    this.close();
    this.stopped = true;
    if (answer) this.#keep({ ...answer, gaveUpAfterS: this.waitedS });
  }

  /** Ends the timer; the browser is put away. */
  close(): void {
    clearInterval(this.#timer);
    this.#turn++;
    this.#waitsFor = null;
    this.loading = false;
  }

  /** A drill at ten times the speed makes its customers wait a tenth of the time. */
  #tick(byMs = TURN_MS): void {
    const answer = this.#waitsFor;
    if (!answer) return;
    this.waitedS += (byMs / 1000) * Math.max(1, this.#drill.view?.clock.speed ?? 1);
    if (this.waitedS < answer.seconds) return;
    this.close();
    this.shown = answer;
    this.#keep({ ...answer, gaveUpAfterS: null });
  }

  #keep(one: ShopAnswer & { gaveUpAfterS: number | null }): void {
    this.tries = [one, ...this.tries].slice(0, KEPT);
  }
}
