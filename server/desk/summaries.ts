import { pinnedScenario } from '../library/pinned-scenario.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { DrillMeta } from '../store/log-store.ts';
import { LiveDrill } from './live-drill.ts';
import type { DeskParts } from './parts.ts';
import { summaryOf, summaryOfLog, type Summary } from './status.ts';

/** Where every drill stands, for lists and doors, open or not. */
export class Summaries {
  readonly #parts: Pick<DeskParts, 'store' | 'scenarios'>;
  readonly #live: (drill: string) => Promise<LiveDrill | Refusal> | undefined;
  /** What an ended log says does not change while nobody has the drill open. */
  readonly #ended = new Map<string, Summary>();

  constructor(
    parts: Pick<DeskParts, 'store' | 'scenarios'>,
    live: (drill: string) => Promise<LiveDrill | Refusal> | undefined,
  ) {
    this.#parts = parts;
    this.#live = live;
  }

  /** Null when there is no such drill. */
  async of(drill: string): Promise<Summary | null> {
    const opened = await this.#live(drill);
    if (opened instanceof LiveDrill && !opened.isLost) {
      // Seats may change after the end, too.
      this.#ended.delete(drill);
      return summaryOf(opened.session);
    }
    const ended = this.#ended.get(drill);
    if (ended) return ended;
    const meta = await this.#parts.store.drill(drill);
    return meta ? this.#ofStored(meta) : null;
  }

  async #ofStored({ id, scenario }: DrillMeta): Promise<Summary> {
    const entries = await this.#parts.store.read(id);
    const first = entries[0];
    const played = first?.kind === 'drill.created' ? await pinnedScenario(this.#parts, first.payload) : null;
    const summary = summaryOfLog(entries, played?.title ?? scenario);
    if (summary.status.state === 'ended') this.#ended.set(id, summary);
    return summary;
  }
}
