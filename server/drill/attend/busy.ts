import type { Session } from '../session.ts';

/** Somebody who has just typed a command or written something is busy for so many seconds. */
const BUSY_S = 8;

/** A person is in the middle of something: what can wait waits. */
export function peopleAreBusy({ terminal, seats, clock, openLines, messages }: Session): boolean {
  if (openLines.size > 0) return true;
  const isPerson = (seat: string) => seats.get(seat)?.bot === false;
  const isRecent = (atS: number | undefined) => atS !== undefined && clock.atS - atS < BUSY_S;
  const spoke = messages.findLast(
    ({ channel, from, body }) =>
      channel === 'team' && body.kind !== 'system' && from.kind === 'seat' && isPerson(from.seat),
  );
  return isRecent(spoke?.atS) || [...terminal].some(([seat, lines]) => isPerson(seat) && isRecent(lines.at(-1)?.atS));
}
