import { refuse } from '../refuse.ts';
import { one, type Deciders } from './decision.ts';

export const clockDeciders: Deciders<'drill.start' | 'drill.pause' | 'drill.resume' | 'drill.speed' | 'drill.end'> = {
  'drill.start': (session, _payload, asking) => {
    const fixers = [...session.seats.values()].filter(
      ({ kind, state }) => kind === 'fixer' && state !== 'waiting' && state !== 'left',
    );
    if (fixers.length === 0) {
      return refuse('drill/not-started', 'Nobody is here to respond.', 'Invite at least one fixer, or let one in.');
    }
    return one(session, asking, 'drill.started', { speed: session.clock.speed });
  },
  'drill.pause': (session, _payload, asking) =>
    one(session, asking, 'drill.paused', { reason: 'The facilitator paused the drill.' }),
  'drill.resume': (session, _payload, asking) => one(session, asking, 'drill.resumed', {}),
  'drill.speed': (session, { speed }, asking) =>
    session.clock.speed === speed ? [] : one(session, asking, 'drill.speed', { speed }),
  'drill.end': (session, _payload, asking) =>
    one(session, asking, 'drill.ended', { reason: 'The facilitator ended the drill.' }),
};
