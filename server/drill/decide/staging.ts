import type { Refusal } from '../../protocol/refusal.ts';
import { deckView } from '../deck.ts';
import { hintCostS } from '../hints.ts';
import { nextMessageId } from '../evolve/channel.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { clockWords } from '../words.ts';
import { one, type Deciders } from './decision.ts';

export const stagingDeciders: Deciders<
  | 'fault.fire'
  | 'fault.stop'
  | 'inject.fire'
  | 'inject.skip'
  | 'inject.delay'
  | 'inject.write'
  | 'persona.say'
  | 'hint.give'
  | 'cause.confirm'
  | 'note.add'
> = {
  'fault.fire': (session, { fault, parameters }, asking) => {
    const card = deckView(session).cards.find((one) => one.fault === fault);
    if (!card) return unknownFault();
    const ready =
      card.state === 'ready' ||
      (asking.seat.kind === 'facilitator' && card.state !== 'running' && card.state !== 'used');
    if (ready) return one(session, asking, 'fault.fired', parameters ? { fault, parameters } : { fault });
    return notReady(session, card.state, card.readyAtS);
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
  'inject.fire': (session, { inject }, asking) =>
    settledInject(session, inject) ?? one(session, asking, 'inject.fired', { inject }),
  'inject.skip': (session, { inject }, asking) =>
    settledInject(session, inject) ?? one(session, asking, 'inject.skipped', { inject }),
  'inject.delay': (session, { inject, byS }, asking) =>
    settledInject(session, inject) ?? one(session, asking, 'inject.delayed', { inject, byS }),
  'inject.write': (session, { inject }, asking) => {
    if (inject.id !== null) {
      const no = settledInject(session, inject.id);
      if (no) return no;
    }
    const id = inject.id ?? `added-${[...session.written.values()].filter((how) => how === 'added').length + 1}`;
    return one(session, asking, 'inject.written', { inject: { ...inject, id } });
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

/** Why nothing can be done with an inject any more; null when it is still to come. */
export function settledInject(session: Session, inject: string): Refusal | null {
  const known = session.injects.get(inject);
  if (!known) return refuse('inject/unknown', `There is no inject "${inject}".`, 'Choose one from the timeline.');
  if (known.state === 'to come') return null;
  return refuse(
    'inject/settled',
    `This inject was ${known.state} already.`,
    'Speak as a persona to say something more.',
  );
}

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
