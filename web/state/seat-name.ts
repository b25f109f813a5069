import type { SeatView } from '../../server/protocol/room.ts';

/** How a seat is called wherever people read names: a bot is always told to be one. */
export function seatName(seat: Pick<SeatView, 'name' | 'bot'>): string {
  return seat.bot ? `${seat.name} · bot` : seat.name;
}
