import type { EntryKind, EntryPayloads } from '../entry.ts';
import type { Session } from '../session.ts';

/** When and by whom an entry came about. */
export interface Moment {
  atS: number;
  /** Null = the system. */
  seat: string | null;
}

/** How each kind of a family changes the session. Changes nothing else, and never the world. */
export type Evolvers<K extends EntryKind> = {
  [Kind in K]: (session: Session, payload: EntryPayloads[Kind], at: Moment) => void;
};
