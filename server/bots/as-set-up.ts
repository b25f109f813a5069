import { stopRules } from '../drill/attend/stop-rules.ts';
import type { EntryPayloads } from '../drill/entry.ts';
import { HeadlessDrill } from './headless-drill.ts';

/** What of a set-up makes the drill another one for bots, too. */
export interface AsSetUp extends Required<Pick<EntryPayloads['drill.created'], 'injects' | 'stops'>> {
  timeboxS: number;
}

/**
 * A headless drill whose stop rules are looked at each second, as on a live server. Whoever plays it goes on at once: the
 * world stands during a pause, so that nothing else comes out differently.
 */
export class StoppingDrill extends HeadlessDrill {
  override advanceTo(toS: number): void {
    if (this.session.control.stops.length === 0) return super.advanceTo(toS);
    while (this.session.clock.state === 'running' && this.atS < toS) {
      super.advanceTo(this.atS + 1);
      const pauses = stopRules(this.session);
      for (const pause of pauses) void this.input([pause]);
      if (pauses.length > 0) this.enter('drill.resumed', {});
    }
  }
}
