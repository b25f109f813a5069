import type { RoomMessage } from '../protocol/events.ts';
import { AUDIENCES, type Audience } from '../protocol/roles.ts';
import type { Projected } from '../drill/project/project.ts';

/** Messages kept for a client that was away for a moment; who missed more gets a snapshot. */
const KEPT = 500;

/**
 * Numbers what each audience gets, from 1 without holes: a message exists only where there is something to see, so
 * that no number tells of something hidden. Derived from the log alone, hence equal after a restart.
 */
export class AudienceStreams {
  readonly #drill: string;
  readonly #streams: Record<Audience, { seq: number; recent: RoomMessage[] }> = {
    fixers: { seq: 0, recent: [] },
    observers: { seq: 0, recent: [] },
    breakers: { seq: 0, recent: [] },
    facilitator: { seq: 0, recent: [] },
  };

  constructor(drill: string) {
    this.#drill = drill;
  }

  /** The messages that an entry makes, at most one for each audience. */
  push(projected: Projected): { audience: Audience; message: RoomMessage }[] {
    return AUDIENCES.flatMap((audience) => {
      const events = projected[audience];
      if (events.length === 0) return [];
      const stream = this.#streams[audience];
      const message = { drill: this.#drill, seq: ++stream.seq, events };
      stream.recent.push(message);
      if (stream.recent.length > KEPT * 2) stream.recent.splice(0, KEPT);
      return [{ audience, message }];
    });
  }

  seq(audience: Audience): number {
    return this.#streams[audience].seq;
  }

  /** What came after message `lastSeq`, or null when that is not at hand any more (or never was). */
  tail(audience: Audience, lastSeq: number): RoomMessage[] | null {
    const { seq, recent } = this.#streams[audience];
    if (lastSeq === seq) return [];
    if (lastSeq <= 0 || lastSeq > seq || (recent[0]?.seq ?? Infinity) > lastSeq + 1) return null;
    return recent.filter((message) => message.seq > lastSeq);
  }
}
