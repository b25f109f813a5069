import { INCIDENT_ROLES, type IncidentRole } from '../../protocol/roles.ts';
import { drawn } from '../hash.ts';

/** As many as there are roles, and a few more, so that two drills have other colleagues. */
const NAMES = ['Ravi', 'Ines', 'Tomas', 'Noor', 'Aiko', 'Lena', 'Kofi', 'Maja', 'Omar', 'Freya', 'Bruno', 'Yuki'];

const SEAT = /^bot-([a-z]+)$/;

/** The seat of the bot that sits down in a role. */
export function botSeat(role: IncidentRole): string {
  return `bot-${role}`;
}

/** What the bot on a seat is called: drawn by the drill, no two alike. */
export function botName(drill: string, seat: string): string {
  const index = INCIDENT_ROLES.findIndex((role) => role === SEAT.exec(seat)?.[1]);
  const first = Math.floor(drawn(drill, 'crew') * NAMES.length);
  return NAMES[(first + Math.max(0, index)) % NAMES.length] ?? '';
}
