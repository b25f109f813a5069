import type { AnyEntry } from '../drill/entry.ts';
import type { Session } from '../drill/session.ts';
import type { DrillCard } from '../protocol/http.ts';
import type { SeatKind } from '../protocol/roles.ts';

export interface DrillSeat {
  kind: SeatKind;
  state: 'waiting' | 'here' | 'away' | 'left';
}

/** Where a drill stands, for lists. `title` is the symptom: the caller hides it from those who must not know. */
export interface DrillStatus extends Pick<DrillCard, 'mode' | 'state' | 'atS' | 'seats'> {
  title: string;
  /** It was rewound: people go on in this drill. */
  continuedAs: string | null;
}

export interface Summary {
  status: DrillStatus;
  seats: ReadonlyMap<string, DrillSeat>;
}

export function summaryOf({ clock, created, scenario, seats, control }: Session): Summary {
  const present = [...seats.values()].filter(({ state, bot }) => state !== 'left' && !bot).length;
  return {
    status: {
      mode: created.mode,
      state: clock.state,
      atS: clock.atS,
      seats: present,
      title: scenario.title,
      continuedAs: control.continuedAs?.drill ?? null,
    },
    seats: new Map([...seats.values()].map(({ id, kind, state }) => [id, { kind, state }])),
  };
}

/** The same read off a log that is not open: no world is built for a line in a list. */
export function summaryOfLog(entries: readonly AnyEntry[], title: string): Summary {
  const seats = new Map<string, DrillSeat>();
  const status: DrillStatus = { mode: 'game-day', state: 'lobby', atS: 0, seats: 0, title, continuedAs: null };
  for (const entry of entries) note(entry, status, seats);
  status.atS = Math.round((entries.at(-1)?.simMs ?? 0) / 1000);
  status.seats = [...seats.values()].filter(({ state }) => state !== 'left').length;
  return { status, seats };
}

function note(entry: AnyEntry, status: DrillStatus, seats: Map<string, DrillSeat>): void {
  switch (entry.kind) {
    case 'drill.created':
      status.mode = entry.payload.mode;
      break;
    case 'drill.started':
    case 'drill.resumed':
      status.state = 'running';
      break;
    case 'drill.paused':
      status.state = 'paused';
      break;
    case 'drill.ended':
      status.state = 'ended';
      status.continuedAs = entry.payload.continuedAs?.drill ?? null;
      break;
    case 'seat.joined':
      // Nobody sits on a bot's seat.
      if (entry.payload.bot) break;
      seats.set(entry.payload.seat, {
        kind: entry.payload.kind,
        state: entry.payload.approved ? 'away' : 'waiting',
      });
      break;
    case 'seat.approved':
      seats.set(entry.payload.seat, { kind: entry.payload.kind, state: 'away' });
      break;
    case 'seat.kind': {
      const known = seats.get(entry.payload.seat);
      if (known) known.kind = entry.payload.kind;
      break;
    }
    case 'seat.left': {
      const known = seats.get(entry.payload.seat);
      if (known) known.state = 'left';
    }
  }
}
