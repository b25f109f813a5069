import type { AnyDraft, EntryKind, EntryPayloads } from '../entry.ts';
import type { Session } from '../session.ts';
import { alertEvolvers } from './alerts.ts';
import { changeEvolvers } from './changes.ts';
import { channelEvolvers } from './channel.ts';
import { clockEvolvers } from './clock.ts';
import { debriefEvolvers } from './debrief.ts';
import { incidentEvolvers } from './incident.ts';
import type { Evolvers, Moment } from './moment.ts';
import { runbookEvolvers } from './runbooks.ts';
import { seatEvolvers } from './seats.ts';
import { stagingEvolvers } from './staging.ts';
import { terminalEvolvers } from './terminal.ts';

/** Every kind of entry and what it changes. `drill.created` made the session (`createSession`). */
const EVOLVERS: Evolvers<EntryKind> = {
  'drill.created': () => undefined,
  ...seatEvolvers,
  ...clockEvolvers,
  ...alertEvolvers,
  ...incidentEvolvers,
  ...channelEvolvers,
  ...runbookEvolvers,
  ...terminalEvolvers,
  ...changeEvolvers,
  ...stagingEvolvers,
  ...debriefEvolvers,
};

/** Folds one entry, input or outcome, into the session. Never touches the world. */
export function evolve(session: Session, draft: AnyDraft): void {
  session.fresh = { map: false, deck: false, measured: false };
  const at: Moment = { atS: Math.round(draft.simMs / 1000), seat: draft.seat };
  const evolver = EVOLVERS[draft.kind] as (session: Session, payload: EntryPayloads[EntryKind], at: Moment) => void;
  evolver(session, draft.payload, at);
}
