/** Something due at a whole drill second. Order is (time, sequence): equal times keep the order in which they were added. */
export interface AgendaItem {
  atS: number;
  seq: number;
  due: Due;
}

export type Due =
  /** A delayed event of a fault's machine; `id` lets the machine cancel it. */
  | { kind: 'machine'; fault: string; id: string; event: string }
  /** A renewal job ends: the new certificate lies on disk, or it failed. */
  | { kind: 'certificate.renewed'; certificate: string; author: string }
  /** A restarted proxy takes connections again. */
  | { kind: 'edge.started' }
  | { kind: 'edge.reloaded'; author: string };

export interface Agenda {
  nextSeq: number;
  items: AgendaItem[];
}

export function createAgenda(): Agenda {
  return { nextSeq: 0, items: [] };
}

/** Adds `due` at drill second `atS` (whole). */
export function schedule(agenda: Agenda, atS: number, due: Due): void {
  const { items } = agenda;
  let at = items.length;
  while (at > 0 && items[at - 1]!.atS > atS) at--;
  items.splice(at, 0, { atS, seq: agenda.nextSeq++, due });
}

/** Takes the earliest item that is due at `nowS`, or returns null. */
export function nextDue(agenda: Agenda, nowS: number): Due | null {
  const first = agenda.items[0];
  if (first === undefined || first.atS > nowS) return null;
  agenda.items.shift();
  return first.due;
}

/** Removes what `unwanted` says. */
export function cancelDue(agenda: Agenda, unwanted: (due: Due) => boolean): void {
  agenda.items = agenda.items.filter((item) => !unwanted(item.due));
}
