import type { Audience } from '../protocol/roles.ts';

export { AUDIENCES } from '../protocol/roles.ts';

/** Names of Socket.IO rooms. Only the server knows them. */
export const audienceRoom = (drill: string, audience: Audience): string => `audience:${drill}:${audience}`;
export const seatRoom = (drill: string, seat: string): string => `seat:${drill}:${seat}`;
/** Connections over which this seat looks over another one's shoulder. */
export const watchRoom = (drill: string, seat: string): string => `watch:${drill}:${seat}`;
/** Connections of a seat that was taken away: they hear nothing but that it is let back in. */
export const goneRoom = (drill: string, seat: string): string => `gone:${drill}:${seat}`;
export const sessionRoom = (tokenHash: string): string => `session:${tokenHash}`;

/** True for a room that tells whose connection this is in a drill. */
export function isPlace(room: string, drill: string): boolean {
  return ['seat', 'watch', 'gone'].some((place) => room.startsWith(`${place}:${drill}:`));
}
