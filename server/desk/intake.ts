import type { Applied } from '../drill/advance.ts';
import { applyInput } from '../drill/apply.ts';
import { stopRules } from '../drill/attend/stop-rules.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyDraft, AnyEntry } from '../drill/entry.ts';
import type { LogHead } from '../drill/hash.ts';
import type { Session } from '../drill/session.ts';
import { StoreUnavailable, type NewBranch } from '../store/log-store.ts';
import type { AudienceStreams } from './audience-streams.ts';
import { LogWriter, type Kept } from './log-writer.ts';
import type { DeskListener, DeskParts } from './parts.ts';

interface IntakeAround {
  session: Session;
  streams: AudienceStreams;
  head: LogHead;
  parts: Pick<DeskParts, 'store' | 'ticker'>;
  listener: Pick<DeskListener, 'message'>;
  /** An input has taken effect; nobody has heard of it yet. */
  took: (draft: AnyDraft) => void;
}

/** Everything that `work` brings in is stored at its end, in one append: all of it or nothing. In turn only. */
export type Together = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * What comes into a drill: stored, made part of the session, shown to people. Nobody sees what is not stored. While the
 * store is down outcomes wait, and the world stands.
 */
export class Intake {
  readonly #around: IntakeAround;
  readonly #log: LogWriter;
  #together = false;
  #loggedS: number;
  #storeDownSinceMs: number | null = null;

  constructor(around: IntakeAround) {
    this.#around = around;
    this.#log = new LogWriter(around.parts.store, around.session.drill, around.head);
    this.#loggedS = around.session.clock.atS;
  }

  /** Everything that came about is stored. */
  get isClear(): boolean {
    return this.#log.isClear;
  }

  get seq(): number {
    return this.#log.seq;
  }

  /** The last drill second of which the log says that it was reached. */
  get loggedS(): number {
    return this.#loggedS;
  }

  /**
   * Stores inputs, lets them take effect, stores and delivers what they bring about. A branch is stored with them. In
   * turn only.
   */
  async input(drafts: readonly AnyDraft[], branch?: NewBranch): Promise<AnyEntry[]> {
    const entries = this.#together
      ? drafts.map((draft) => this.#takeIn(draft).entry)
      : await this.#storeFirst(drafts, branch);
    // A stop word counts in the second in which it is written.
    if (entries.some(({ kind }) => kind === 'chat.said')) this.bringUp(stopRules(this.#around.session));
    await this.flush();
    return entries;
  }

  /** Inputs that nobody sent: they are stored with the outcomes that wait. */
  bringUp(drafts: readonly AnyDraft[]): Applied[] {
    return drafts.flatMap((draft) => this.#takeIn(draft).applied);
  }

  /** Puts what has come about behind what waits. */
  put(applied: readonly Applied[]): AnyEntry[] {
    const { session, parts } = this.#around;
    if (applied.length > 0) this.#loggedS = session.clock.atS;
    return this.#log.put(applied, parts.ticker.now());
  }

  /** The log says that the clock has come so far. */
  reach(): void {
    this.bringUp([draftAt(this.#around.session, 'clock.reached', {})]);
  }

  /**
   * Stores and delivers what waits. False while the store is down; the clock then starts anew when it is back. In turn
   * only.
   */
  async flush(): Promise<boolean> {
    if (this.#together) return true;
    try {
      this.#probe();
      this.#deliver(await this.#log.flush());
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.#isDown();
      return false;
    }
    await this.#backAgain();
    return true;
  }

  /** Throws `StoreUnavailable` when nothing could be stored: then all of it waits, and is whole when the store is back. */
  readonly together: Together = async (work) => {
    this.#together = true;
    const result = await work().finally(() => (this.#together = false));
    if (!(await this.flush())) throw new StoreUnavailable('it is not stored yet');
    return result;
  };

  async #storeFirst(drafts: readonly AnyDraft[], branch?: NewBranch): Promise<AnyEntry[]> {
    const entries = await this.#append(drafts, branch);
    const { session, took } = this.#around;
    for (const entry of entries) {
      const [own, ...outcomes] = applyInput(session, entry);
      // First out of the audience, then the news: a seat that was taken away hears no more.
      took(entry);
      if (own) this.#deliver([{ entry, events: own.events }]);
      this.put(outcomes);
    }
    this.#loggedS = session.clock.atS;
    return entries;
  }

  #takeIn(draft: AnyDraft): { entry: AnyEntry; applied: Applied[] } {
    const { session, took } = this.#around;
    const applied = applyInput(session, draft);
    took(draft);
    return { entry: this.put(applied)[0]!, applied };
  }

  async #append(drafts: readonly AnyDraft[], branch?: NewBranch): Promise<AnyEntry[]> {
    try {
      this.#deliver(await this.#log.flush());
      return await this.#log.append(drafts, this.#around.parts.ticker.now(), branch);
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#isDown();
      throw error;
    }
  }

  #isDown(): void {
    this.#storeDownSinceMs ??= this.#around.parts.ticker.now();
  }

  /** After a failed append nothing waits that could tell when the store is back: the clock does. */
  #probe(): void {
    if (this.#storeDownSinceMs !== null && this.#log.isClear) this.reach();
  }

  async #backAgain(): Promise<void> {
    if (this.#storeDownSinceMs === null) return;
    const { session, parts } = this.#around;
    const seconds = Math.max(1, Math.round((parts.ticker.now() - this.#storeDownSinceMs) / 1000));
    this.#storeDownSinceMs = null;
    if (session.clock.state !== 'running') return;
    const reason = `Nothing could be stored for ${seconds} s. The clock stood still and nothing acknowledged was lost.`;
    await this.input([draftAt(session, 'drill.paused', { reason }), draftAt(session, 'drill.resumed', {})]);
  }

  #deliver(kept: readonly Kept[]): void {
    const { session, streams, listener } = this.#around;
    for (const { events } of kept)
      for (const { audience, message } of streams.push(events)) listener.message(session.drill, audience, message);
  }
}
