import type { Refusal } from '../../protocol/refusal.ts';
import { deckView } from '../deck.ts';
import { hintCostS } from '../hints.ts';
import { clearanceRefusal, settingRefusal } from '../fault-clearance.ts';
import { nextMessageId } from '../evolve/channel.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { clockWords } from '../words.ts';
import { one, type Deciders } from './decision.ts';

export const stagingDeciders: Deciders<
  'fault.fire' | 'fault.stop' | 'persona.say' | 'hint.give' | 'cause.confirm' | 'note.add'
> = {
  'fault.fire': (session, { fault, parameters }, asking) => {
    const card = deckView(session).cards.find((one) => one.fault === fault);
    if (!card) return unknownFault();
    const ready =
      card.state === 'ready' ||
      (asking.seat.kind === 'facilitator' && card.state !== 'running' && card.state !== 'used');
    if (!ready) return notReady(session, card.state, card.readyAtS);
    const no =
      settingRefusal(session, fault, parameters) ??
      (asking.seat.kind === 'breaker' ? clearanceRefusal(session, fault, parameters) : null);
    return no ?? one(session, asking, 'fault.fired', parameters ? { fault, parameters } : { fault });
  },
  'fault.stop': (session, { fault }, asking) => {
    const card = deckView(session).cards.find((one) => one.fault === fault);
    if (!card) return unknownFault();
    if (card.state !== 'running') return refuse('fault/not-ready', 'It is not running.', 'Nothing is left to stop.');
    if (!card.undo) {
      return refuse('fault/not-ready', 'This fault cannot be taken back.', 'End the drill if it has gone too far.');
    }
    return one(session, asking, 'fault.stopped', { fault });
  },
  'persona.say': (session, { persona, text }, asking) =>
    one(session, asking, 'chat.said', { id: nextMessageId(session, 'team'), channel: 'team', text, persona }),
  'hint.give': (session, { number }, asking) => {
    const text = session.scenario.hints[number - 1];
    if (text === undefined) {
      return refuse(
        'hint/none-left',
        `This scenario has ${session.scenario.hints.length} hints.`,
        'Ask a question instead.',
      );
    }
    const given = session.hints.some((hint) => hint.number === number);
    // Whoever responds alone climbs the ladder rung by rung.
    if (asking.seat.kind === 'fixer' && !given && number !== session.hints.length + 1) {
      return refuse('request/malformed', 'Hints come one after the other.', 'Ask for the next one.');
    }
    return given
      ? []
      : one(session, asking, 'hint.given', { number, text, costS: hintCostS(number, session.scenario.hints.length) });
  },
  'cause.confirm': (session, { identification, confirmed }, asking) => {
    const known = session.identifications.find(({ id }) => id === identification);
    if (!known) return refuse('request/malformed', 'There is no such hypothesis.', 'Choose one that the team stated.');
    return known.confirmed === confirmed ? [] : one(session, asking, 'cause.confirmed', { identification, confirmed });
  },
  'note.add': (session, { text, pattern }, asking) =>
    one(session, asking, 'note.added', { id: `o${session.notes.length + 1}`, text, ...(pattern ? { pattern } : {}) }),
};

function unknownFault(): Refusal {
  return refuse('fault/unknown', 'There is no such fault in this scenario.', 'Choose one from the deck.');
}

function notReady(session: Session, state: string, readyAtS: number | null): Refusal {
  switch (state) {
    case 'cooling':
      return refuse(
        'fault/not-ready',
        'The deck is cooling down.',
        `Ready at ${clockWords(readyAtS ?? session.clock.atS)}.`,
      );
    case 'over budget':
      return refuse('fault/not-ready', 'The budget does not reach for this fault.', 'Choose a cheaper one.');
    default:
      return refuse('fault/not-ready', 'This fault is at work or has been.', 'Choose another one.');
  }
}
