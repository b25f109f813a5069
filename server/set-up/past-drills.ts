import { summaryOfLog } from '../desk/status.ts';
import type { AnyEntry } from '../drill/entry.ts';
import { pathRun, type PathRun } from '../onboarding/path-view.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { SeatKind } from '../protocol/roles.ts';
import type { LogStore } from '../store/log-store.ts';

/** A drill that has begun, as far as the programme asks. */
export interface BegunDrill {
  id: string;
  mode: NewDrill['mode'];
  /** When it was started, Unix milliseconds. */
  dateMs: number;
  ended: boolean;
  /** Seconds that it lasted, of the world's or of the room's time, whichever are more. */
  lastedS: number;
  /** Of the onboarding path; null when it is none of it. */
  path: PathRun | null;
  /** Whoever was let in; no bots. */
  seats: DrilledSeat[];
}

/** Somebody's seat in a drill. */
export interface DrilledSeat {
  /** As it was typed; empty after names were erased. */
  name: string;
  /** Whose browser it was: one person as long as the browser keeps its cookie. Null where nobody knows any more. */
  person: string | null;
  kind: SeatKind;
}

/** Ended sooner than this, somebody tried it out. */
const TRIED_OUT_S = 300;

/** Has it been practised in? */
export function isPractised({ ended, lastedS }: BegunDrill): boolean {
  return ended && lastedS >= TRIED_OUT_S;
}

type Read = Omit<BegunDrill, 'seats'> & { kinds: ReadonlyMap<string, SeatKind>; seq: number };

/**
 * Drills read off their logs: an ended one once, until something is added, as that a record was taken back. Names are asked
 * for each time, since they can be erased.
 */
export class PastDrills {
  readonly #store: Pick<LogStore, 'drills' | 'read' | 'seatNames' | 'peopleOf'>;
  readonly #ended = new Map<string, Read>();

  constructor(store: Pick<LogStore, 'drills' | 'read' | 'seatNames' | 'peopleOf'>) {
    this.#store = store;
  }

  /** Those that were started, the newest first. One that was rewound goes on as another: it is that one that counts. */
  async begun(): Promise<BegunDrill[]> {
    const drills: BegunDrill[] = [];
    for (const { id } of await this.#store.drills()) {
      const read = await this.#read(id);
      if (!read) continue;
      const { kinds, seq: _seq, ...drill } = read;
      drills.push({ ...drill, seats: await this.#seats(id, kinds) });
    }
    return drills;
  }

  async #read(id: string): Promise<Read | null> {
    const known = this.#ended.get(id);
    if (known && (await this.#store.read(id, known.seq + 1)).length === 0) return known;
    const read = begunDrill(id, await this.#store.read(id));
    if (read?.ended) this.#ended.set(id, read);
    return read;
  }

  async #seats(drill: string, kinds: Read['kinds']): Promise<DrilledSeat[]> {
    const names = await this.#store.seatNames(drill);
    const people = new Map((await this.#store.peopleOf(drill)).map(({ seat, person }) => [seat, person]));
    return [...kinds].map(([seat, kind]) => ({
      name: names[seat]?.trim() ?? '',
      person: people.get(seat) ?? null,
      kind,
    }));
  }
}

function begunDrill(id: string, entries: readonly AnyEntry[]): Read | null {
  const started = entries.find(({ kind }) => kind === 'drill.started');
  if (!started) return null;
  // The debrief comes after it, and may last for days.
  const ended = entries.find(({ kind }) => kind === 'drill.ended');
  const { status, seats } = summaryOfLog(entries, '');
  if (status.continuedAs !== null) return null;
  const inside = [...seats].filter(([seat]) => letIn(entries, seat));
  return {
    id,
    mode: status.mode,
    dateMs: started.wallMs,
    ended: status.state === 'ended',
    lastedS: Math.max(status.atS, ((ended ?? entries.at(-1) ?? started).wallMs - started.wallMs) / 1000),
    path: pathRun(id, entries),
    kinds: new Map(inside.map(([seat, { kind }]) => [seat, kind])),
    seq: entries.length,
  };
}

function letIn(entries: readonly AnyEntry[], seat: string): boolean {
  return entries.some(
    ({ kind, payload }) =>
      (kind === 'seat.approved' || (kind === 'seat.joined' && payload.approved)) && payload.seat === seat,
  );
}

/** " Ravi  M " and "ravi m" are one name. */
export function nameKey(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}
