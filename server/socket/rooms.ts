import type { Audience } from '../protocol/roles.ts';

export { AUDIENCES } from '../protocol/roles.ts';

/** Names of Socket.IO rooms. Only the server knows them. */
export const audienceRoom = (drill: string, audience: Audience): string => `audience:${drill}:${audience}`;
export const seatRoom = (drill: string, seat: string): string => `seat:${drill}:${seat}`;
export const sessionRoom = (tokenHash: string): string => `session:${tokenHash}`;
