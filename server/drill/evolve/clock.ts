import { deckView } from '../deck.ts';
import { measure, sameMap } from '../measure.ts';
import type { Session } from '../session.ts';
import { notice } from './channel.ts';
import type { Evolvers, Moment } from './moment.ts';

export const clockEvolvers: Evolvers<
  'drill.started' | 'drill.paused' | 'drill.resumed' | 'drill.speed' | 'drill.ended' | 'clock.reached'
> = {
  'drill.started': (session, { speed }, at) => {
    session.clock = { state: 'running', atS: at.atS, speed, reason: null };
    refresh(session);
  },
  'drill.paused': (session, { reason, stop }, at) => {
    for (const one of session.control.stops) if (one.rule.id === stop) one.metAtS ??= at.atS;
    session.clock = { ...session.clock, state: 'paused', reason };
    if (at.seat === null) notice(session, at, 'warn', reason);
  },
  'drill.resumed': (session) => {
    session.clock = { ...session.clock, state: 'running', reason: null };
  },
  'drill.speed': (session, { speed }) => {
    session.clock = { ...session.clock, speed };
  },
  'drill.ended': (session, { reason, continuedAs }) => {
    session.control.continuedAs = continuedAs ?? null;
    session.clock = { ...session.clock, state: 'ended', reason };
    refresh(session);
  },
  'clock.reached': (session, _payload, at) => {
    refresh(session);
    noticeTimebox(session, at);
  },
};

/** Reads the world again for map, deck and the facilitator's figures, and remembers which of them changed. */
function refresh(session: Session): void {
  const measured = measure(session.sim);
  const deck = deckView(session);
  session.fresh.map = !sameMap(session.measured.map, measured.map);
  session.fresh.deck = JSON.stringify(deck) !== JSON.stringify(session.deck);
  session.fresh.measured = true;
  session.measured = measured;
  session.deck = deck;
}

function noticeTimebox(session: Session, at: Moment): void {
  const { timeboxS } = session.control;
  const said = session.notices.some(({ id }) => id === 'timebox');
  if (timeboxS <= 0 || at.atS < timeboxS || said) return;
  const whoEnds = session.created.path === undefined ? 'The facilitator ends' : 'End';
  const text = `The timebox of ${Math.round(timeboxS / 60)} minutes is over. ${whoEnds} the drill when it suits.`;
  session.notices.push({ id: 'timebox', atS: at.atS, level: 'info', text });
}
