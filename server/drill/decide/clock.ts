import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { draftAt, one, type Asking, type Deciders, type Decision } from './decision.ts';

const AT_THE_TABLE = 'The world waits while you talk.';

export const clockDeciders: Deciders<'drill.start' | 'drill.pause' | 'drill.resume' | 'drill.speed' | 'drill.end'> = {
  'drill.start': (session, _payload, asking) => {
    if (session.created.mode === 'tabletop') return startTable(session, asking);
    const fixers = [...session.seats.values()].filter(
      ({ kind, state, bot }) => kind === 'fixer' && !bot && state !== 'waiting' && state !== 'left',
    );
    if (fixers.length === 0) {
      return refuse('drill/not-started', 'Nobody is here to respond.', 'Invite at least one fixer, or let one in.');
    }
    return one(session, asking, 'drill.started', { speed: session.clock.speed });
  },
  'drill.pause': (session, _payload, asking) =>
    one(session, asking, 'drill.paused', { reason: `${who(asking)} paused the drill.` }),
  'drill.resume': (session, _payload, asking) =>
    session.created.mode === 'tabletop'
      ? refuse(
          'drill/paused',
          'In a tabletop the world waits while people talk.',
          'Go to the next round: it runs up to it.',
        )
      : one(session, asking, 'drill.resumed', {}),
  'drill.speed': (session, { speed }, asking) =>
    session.clock.speed === speed ? [] : one(session, asking, 'drill.speed', { speed }),
  'drill.end': (session, _payload, asking) =>
    one(session, asking, 'drill.ended', { reason: `${who(asking)} ended the drill.` }),
};

/** A table needs nobody but the facilitator: people may sit around one screen. The world stands until a round lets it run. */
function startTable(session: Session, asking: Asking): Decision {
  return [
    ...one(session, asking, 'drill.started', { speed: session.clock.speed }),
    draftAt(session, 'drill.paused', { reason: AT_THE_TABLE }, { seat: asking.seat.id, command: null }),
  ];
}

/** Alone in an onboarding drill the new responder does what a facilitator does elsewhere. */
function who({ seat }: Asking): string {
  return seat.kind === 'facilitator' ? 'The facilitator' : 'The new responder';
}
