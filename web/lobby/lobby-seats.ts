import type { IncidentRole } from '../../server/protocol/roles.ts';
import type { RoomView, SeatView } from '../../server/protocol/room.ts';

/** `wanted`: an incident without it goes wrong sooner; the others are good to have. */
export interface LobbyRole {
  role: IncidentRole;
  does: string;
  wanted: boolean;
}

const ALWAYS: readonly LobbyRole[] = [
  { role: 'ic', does: 'commands, decides, does not debug', wanted: true },
  { role: 'ops', does: 'directs investigation and mitigation', wanted: true },
  { role: 'comms', does: 'updates inside and outside, status page', wanted: true },
  { role: 'scribe', does: 'records actions and decisions as they happen', wanted: false },
  { role: 'sme', does: 'diagnoses and fixes in one area', wanted: false },
];
/** Shown when somebody wears them: most teams have none. */
const SOMETIMES: readonly LobbyRole[] = [
  { role: 'support', does: 'hears customers, answers them', wanted: false },
  { role: 'executive', does: 'decides what costs money or trust', wanted: false },
];

export interface LobbyView {
  /** Everybody who is in, bots too; nobody who waits or has left. */
  seats: SeatView[];
  /** People besides the facilitators. */
  players: SeatView[];
  roles: LobbyRole[];
  /** Seats without a role. */
  loose: SeatView[];
  vacant: IncidentRole[];
  ready: number;
  votes: number;
}

export function lobbyView(view: RoomView | null): LobbyView {
  const seats = (view?.seats ?? []).filter(({ state }) => state !== 'left' && state !== 'waiting');
  const players = seats.filter(({ kind, bot }) => kind !== 'facilitator' && bot !== true);
  const worn = new Set(seats.flatMap(({ roles }) => roles));
  const roles = [...ALWAYS, ...SOMETIMES.filter(({ role }) => worn.has(role))];
  return {
    seats,
    players,
    roles,
    loose: seats.filter(({ kind, roles: own }) => kind !== 'fixer' || own.length === 0),
    vacant: roles.filter(({ role, wanted }) => wanted && !worn.has(role)).map(({ role }) => role),
    ready: players.filter(({ ready }) => ready).length,
    votes: players.filter(({ vote }) => vote !== null).length,
  };
}

/** What the button that starts it all says, and what to know before. `responders`: fixers who are people. */
export function startWords(mode: RoomView['head']['mode'], responders: number): { label: string; about: string } {
  if (mode === 'onboarding' && responders === 0)
    return { label: 'Start the drill', about: 'The new responder is not here yet' };
  if (mode !== 'tabletop')
    return responders === 0
      ? { label: 'Start the drill', about: 'Needs a fixer: nobody is here to respond yet' }
      : { label: 'Start the drill', about: 'You start it' };
  return responders === 0
    ? { label: 'Start without anybody', about: 'One screen for the whole room is enough' }
    : { label: 'Start the tabletop', about: 'You pace it' };
}
