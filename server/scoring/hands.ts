import type { Deed, Hand } from '../drill/nudges/response.ts';
import { tells } from '../drill/nudges/response.ts';
import { secondOf, type DrillLog } from './drill-log.ts';

type Entered<T> = T & { entry: number };

/** Lines with a tool in them that responders ran, oldest first. */
export function handsOf(log: DrillLog): Entered<Hand>[] {
  const led = log.of('role.taken').find(({ payload }) => payload.role === 'ic')?.seq ?? Infinity;
  return log.of('command.ran').flatMap((entry) => {
    const { seat, seq, payload } = entry;
    if (seat === null || payload.tools.length === 0 || !log.byResponder(entry)) return [];
    const commands = log.rolesAt(seat, seq).includes('ic');
    return [{ atS: secondOf(entry), seat, entry: seq, commands, led: seq > led }];
  });
}

/** Whenever a responder told the others something, oldest first. */
export function wordsOf(log: DrillLog): Entered<Deed>[] {
  return log.entries.flatMap((entry) =>
    entry.seat !== null && tells(entry) && log.byResponder(entry)
      ? [{ atS: secondOf(entry), seat: entry.seat, entry: entry.seq }]
      : [],
  );
}

/** Who took command, oldest first. */
export function commandOf(log: DrillLog): Entered<Deed>[] {
  return log
    .of('role.taken')
    .filter(({ payload }) => payload.role === 'ic')
    .map((entry) => ({ atS: secondOf(entry), seat: entry.payload.seat, entry: entry.seq }));
}

/** How many people came to respond; bots beside a lone learner are nobody to hand a keyboard to. */
export function fixersOf(log: DrillLog): number {
  const joined = log.of('seat.joined').filter(({ payload }) => payload.kind === 'fixer' && !payload.bot);
  return new Set(joined.map(({ payload }) => payload.seat)).size;
}
